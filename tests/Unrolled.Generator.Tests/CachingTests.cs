using System.Collections;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Unrolled.Generator.Tests;

public class CachingTests
{
    private const string Models = "using Unrolled;\n[Model(Inputs = 1), Lstm(2), Dense(1)] partial class A { int Twice(int x) => x + x; }\n[Model(Inputs = "
        + "1), Gru(2)] partial class B;\n";
    private static readonly string[] AllSteps = [Steps.Specs, Steps.HintClashes, Steps.NamedSpecs, Steps.Compiled];

    public static TheoryData<string, string> UnrelatedEdits => new()
    {
        { "other file", "" },
        { "method body", Models.Replace("x + x", "2 * x") },
        { "white space", "\n\n" + Models.Replace("(2)", "( 2 )") },
        { "comment", Models.Replace("[Model", "/* a model */ [Model") },
        { "another member", Models.Replace("int Twice", "int Thrice(int x) => 3 * x; int Twice") },
    };

    [Theory]
    [MemberData(nameof(UnrelatedEdits))]
    public void An_unrelated_edit_runs_nothing(string edit, string models)
    {
        var compiler = new FakeCompiler();
        var before = GeneratorHarness.Run([Models, "class Other;"], compiler: compiler);
        var after = edit == "other file" ? before.Edit(1, "class Other { int x = 3; }") : before.Edit(0, models);

        Assert.Equal(2, compiler.Compiled);
        foreach (var step in AllSteps)
            Assert.All(Reasons(after, step), reason =>
                Assert.True(reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged, $"{edit}, {step}: {reason}"));
        Assert.All(Reasons(after, Steps.Compiled), reason => Assert.Equal(IncrementalStepRunReason.Cached, reason));
        Assert.All(Outputs(after), reason => Assert.Equal(IncrementalStepRunReason.Cached, reason));
    }

    [Fact]
    public void A_changed_attribute_compiles_its_model_alone()
    {
        var compiler = new FakeCompiler();
        var after = GeneratorHarness.Run([Models], compiler: compiler).Edit(0, Models.Replace("Gru(2)", "Lstm(2)"));

        Assert.Equal(3, compiler.Compiled);
        Assert.Equal([IncrementalStepRunReason.Cached, IncrementalStepRunReason.Modified], Reasons(after, Steps.Specs));
        Assert.Equal([IncrementalStepRunReason.Cached, IncrementalStepRunReason.Modified], Reasons(after, Steps.Compiled));
    }

    [Fact]
    public void A_new_model_compiles_itself_alone()
    {
        var compiler = new FakeCompiler();
        var after = GeneratorHarness.Run([Models], compiler: compiler).Add("using Unrolled; [Model(Inputs = 1), Gru(2)] partial class C;");

        Assert.Equal(3, compiler.Compiled);
        Assert.Equal(["A.g.cs", "B.g.cs", "C.g.cs"], after.Files.Keys);
        Assert.Equal([IncrementalStepRunReason.Cached, IncrementalStepRunReason.Cached, IncrementalStepRunReason.New], Reasons(after, Steps.Compiled));
    }

    [Fact]
    public void A_model_that_becomes_wrong_is_gone_and_comes_back()
    {
        var right = GeneratorHarness.Run([Models], compiler: new FakeCompiler());
        var wrong = right.Edit(0, Models.Replace("partial class B", "class B"));

        Assert.Equal(["A.g.cs"], wrong.Files.Keys);
        Assert.Equal(right.Files, wrong.Edit(0, Models).Files);
    }

    [Fact]
    public void No_cached_model_holds_a_symbol_a_tree_or_a_compilation()
    {
        const string own = """
            using static Unrolled.Equations;
            /// <summary>Mine.</summary>
            [Model(Inputs = 2), Cell<Own>(3), Dense(1)] partial class C;
            sealed class Own : ICellEquations { public static (Vec y, Vec h) Step(Vec x, Vec h) {
                var f = Sigmoid(Affine(x[0..1], h, initial: Initial.Uniform(-1, 1))); return (f * h, f); } }
            namespace A.B { partial class Outer { [Model(Vocabulary = 3), Embedding(2), Dropout(0.5), Gru(2)] partial class a; } } namespace a.b {
                partial class Outer { [Model(Inputs = 3), Gru(2)] partial class A; } }
            """;
        var steps = GeneratorHarness.Run(Models.Replace("using Unrolled;\n", "using Unrolled;\n" + own[..own.IndexOf('\n')] + "\n")
            + own[own.IndexOf('\n')..]).Result.TrackedSteps;
        Assert.Equal(5, steps[Steps.Compiled].Sum(s => s.Outputs.Length));

        foreach (var step in AllSteps)
        {
            var outputs = steps[step].SelectMany(s => s.Outputs).Select(o => o.Value).ToList();
            Assert.NotEmpty(outputs);
            Assert.All(outputs, value => Walk(value, step, new HashSet<object>(ReferenceEqualityComparer.Instance)));
        }
    }

    [Fact]
    public void The_walk_finds_what_it_looks_for()
    {
        var hidden = new { List = new List<object> { Tuple.Create<object>(Location.None) } };

        Assert.ThrowsAny<Exception>(() => Walk(hidden, "hidden", new HashSet<object>(ReferenceEqualityComparer.Instance)));
    }

    private static void Walk(object? value, string path, HashSet<object> seen)
    {
        if (value is null or string || value.GetType() is { IsPrimitive: true } or { IsEnum: true } || !seen.Add(value))
            return;
        Assert.False(value is ISymbol or SyntaxNode or SyntaxTree or Compilation or Location or SemanticModel or SyntaxReference or AttributeData or SourceText
            or Diagnostic, $"{path} holds a {value.GetType()}");
        if (value is IEnumerable items)
        {
            foreach (var item in items)
                Walk(item, path + "[]", seen);
        }

        for (var type = value.GetType(); type is not null; type = type.BaseType)
        {
            foreach (var field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
                Walk(field.GetValue(value), path + "." + field.Name, seen);
        }
    }

    private static IEnumerable<IncrementalStepRunReason> Reasons(GeneratorHarness harness, string step)
        => harness.Result.TrackedSteps[step].SelectMany(s => s.Outputs).Select(o => o.Reason);

    private static IEnumerable<IncrementalStepRunReason> Outputs(GeneratorHarness harness)
        => harness.Result.TrackedOutputSteps.SelectMany(s => s.Value).SelectMany(s => s.Outputs).Select(o => o.Reason);
}
