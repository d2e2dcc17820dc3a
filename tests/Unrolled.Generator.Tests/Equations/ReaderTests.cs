namespace Unrolled.Generator.Tests.Equations;

public class ReaderTests
{
    [Fact]
    public void Minimal_gated_unit() => Assert.Equal(
        [
            "#2 = Affine(x, h) of f",
            "#3 f = Sigmoid(#2)",
            "#4 = Multiply(#3, h)",
            "#5 = Affine(x, #4) of n",
            "#6 n = Tanh(#5)",
            "#8 = Subtract(1, #3)",
            "#9 = Multiply(#8, h)",
            "#10 = Multiply(#3, #6)",
            "#11 = Add(#9, #10)",
            "return h = #11",
        ],
        EquationHarness.Body("var f = Sigmoid(Affine(x, h)); var n = Tanh(Affine(x, f * h)); return (1 - f) * h + f * n;"));

    [Fact]
    public void Long_short_term_memory_has_two_states_by_the_names_of_the_type()
    {
        var lines = EquationHarness.Print("""
            public static (Vec h, Vec c) Step(Vec x, Vec h, Vec c)
            {
                Vec i = Sigmoid(Affine(x, h)), f = Sigmoid(Affine(x, h, initial: 1));
                var (g, o) = (Tanh(Affine(x, h)), Sigmoid(Affine(x, h)));
                c = f * c + i * g;
                return (o * Tanh(c), c);
            }
            """);

        Assert.Equal(
            [
                "#3 = Affine(x, h) of i", "#4 i = Sigmoid(#3)",
                "#5 = Affine(x, h) of f from Constant(1, 0)", "#6 f = Sigmoid(#5)",
                "#7 = Affine(x, h) of g", "#8 g = Tanh(#7)",
                "#9 = Affine(x, h) of o", "#10 o = Sigmoid(#9)",
                "#11 = Multiply(#6, c)", "#12 = Multiply(#4, #8)", "#13 c = Add(#11, #12)",
                "#14 = Tanh(#13)", "#15 = Multiply(#10, #14)",
                "return h = #15, c = #13",
            ],
            lines);
    }

    [Fact]
    public void Names_in_the_literal_do_not_count() => Assert.Equal(
        ["#3 = Linear(x) of c", "#4 = Add(c, #3)", "return h = h, c = #4"],
        EquationHarness.Print("#pragma warning disable CS8123\npublic static (Vec h, Vec c) Step(Vec x, Vec h, Vec c) => (c: h, h: c + Linear(x));"));

    [Fact]
    public void An_element_y_is_the_output_and_results_keep_their_order() => Assert.Equal(
        ["#3 = Affine(x) of b", "#4 = Scale(a) of y", "return b = #3, y = #4, a = a"],
        EquationHarness.Print("public static (Vec b, Vec y, Vec a) Step(Vec x, Vec a, Vec b) => (Affine(x), Scale(a), a);"));

    [Fact]
    public void Vocabulary() => Assert.Equal(
        [
            "#2 a = Affine(x) of a", "#3 b = Linear(h) of b", "#4 = Scale(#2) of p", "#5 = Bias() of p", "#6 p = Add(#4, #5)",
            "#7 n = Normalize(#6) of n", "#8 = StopGradient(#7)", "#9 = Relu(#8)", "#10 = Softplus(#9)", "#11 = Exp(#10)", "#12 = Log(#11)", "#13 = Sqrt(#12)",
            "#14 = Sin(#13)", "#15 = Cos(#14)", "#16 e = Abs(#15)", "#18 = Max(#16, #3)", "#19 m = Min(0.5, #18)", "#20 = Negate(#19)", "#21 = Divide(#20, h)",
            "return h = #21",
        ],
        EquationHarness.Body("""
            Vec a = Affine(x), b = Linear(h), p = Scale(a) + Bias();
            var n = Normalize(p);
            var e = Abs(Cos(Sin(Sqrt(Log(Exp(Softplus(Relu(StopGradient(n)))))))));
            var m = Min(0.5, Max(e, b));
            return -m / h;
            """));

