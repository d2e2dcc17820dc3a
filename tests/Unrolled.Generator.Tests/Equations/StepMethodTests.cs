using Unrolled.Compiler.Specs;

namespace Unrolled.Generator.Tests.Equations;

public class StepMethodTests
{
    private const string ACell = "; a cell has one method 'public static … Step(Vec x, Vec h, …)', which takes the input and the states and returns the next "
        + "state, or a tuple of them";

    [Theory]
    [InlineData("")]
    [InlineData("static Vec Step(Vec x, Vec h) => h;")]
    [InlineData("public Vec Step(Vec x, Vec h) => h;")]
    [InlineData("public static Vec step(Vec x, Vec h) => h;")]
    [InlineData("public static Vec Step => null!;")]
    public Task A_class_without_a_step_is_reported_where_it_is_used(string members) => EquationHarness.ExpectFile(
        $"[Model(Inputs = 1), Unrolled.Cell<{{|UNR0062:E|}}>(2)] partial class M; class E : ICellEquations {{ {members} }} class Unused : ICellEquations;",
        "'E' has no public static method Step" + ACell);

    [Theory]
    [InlineData("public static Vec Step(Vec x, Vec h) => h; public static Vec {|UNR0062:Step|}(Vec x) => x;", "has 2 public static methods with this name")]
    [InlineData("public static Vec Step{|UNR0062:(Vec x)|} => x;", "has no state")]
    [InlineData("public static Vec Step{|UNR0062:()|} => null!;", "has no parameters")]
    [InlineData("public static Vec Step{|UNR0062:<T>|}(Vec x, Vec h) => h;", "has type parameters")]
    [InlineData("public static Vec Step(Vec x, Vec h, {|UNR0062:double rate|}) => h;", "has a parameter 'rate' that is not a Vec")]
    [InlineData("public static Vec Step(Vec x, {|UNR0062:in Vec h|}) => h;", "does not take its parameter 'h' by value")]
    [InlineData("public static (Vec h, Vec y) Step(Vec x, Vec h, {|UNR0062:Vec y|}) => (h, y);", "has a state 'y', which is the name of the output")]
    [InlineData("public static {|UNR0062:double|} Step(Vec x, Vec h) => 1;", "returns double")]
    [InlineData("public static {|UNR0062:void|} Step(Vec x, Vec h) { }", "returns void")]
    [InlineData("public static {|UNR0062:(Vec h, double c)|} Step(Vec x, Vec h, Vec c) => (h, 1);", "returns (Vec h, double c)")]
    [InlineData("public static {|UNR0062:Vec[]|} Step(Vec x, Vec h, Vec c) => [h, c];", "returns Vec[]")]
    [InlineData("static Vec s = null!; public static {|UNR0062:ref Vec|} Step(Vec x, Vec h) => ref s;", "returns a reference")]
    public async Task A_step_that_does_not_suit(string members, string what)
    {
        await EquationHarness.Expect(members, (what.StartsWith("has 2", StringComparison.Ordinal) ? "'Eq' " : "'Eq.Step' ") + what + ACell);
    }

    [Theory]
    [InlineData("public static {|UNR0063:(Vec h, Vec y)|} Step(Vec x, Vec h, Vec c) => (h, c);", "The state 'c' is not returned", "h, c")]
    [InlineData("public static (Vec h, {|UNR0063:Vec d|}) Step(Vec x, Vec h, Vec c) => (h, c);", "The result has an element 'd', which is not a state", "h, c")]
    [InlineData("public static (Vec h, {|UNR0063:Vec|}) Step(Vec x, Vec h, Vec c) => (h, c: c);", "Element 2 of the result type has no name", "h, c")]
    [InlineData("public static {|UNR0063:ValueTuple<Vec>|} Step(Vec x, Vec h) => new(h);", "Element 1 of the result type has no name", "h")]
    [InlineData("public static (Vec h, Vec c, {|UNR0063:Vec H|}) Step(Vec x, Vec h, Vec c) => (h, c, h);",
        "The result has an element 'H', which is not a state", "h, c")]
    public Task Results_have_the_names_of_states(string members, string what, string states) => EquationHarness.Expect(
        members, $"{what}; Step returns one element per state, with the name of the state ({states}), and optionally one more, 'y', as the output");

    /// <summary>Equations.Evaluate runs the compiled method, which knows nothing of the names in a returned expression.</summary>
    [Fact]
    public Task Names_stand_in_the_type_of_the_method() => EquationHarness.Expect(
        "public static ({|UNR0063:Vec|}, {|UNR0063:Vec|}) Step(Vec x, Vec h, Vec c) => (h: h, c: c);",
        "Element 1 of the result type has no name; Step returns one element per state, with the name of the state (h, c), and optionally one more, 'y', as "
            + "the output",
        "Element 2 of the result type has no name; Step returns one element per state, with the name of the state (h, c), and optionally one more, 'y', as "
            + "the output");

    [Theory]
    [InlineData("public static {|UNR0064:Vec|} Step(Vec x, Vec h, Vec c) => h;", "the states h, c and returns one Vec", "Vec h, Vec c")]
    [InlineData("public static {|UNR0064:(Vec, Vec, Vec)|} Step(Vec x, Vec h) => (h, h, h);", "the state h and returns a tuple of 3", "Vec h")]
    public Task Results_are_as_many_as_states(string members, string what, string tuple) => EquationHarness.Expect(
        members, $"Step has {what}: return a tuple with one element per state, as in ({tuple})");

