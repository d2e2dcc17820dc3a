using Microsoft.CodeAnalysis;

namespace Unrolled.Generator.Tests;

/// <summary>Which steps run after each kind of edit: what an editor does at every key.</summary>
public class CompileLoopTests
{
    private const string Models = """
        using Unrolled;
        using static Unrolled.Equations;
        [Model(Inputs = 1, MaxParameters = 1000), Lstm(2), Dense(1)] partial class A { int Twice(int x) => x + x; }
        [Model(Inputs = 1), Cell<Own>(2)] partial class B;
        sealed class Own : ICellEquations
        {
            public static Vec Step(Vec x, Vec h)
            {
                var f = Sigmoid(Affine(x, h));
                return f * h + (1 - f) * Tanh(Linear(x, name: "n"));
            }
        }

        """;

    private const string None = "Cached Cached";
    private const string Read = "Unchanged Unchanged";

    /// <summary>The edit; what it replaces by what; then for each step what became of A's and B's part of it.</summary>
    public static TheoryData<string, string, string, string, string> Edits => new()
    {
        { "inside a method body", "x + x", "2 * x", Read, None },
        { "white space", "Lstm(2), Dense", "Lstm( 2 ),\n\n    Dense", Read, None },
        { "a comment", "[Model(Inputs = 1), Cell", "/* the second */ [Model(Inputs = 1), /* own */ Cell", Read, None },
        { "a comment in equations", "var f", "// the gate\n var f", Read, None },
        { "another member", "int Twice", "int Thrice(int x) => 3 * x; int Twice", Read, None },
        { "another class", "sealed class Own", "class Other { } sealed class Own", Read, None },
        { "a budget", "1000", "1001", Read, None },
        { "documentation that is no summary", "[Model(Inputs = 1, Max", "/// <remarks>Mine.</remarks>\n[Model(Inputs = 1, Max", Read, None },
        { "a summary", "[Model(Inputs = 1, Max", "/// <summary>Mine.</summary>\n[Model(Inputs = 1, Max", "Modified Unchanged", "Modified Cached" },
        { "an attribute argument", "Lstm(2)", "Lstm(3)", "Modified Unchanged", "Modified Cached" },
        { "another layer", "Cell<Own>(2)", "Cell<Own>(2), Dense(1)", "Unchanged Modified", "Cached Modified" },
        { "an equation", "f * h +", "f * h -", "Unchanged Modified", "Cached Modified" },
        { "a variable's name in equations", "f", "g", "Unchanged Modified", "Cached Modified" },
        { "another model", "sealed class Own", "[Model(Inputs = 1), Gru(2)] partial class C; sealed class Own", "Unchanged Unchanged New",
            "Cached Cached New" },
        { "a model less", "[Model(Inputs = 1), Cell<Own>(2)] partial class B;", "", "Unchanged Removed", "Cached Removed" },
    };

    [Theory]
    [MemberData(nameof(Edits))]
    public void An_edit_runs_what_it_must_and_no_more(string edit, string old, string changed, string specs, string compiled)
    {
        var before = GeneratorHarness.Run(Models);
        var source = edit.StartsWith("a variable", StringComparison.Ordinal) ? Models.Replace("var f", "var g").Replace("f * h", "g * h")
            .Replace("1 - f", "1 - g") : Models.Replace(old, changed);
        Assert.NotEqual(Models, source);
        var after = before.Edit(0, source);

        // Roslyn says 'cached' where a step's input was the same object, 'unchanged' where it ran again to an equal result.
        Assert.Equal(specs, Reasons(after, Steps.Specs).Replace("Cached", "Unchanged"));
        Assert.Equal(compiled, Reasons(after, Steps.Compiled));

        // What stays as it was is not given to the compiler again, of a model that changed as of others.
        var same = after.Files.Count(file => before.Files.TryGetValue(file.Key, out var text) && text == file.Value);
        Assert.Equal(same, after.Result.TrackedOutputSteps.SelectMany(s => s.Value).SelectMany(s => s.Outputs)
            .Count(o => o.Reason == IncrementalStepRunReason.Cached));
    }

    [Fact]
    public void An_edit_of_another_file_runs_nothing_but_the_reading_of_equations()
    {
        var after = GeneratorHarness.Run([Models, "class Other;"]).Edit(1, "class Other { int x = 3; }");

        Assert.Equal(Read, Reasons(after, Steps.Specs).Replace("Cached", "Unchanged"));
        Assert.All(new[] { Steps.NamedSpecs, Steps.Compiled }, step => Assert.Equal(None, Reasons(after, step)));
    }

    private static string Reasons(GeneratorHarness harness, string step)
        => string.Join(" ", harness.Result.TrackedSteps[step].SelectMany(s => s.Outputs).Select(o => o.Reason));
}