    [Fact]
    public void Named_arguments() => Assert.Equal(
        [
            "#2 f = Affine(x, h) of forget from Uniform(-0.1, 0.1)",
            "#3 = Linear(h) of k from Identity(0, 0)",
            "#4 k = Scale(#3) of k from Constant(0.25, 0)",
            "#5 = Linear(h) of w from Orthogonal(0, 0) wide",
            "#6 = Multiply(#5, x)",
            "#7 w = Affine(#6) of w from GlorotUniform(0, 0)",
            "#8 = Multiply(#2, #4)",
            "#9 = Add(#8, #7)",
            "return h = #9",
        ],
        EquationHarness.Body("""
            var f = Affine(w: h, v: x, initial: Initial.Uniform(-Small, high: Small), name: "for" + "get");
            Initial? identity = Initial.Identity;
            var k = Scale(name: null, v: Linear(h, initial: identity), initial: Initial.Constant(1 / 4.0));
            var w = Affine(Linear(h, width: x, initial: Initial.Orthogonal) * x, initial: Initial.GlorotUniform);
            return f * k + w;
            """, "const double Small = 0.1;"));

    [Theory]
    [InlineData("x[1..3]", "1..3")]
    [InlineData("x[..2]", "0..2")]
    [InlineData("x[2..]", "2..^0")]
    [InlineData("x[..]", "0..^0")]
    [InlineData("x[^3..^1]", "^3..^1")]
    [InlineData("x[First..(First + 1)]", "1..2")]
    [InlineData("x[first..^first]", "2..^2")]
    public void Slices(string slice, string expected) => Assert.Equal(
        [$"#2 = Slice(x)[{expected}]", "#3 = Affine(#2, h) of h", "return h = #3"],
        EquationHarness.Body($"var first = 2; _ = first; return Affine({slice}, h);", "const int First = 1;"));

    [Theory]
    [InlineData("2", 2)]
    [InlineData("-2", -2)]
    [InlineData("+2.5f", 2.5)]
    [InlineData("(float)0.1", (double)0.1f)]
    [InlineData("1.0 / 4", 0.25)]
    [InlineData("1 / 4", 0)]
    [InlineData("Math.PI", Math.PI)]
    [InlineData("Rate", 0.125)]
    [InlineData("Other.Rate", 0.375)]
    [InlineData("local", 0.5)]
    [InlineData("known", 3)]
    [InlineData("1 - known", -2)]
    [InlineData("half * known", 1.5)]
    [InlineData("count / 2", 3)]
    [InlineData("count / 2f", 3.5)]
    [InlineData("(double)count", 7)]
    [InlineData("-count % 4", -3)]
    [InlineData("Twice(known)", 6)]
    [InlineData("known > 2 ? 4 : 5", 4)]
    [InlineData("Rate < 0.1 || count == 3 ? 4 : 5", 5)]
    [InlineData("(Rate > 0.1 && !(count != 7) ? 1 : 2) + 1", 2)]
    [InlineData("'a' - 96", 1)]
    public void Constants(string number, double expected)
    {
        var step = EquationHarness.Spec($$"""
            const double Rate = 0.125;
            static class Other { public const float Rate = 0.375f; }
            static double Twice(double a) => 2 * a;
            public static Vec Step(Vec x, Vec h)
            {
                const double local = 0.5;
                double known = 3, half = 0.5f;
                var count = 7;
                (known, half) = (known, half);
                return h * ({{number}});
            }
            """).Steps[0];

        Assert.Equal(("Constant", expected), (step.Operation, step.Value));
    }

    [Fact]
    public void Branches_on_constants_leave_what_is_taken() => Assert.Equal(
        ["#2 f = Affine(x, h) of f", "#3 = Tanh(#2)", "return h = #3"],
        EquationHarness.Body("""
            Vec f;
            if (Peephole) { f = Affine(x); return f; } else if (Order >= 2) f = Affine(x, h); else { for (;;) { } }
            if (!Peephole)
                return Order == 2 ? Tanh(f) : h;
            return h;
            """, "const bool Peephole = false; const int Order = 2;"));

    [Fact]
    public void Reassigned_variables_and_parameters() => Assert.Equal(
        ["#2 a = Affine(x) of a", "#3 a = Tanh(#2)", "#4 a = Multiply(#3, h)", "#5 = Linear(h) of h", "#6 h = Add(#5, #4)", "#8 h = Subtract(#6, 2)",
            "return h = #8"],
        EquationHarness.Body("var a = Affine(x); a = Tanh(a); a *= h; var scale = 1.0; scale += 1; h = Linear(h) + a; h -= scale; return h;"));

