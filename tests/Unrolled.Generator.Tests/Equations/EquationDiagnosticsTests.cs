using Unrolled.Compiler;

namespace Unrolled.Generator.Tests.Equations;

public class EquationDiagnosticsTests
{
    private static readonly string Functions = string.Join(", ", ModelCompiler.EquationFunctions.SkipLast(1)) + " and " + ModelCompiler.EquationFunctions[^1];

    private const string Allowed = "you can use local variables, constants, + - * / and unary minus, tuples, slices x[a..b], 'if' and '?:' on constants, "
        + "functions of Unrolled.Equations and other static methods of the same class";

    [Theory]
    [InlineData("{|UNR0060:for|} (int i = 0; i < 3; i++) h = Tanh(h); return h;", "A loop")]
    [InlineData("{|UNR0060:foreach|} (var i in new[] { 1 }) h = i * h; return h;", "A loop")]
    [InlineData("{|UNR0060:while|} (true) { return h; }", "A loop")]
    [InlineData("Func<Vec, Vec> f = {|UNR0060:v => Tanh(v)|}; return f(h);", "A lambda or delegate")]
    [InlineData("Func<Vec, Vec> f = {|UNR0060:Tanh|}; return f(h);", "A lambda or delegate")]
    [InlineData("return {|UNR0060:rate|} * h;", "The field 'rate', which is not a constant (declare it const),")]
    [InlineData("return h * {|UNR0060:Rate|};", "The property 'Rate'")]
    [InlineData("var r = {|UNR0060:rate|}; var f = r * h; if (r > 1) return f; return f;", "The field 'rate', which is not a constant (declare it const),")]
    [InlineData("{|UNR0060:switch|} (1) { default: h = x; break; } return h;", "A switch")]
    [InlineData("return {|UNR0060:1 switch { _ => h }|};", "A switch")]
    [InlineData("{|UNR0060:try|} { return h; } finally { }", "'try'")]
    [InlineData("{|UNR0060:throw|} new Exception();", "'throw'")]
    [InlineData("{|UNR0060:goto|} end; end: return h;", "A jump")]
    [InlineData("var o = {|UNR0060:new object()|}; return h;", "'new object()', which creates an object,")]
    [InlineData("return Tanh({|UNR0060:h = x|});", "The assignment 'h = x' within an expression or to anything but a local variable")]
    [InlineData("{|UNR0060:rate = 2|}; return h;", "The assignment 'rate = 2' within an expression or to anything but a local variable")]
    [InlineData("var i = 1; {|UNR0060:i++|}; return h;", "The assignment 'i++' within an expression or to anything but a local variable")]
    [InlineData("ref var {|UNR0060:g = ref h|}; g = x; return h;", "'g = ref h'")]
    [InlineData("return {|UNR0060:h ?? x|};", "'h ?? x'")]
    [InlineData("return {|UNR0060:null|}!;", "'null'")]
    [InlineData("var zero = 0; return h * ({|UNR0060:1 / zero|});", "'1 / zero'")]
    public Task What_cannot_be_read_says_what_is_allowed(string body, string what) => EquationHarness.Expect(
        Step(body), $"{what} cannot be read as equations; {Allowed}");

    [Fact]
    public Task Each_mistake_is_reported_and_what_follows_from_it_is_not() => EquationHarness.Expect(
        Step("var a = {|UNR0060:rate|} * h; var b = Sin(a) + {|UNR0066:Other.F(h)|}; {|UNR0060:do|} { b = x; } while (rate > 0); return {|UNR0060:Rate|} * "
            + "b[0..2];"));

    [Fact]
    public Task A_mistake_in_a_helper_is_reported_once() => EquationHarness.Expect(
        "static Vec Leak(Vec v) => v * {|UNR0060:rate|}; " + Step("return Leak(h) + Leak(x);"));