    [Fact]
    public Task Equations_of_another_assembly() => EquationHarness.ExpectFile(
        "[Model(Inputs = 1), Cell<{|UNR0061:ICellEquations|}>(2)] partial class M;",
        "The equations of 'ICellEquations' are in 'Unrolled', without their source: put the source file of the class into this project");

    [Fact]
    public async Task A_broken_class_is_reported_once_and_harms_no_other_model()
    {
        var harness = GeneratorHarness.Run(
            [
                "using Unrolled; [Model(Inputs = 1), Cell<Bad>(2)] partial class A; [Model(Inputs = 1), Cell<Bad>(3), Cell<Good>(3)] partial class B; "
                    + "[Model(Inputs = 1), Cell<Good>(3)] partial class C;",
                "using Unrolled; class Bad : ICellEquations { static Vec[] f = []; public static Vec Step(Vec x, Vec h) => f[0]; } class Good : "
                    + "ICellEquations { public static Vec Step(Vec x, Vec h) => h; }",
            ], compiler: new FakeCompiler());

        Assert.Equal(["C.g.cs"], harness.Files.Keys);
        var problem = Assert.Single(await harness.Analyze());
        Assert.Equal(("UNR0060", "1.cs"), (problem.Id, problem.Location.SourceTree!.FilePath));
    }

    [Theory]
    [InlineData("public static Vec Step(Vec x, Vec h) => Sigmid(h);")]
    [InlineData("public static Vec Step(Vec x, Vec h) { Vec f; return f; }")]
    [InlineData("public static Vec Step(Vec x, Vec h) { }")]
    [InlineData("public static Vec Step(Vec x, Vec h) { if (true) { } else return h; }")]
    [InlineData("public static Vec Step(Vec x, Vec h);")]
    [InlineData("public static Vec Step(Vec x, Vectr h) => x;")]
    [InlineData("public static Vec Step(Vec x, Vec h) => h + ;")]
    [InlineData("public static Vec Step(Vec x, Vec h) => 1;")]
    [InlineData("public static Vec Step(Vec x, Vec h) => Linear(h, initial: \"a\");")]
    [InlineData("public static Vec Step(Vec x, Vec h) => Linear(h, wide: x);")]
    [InlineData("public static Vec Step(Vec x, Vec h) => x[1];")]
    public async Task What_csharp_reports_is_not_reported_again(string members)
    {
        var harness = GeneratorHarness.Run(EquationHarness.Source(members), compiler: new FakeCompiler());

        Assert.Empty(harness.Files);
        Assert.Empty(await harness.Analyze());
        Assert.NotEmpty(harness.CompilerDiagnostics);
    }

    [Theory]
    [InlineData("Cell<int>(1)")]
    [InlineData("Cell<Unknown>(1)")]
    [InlineData("Cell<E[]>(1)")]
    [InlineData("Cell<>(1)")]
    [InlineData("Cell(1)")]
    public async Task A_type_that_is_no_cell_is_the_compilers_to_report(string layer)
    {
        var harness = GeneratorHarness.Run($"using Unrolled; [Model(Inputs = 1), {layer}] partial class M; class E : ICellEquations {{ public static Vec "
            + "Step(Vec x, Vec h) => h; }}", compiler: new FakeCompiler());

        Assert.DoesNotContain("M.g.cs", harness.Files.Keys);
        Assert.Empty(await harness.Analyze());
        Assert.NotEmpty(harness.CompilerDiagnostics);
    }

    [Theory]
    [InlineData(0, "#0", "0.cs", "Cell<F>(2)")]
    [InlineData(1, "#0", "1.cs", "Affine(x)")]
    [InlineData(1, "#1", "1.cs", "Linear(v)")]
    [InlineData(1, "#3", "1.cs", "Tanh(Gate(x)) * f")]
    [InlineData(1, "hidden", "0.cs", "3")]
    [InlineData(1, "#77", "0.cs", "Cell<E>(3)")]
    public async Task A_problem_of_the_compiler_stands_at_the_step(int layer, string option, string file, string text)
    {
        var harness = GeneratorHarness.Run(
            [
                "using Unrolled; [Model(Inputs = 1), Cell<F>(2), Cell<E>(3)] partial class M; class F : ICellEquations { public static Vec Step(Vec x, Vec h) "
                    + "=> h; }",
                "using Unrolled; using static Unrolled.Equations; class E : ICellEquations { public static Vec Step(Vec x, Vec h) { var f = Affine(x); return "
                    + "Tanh(Gate(x)) * f; } static Vec Gate(Vec v) => Linear(v); }",
            ],
            compiler: new FakeCompiler { Problems = _ => [new SpecProblem("UNR0036", layer, option, "Too wide")] });
        var problem = Assert.Single(await harness.Analyze());

        Assert.Equal((file, text), (problem.Location.SourceTree!.FilePath, problem.Location.SourceTree.GetText().ToString(problem.Location.SourceSpan)));
        Assert.Equal(file == "1.cs" ? "Too wide (in model 'M')" : "Too wide", problem.GetMessage());
    }
}