    [Fact]
    public void An_alias_makes_no_step_and_takes_no_label() => Assert.Equal(
        ["#2 a = Tanh(h)", "return h = #2"], EquationHarness.Body("var a = Tanh(h); var b = a; Vec c; c = (Vec)b!; return c;"));

    [Fact]
    public void Order_is_that_of_evaluation() => Assert.Equal(
        ["#2 = Affine(h) of a", "#3 = Linear(x) of a", "#4 a = Min(#3, #2)", "return h = #4"],
        EquationHarness.Body("var a = Min(w: Affine(h), v: Linear(x)); return a;"));

    [Fact]
    public void A_class_in_parts_in_two_files_that_is_generic_nested_and_private()
    {
        var harness = GeneratorHarness.Run(
            [
                "using Unrolled; partial class Outer { [Model(Inputs = 2), Cell<Outer.Eq<int>>(3), Unrolled.CellAttribute<Outer.Eq<string>>(4)] partial class "
                    + "M; private static partial class Nothing; }",
                "using Unrolled; partial class Outer { private sealed partial class Eq<T> : ICellEquations { public static partial Vec Step(Vec x, Vec h); "
                    + "const double Leak = 0.5; } }",
                "using Unrolled; using static Unrolled.Equations; partial class Outer { partial class Eq<T> { public static partial Vec Step(Vec x, Vec h) => "
                    + "Gate<T>(h, Leak); static Vec Gate<S>(Vec v, double rate) => v * rate; } }",
            ], compiler: new FakeCompiler());
        var layers = harness.Spec("Outer+M").Layers;

        Assert.Equal(["#3 = Multiply(h, 0.5)", "return h = #3"], EquationPrinter.Print(layers[0].Equations!));
        Assert.Equal(layers[0].Equations, layers[1].Equations);
        Assert.Equal("Eq", layers[0].Equations!.Name);
        Assert.Equal("Cell", layers[0].Kind);
        Assert.Equal(3, Assert.Single(layers[0].Options).Value);
    }

    [Theory]
    [InlineData("struct")]
    [InlineData("record")]
    [InlineData("record struct")]
    [InlineData("interface")]
    [InlineData("abstract class")]
    public void Equations_stand_in_any_type(string type)
    {
        var spec = GeneratorHarness.Run($"using Unrolled; [Model(Inputs = 2), Cell<@event>(3)] partial class M; {type} @event : ICellEquations {{ public "
            + "static Vec Step(Vec @in, Vec @out) => @out; }}", compiler: new FakeCompiler()).Spec("M");

        Assert.Equal(["return out = out"], EquationPrinter.Print(spec.Layers[0].Equations!));
        Assert.Equal(["out"], spec.Layers[0].Equations!.States);
    }

    [Fact]
    public void Nine_states() => Assert.Equal(
        ["return a = b, b = a, c = c, d = d, e = e, f = f, g = g, i = i, h = h"],
        EquationHarness.Print("public static (Vec a, Vec b, Vec c, Vec d, Vec e, Vec f, Vec g, Vec i, Vec h) Step(Vec x, Vec a, Vec b, Vec c, Vec d, Vec e, "
            + "Vec f, Vec g, Vec h, Vec i) => (b, a, c, d, e, f, g, i, h);"));

    [Fact]
    public async Task The_compiler_takes_what_is_read()
    {
        var harness = GeneratorHarness.Run("""
            using Unrolled; using static Unrolled.Equations;
            [Model(Inputs = 4), Cell<Own>(8), Cell<Own>(3), Dense(1)] public partial class M;
            public sealed class Own : ICellEquations
            {
                public static (Vec y, Vec h, Vec @out) Step(Vec x, Vec h, Vec @out)
                {
                    var (@in, g) = Pair(x, h);
                    var f = Gate(x[1..], @in * h);
                    var e = Gate(x, f);
                    @out = Max(0.5, Normalize(f * @out + (1 - e) * g));
                    return (Linear(@out), Tanh(@out), @out / 2);
                }

                static Vec Gate(Vec v, Vec w) { var a = Affine(v, w, initial: Initial.Uniform(-0.1, 0.1)); return Sigmoid(a); }
                static (Vec, Vec) Pair(Vec v, Vec w) => (Softplus(Affine(v)), Tanh(Affine(v, w)));
            }
            """);

        Assert.Empty(await harness.Analyze());
        Assert.NotEmpty(harness.Emit());
    }
}