    [Theory]
    [InlineData("return h * {|UNR0066:Math.Sqrt(2)|};", "'Math.Sqrt(2)' calls System.Math.Sqrt(double)")]
    [InlineData("return {|UNR0066:Other.F(h)|};", "'Other.F(h)' calls Eq.Other.F(Unrolled.Vec)")]
    [InlineData("var n = {|UNR0066:h.ToString()|}; return h;", "'h.ToString()' calls Unrolled.Vec.ToString(), which is not static")]
    [InlineData("return {|UNR0066:Out(h, out _)|};",
        "'Out(h, out _)' calls Eq.Out(Unrolled.Vec, out int), which is not a method with a body, parameters by value and a result")]
    [InlineData("{|UNR0066:Nothing(h)|}; return h;",
        "'Nothing(h)' calls Eq.Nothing(Unrolled.Vec), which is not a method with a body, parameters by value and a result")]
    public Task A_call_of_something_else(string body, string message) => EquationHarness.Expect(
        Step(body), $"{message}; you can call {Functions} of Unrolled.Equations, and other static methods of the same class");

    [Fact]
    public Task Functions_bound_to_Math() => EquationHarness.ExpectFile(
        "using static System.Math; [Model(Inputs = 1), Cell<E>(1)] partial class M; class E : ICellEquations { public static Vec Step(Vec x, Vec h) => "
            + "Sqrt(h) * {|UNR0066:Sqrt(2)|}; }",
        $"'Sqrt(2)' calls System.Math.Sqrt(double); you can call {Functions} of Unrolled.Equations, and other static methods of the same class");

    [Theory]
    [InlineData("return {|UNR0067:Step(x, h)|};", "Step")]
    [InlineData("return A(h); Vec A(Vec v) => B(v); Vec B(Vec v) => {|UNR0067:A(v)|};", "A")]
    public Task Recursion(string body, string name) => EquationHarness.Expect(
        Step(body), $"'{name}' calls itself, and equations cannot be recursive: write the calls out");

    [Theory]
    [InlineData("if ({|UNR0065:rate > 0|}) return h; return x;", "rate > 0")]
    [InlineData("Vec f; if ({|UNR0065:h == x|}) f = h; else f = x; return f;", "h == x")]
    [InlineData("return {|UNR0065:Other.Flag()|} ? h : x;", "Other.Flag()")]
    public Task A_condition_is_a_constant(string body, string condition) => EquationHarness.Expect(
        Step(body), $"'{condition}' is not a constant, and a condition in equations must be one; to choose element by element, use Max, Min, Relu or a gate");

    [Theory]
    [InlineData("return Linear(x[{|UNR0068:(int)rate|}..]);", "(int)rate")]
    [InlineData("return Linear(x[..^{|UNR0068:Count()|}]);", "Count()")]
    [InlineData("return Linear(x[{|UNR0068:-1|}..2]);", "-1")]
    [InlineData("return Linear(x[{|UNR0068:Range.All|}]);", "Range.All")]
    public Task Slices_have_constant_bounds(string body, string bound) => EquationHarness.Expect(
        Step(body), $"'{bound}' is not a slice with constant bounds: write constants of at least 0 between the brackets, as in x[2..^1]");

    [Theory]
    [InlineData("return Linear(h, name: {|UNR0069:\"a b\"|});", "\"a b\"")]
    [InlineData("return Linear(h, {|UNR0069:\"\"|});", "\"\"")]
    [InlineData("return Linear(h, name: {|UNR0069:rate.ToString()|});", "rate.ToString()")]
    public Task A_name_is_a_constant_identifier(string body, string name) => EquationHarness.Expect(
        Step(body), $"'{name}' is not a constant identifier: write letters, digits and underscores, as in name: \"f\"");

    [Theory]
    [InlineData("return Scale(h, initial: {|UNR0070:rate|});", "rate")]
    [InlineData("return Scale(h, initial: {|UNR0070:double.NaN|});", "double.NaN")]
    [InlineData("return Linear(h, initial: {|UNR0070:Initial.Uniform(1, 0)|});", "Initial.Uniform(1, 0)")]
    [InlineData("return Linear(h, initial: {|UNR0070:Initial.Uniform(-rate, 0)|});", "Initial.Uniform(-rate, 0)")]
    [InlineData("return Linear(h, initial: {|UNR0070:Start|});", "Start")]
    public Task An_initial_value_is_a_constant(string body, string initial) => EquationHarness.Expect(
        Step(body), $"'{initial}' is not a constant initial value: write a finite number, Initial.Identity, Initial.Orthogonal, Initial.GlorotUniform, "
            + "Initial.Constant(a) or Initial.Uniform(a, b) with constants a <= b");

