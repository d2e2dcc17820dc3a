using Microsoft.CodeAnalysis;
using Unrolled.Compiler.Specs;

namespace Unrolled.Generator.Tests.Equations;

public class EquationCachingTests
{
    private const string Models = "using Unrolled; [Model(Inputs = 1), Cell<E>(2)] partial class A; [Model(Inputs = 2), Cell<F>(2)] partial class B; "
        + "[Model(Inputs = 3), Cell<F>(3), Cell<E>(3)] partial class C; [Model(Inputs = 3), Gru(3)] partial class D;";
    private const string E = "using Unrolled; using static Unrolled.Equations; partial class E : ICellEquations { public static Vec Step(Vec x, Vec h) { var "
        + "f = Sigmoid(Affine(x, h)); return f * Gate(h); } }";
    private const string Part = "using Unrolled; using static Unrolled.Equations; partial class E { static Vec Gate(Vec v) => Rate * Tanh(v); const double "
        + "Rate = 0.5; }";
    private const string F = "using Unrolled; using static Unrolled.Equations; class F : ICellEquations { public static Vec Step(Vec x, Vec h) => "
        + "Tanh(Affine(x, h)); }";

    [Theory]
    [InlineData(1, "var f", "Vec f")]
    [InlineData(1, "using Unrolled;", "using Unrolled; // the cell\n")]
    [InlineData(1, "return f * Gate(h);", "return (f\n * Gate(h));")]
    [InlineData(2, "Rate", "Speed")]
    [InlineData(2, "0.5", "1 - 0.5")]
    [InlineData(3, "public static Vec Step(Vec x, Vec h) =>", "static int unused; public static Vec Step(Vec x, Vec h) =>")]
    public void An_edit_that_leaves_the_equations_runs_nothing(int file, string old, string text)
    {
        var compiler = Compiler();
        var after = Edit(compiler, file, old, text);

        Assert.Equal(4, compiler.Compiled);
        Assert.All(Reasons(after, Steps.Compiled), reason => Assert.Equal(IncrementalStepRunReason.Cached, reason));
        Assert.All(Reasons(after, Steps.Specs), reason =>
            Assert.Contains(reason, new[] { IncrementalStepRunReason.Cached, IncrementalStepRunReason.Unchanged }));
    }

    [Theory]
    [InlineData(1, "Sigmoid", "Tanh")]
    [InlineData(1, "var f = Sigmoid(Affine(x, h)); return f", "var g = Sigmoid(Affine(x, h)); return g")]
    [InlineData(2, "Tanh", "Sin")]
    [InlineData(2, "0.5", "0.25")]
    public void An_edit_of_equations_compiles_the_models_that_use_them_alone(int file, string old, string text)
    {
        var compiler = Compiler();
        var after = Edit(compiler, file, old, text);

        Assert.Equal(6, compiler.Compiled);
        IncrementalStepRunReason[] expected =
            [IncrementalStepRunReason.Modified, IncrementalStepRunReason.Cached, IncrementalStepRunReason.Modified, IncrementalStepRunReason.Cached];
        Assert.Equal(expected, Reasons(after, Steps.Compiled));
        Assert.Equal(expected, Reasons(after, Steps.Specs));
    }

    [Fact]
    public void Equations_that_become_wrong_take_their_models_away_and_bring_them_back()
    {
        var compiler = new FakeCompiler();
        var right = Run(compiler);
        var wrong = right.Edit(1, E.Replace("return", "while (true) { } return"));

        Assert.Equal(["B.g.cs", "D.g.cs"], wrong.Files.Keys);
        Assert.Equal(4, compiler.Compiled);
        Assert.Equal(right.Files, wrong.Edit(1, E).Files);
    }

    [Fact]
    public void Models_and_equations_may_come_in_any_order()
    {
        var late = GeneratorHarness.Run([Models], compiler: new FakeCompiler());
        Assert.Equal(["D.g.cs"], late.Files.Keys);

        Assert.Equal(["A.g.cs", "B.g.cs", "C.g.cs", "D.g.cs"], late.Add(F).Add(E).Add(Part).Files.Keys);
    }

    [Fact]
    public async Task Broken_equations_harm_nothing()
    {
        const string source = """
            using System; using Unrolled; using static Unrolled.Equations; namespace A.B;
            [Model(Inputs = 28)] [Cell<E<int>>(64), Cell<Outer.Two>(3)] public partial class M;
            sealed partial class E<T> : ICellEquations { const int N = 2; public static Vec Step(Vec x, Vec h) {
                Vec f = Sigmoid(Affine(x[..^N], h, name: "f", initial: 1)), n; n = Gate(x, f * h); n *= -n / 2.0; if (N > 1) { return (1 - f) * h + f * n; }
                else throw new Exception(); } static Vec Gate(Vec v, Vec w, double r = 1) => Tanh(r * Affine(v, w, initial: Initial.Uniform(-1, 1))); }
            static class Outer { internal record struct Two : ICellEquations { public static (Vec y, Vec c, Vec h) Step(Vec x, Vec h, Vec c) {
                var (i, g) = Pair(x, h, k: 2); var t = (i, second: c); (c, _) = (i * g + t.second, t.i); return (Linear(c, width: x), c, Max(0, Local(c)));
                Vec Local(Vec v) => v + Scale(i); } static (Vec, Vec) Pair(Vec v, Vec w, int k) => (Log(Normalize(v)), k < 3 ? Linear(w) : w); } }
            """;
        foreach (var text in DamagedSource.Of(source, 200))
        {
            var (harness, found) = await DamagedSource.HarmsNothing(text);
            Assert.DoesNotContain(harness.Files.Keys, name => name.Contains("failed"));
            if (harness.Files.Count == 1 && found.IsEmpty)
                Assert.True(harness.Input.GetDiagnostics().Any(d => d.DefaultSeverity == DiagnosticSeverity.Error) || !text.Contains("[Model(Inputs = 28)]"),
                    "left out without a word: " + text);
        }
    }

    // The text of a model tells its equations.
    private static FakeCompiler Compiler() => new()
    {
        Files = spec => [.. new FakeCompiler().Compile(spec), new GeneratedFile(
            spec.HintName + ".equations.g.cs", "//"
                + string.Join("; ", spec.Layers.Where(l => l.Equations is not null).SelectMany(l => EquationPrinter.Print(l.Equations!))))],
    };

    private static GeneratorHarness Run(FakeCompiler compiler) => GeneratorHarness.Run([Models, E, Part, F], compiler: compiler);

    private static GeneratorHarness Edit(FakeCompiler compiler, int file, string old, string text)
    {
        var before = Run(compiler);
        Assert.Equal(4, compiler.Compiled);
        var source = new[] { Models, E, Part, F }[file];
        Assert.Contains(old, source);
        return before.Edit(file, source.Replace(old, text));
    }

    private static IEnumerable<IncrementalStepRunReason> Reasons(GeneratorHarness harness, string step)
        => harness.Result.TrackedSteps[step].SelectMany(s => s.Outputs).Select(o => o.Reason);
}