    [Theory]
    [InlineData("return Scale(h, initial: {|UNR0075:Initial.Orthogonal|});", "Scale", "Initial.Orthogonal")]
    [InlineData("var b = Bias(initial: {|UNR0075:Initial.Identity|}); return b * h;", "Bias", "Initial.Identity")]
    [InlineData("return Normalize(h, \"n\", {|UNR0075:Initial.GlorotUniform|});", "Normalize", "Initial.GlorotUniform")]
    [InlineData("var start = Initial.Identity; return Scale(initial: {|UNR0075:start|}, v: h);", "Scale", "start")]
    public Task A_vector_does_not_start_as_a_matrix(string body, string call, string initial) => EquationHarness.Expect(
        Step(body), $"{call} learns a vector, and '{initial}' is an initial value for matrices: use a constant or Initial.Uniform(a, b)");

    [Theory]
    [InlineData("var f = Linear(h, width: {|UNR0071:h|}); return f;", "h")]
    [InlineData("return Linear(h, width: {|UNR0071:x[1..2]|});", "x[1..2]")]
    public Task Width_takes_x(string body, string width) => EquationHarness.Expect(
        Step(body), $"'{width}' is not the input: a product is as wide as the hidden units or, with 'width: x', as the input");

    [Theory]
    [InlineData("return {|UNR0072:1e300|} * h;", "1e300")]
    [InlineData("return Max({|UNR0072:double.NegativeInfinity|}, h);", "double.NegativeInfinity")]
    public Task Numbers_are_finite(string body, string number) => EquationHarness.Expect(
        Step(body), $"'{number}' is not a finite number in single precision, in which models compute");

    [Theory]
    [InlineData("_ = Tanh({|UNR0073:Affine(x)|}); return h;", "Affine(x)")]
    [InlineData("{|UNR0073:Bias()|}; return h;", "Bias()")]
    [InlineData("(_, var a) = ({|UNR0073:Scale(h)|}, Scale(h)); return a;", "Scale(h)")]
    public Task A_parameter_has_a_name(string body, string call) => EquationHarness.Expect(
        Step(body), $"The parameters of '{call}' have no name: assign the value to a variable, or write name: \"…\"");

    [Fact]
    public Task Equations_can_be_too_large() => EquationHarness.Expect(
        string.Concat(Enumerable.Range(0, 40).Select(i => $"static Vec F{i}(Vec v) => F{i + 1}(F{i + 1}(v)); "))
            + "static Vec F40(Vec v) => v; public static Vec {|UNR0074:Step|}(Vec x, Vec h) => F0(h);",
        "The equations of 'Eq' have more than 20000 operations, counting each method at each of its calls, or they nest too deeply: write fewer or smaller "
            + "ones");

    [Fact]
    public async Task Very_deep_expressions_are_read_or_reported()
    {
        foreach (var text in new[] { string.Concat(Enumerable.Repeat("h + ", 3000)) + "h", string.Concat(Enumerable.Repeat("-(", 700)) + "h"
            + new string(')', 700) })
        {
            var harness = GeneratorHarness.Run(EquationHarness.Source(Step($"return {text};")), compiler: new FakeCompiler());
            var found = await harness.Analyze();

            Assert.All(found, d => Assert.Equal("UNR0074", d.Id));
            Assert.Equal(found.IsEmpty, harness.Files.ContainsKey("M.g.cs"));
            Assert.Null(harness.Result.Exception);
        }
    }

    private static string Step(string body)
        => "static double rate = 1; static double Rate => 1; static Initial Start = 1; static int Count() => (int)rate; static Vec Out(Vec v, out int n) { n "
        + "= 1; return v; } static void Nothing(Vec v) { } "
            + "static class Other { public static Vec F(Vec v) => v; public static bool Flag() => true; }\n"
            + $"public static Vec Step(Vec x, Vec h) {{ {body} }}";
}
