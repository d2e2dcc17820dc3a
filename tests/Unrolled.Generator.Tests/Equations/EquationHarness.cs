using Unrolled.Compiler.Specs;

namespace Unrolled.Generator.Tests.Equations;

/// <summary>A model <c>M</c> with a cell <c>Eq</c>, whose members a test gives.</summary>
internal static class EquationHarness
{
    private const string Head = "using System; using System.Linq; using Unrolled; using static Unrolled.Equations;\n[Model(Inputs = 4), Cell<Eq>(8)] partial "
        + "class M;\n";

    /// <summary>The project of which <paramref name="members"/> are the members of the cell's class.</summary>
    public static string Source(string members) => Head + "sealed partial class Eq : ICellEquations\n{\n" + members + "\n}\n";

    /// <summary>The equations of the cell with these members.</summary>
    public static EquationSpec Spec(string members)
        => GeneratorHarness.Run(Source(members), compiler: new FakeCompiler()).Spec("M").Layers[0].Equations
        ?? throw new InvalidOperationException("the layer has no equations");

    /// <summary>The equations of the cell with these members, in lines.</summary>
    public static string[] Print(string members) => EquationPrinter.Print(Spec(members));

    /// <summary>The lines of the cell whose method is <c>Vec Step(Vec x, Vec h)</c> with this body.</summary>
    public static string[] Body(string body, string others = "") => Print($"{others} public static Vec Step(Vec x, Vec h) {{ {body} }}");

    /// <summary>Holds what the analyzer reports against the marks in <paramref name="members"/> and <paramref name="messages"/>; a model with a mark is not
    /// generated.</summary>
    public static async Task Expect(string members, params string[] messages)
    {
        var (text, marks) = Markup.Read(Source(members));
        await Expect(text, marks, messages);
    }

    /// <inheritdoc cref="Expect(string, string[])"/>
    public static async Task ExpectFile(string markup, params string[] messages)
    {
        var (text, marks) = Markup.Read("using Unrolled; using static Unrolled.Equations;\n" + markup);
        await Expect(text, marks, messages);
    }

    private static async Task Expect(string text, IReadOnlyList<(string Id, Microsoft.CodeAnalysis.Text.TextSpan Span)> marks, string[] messages)
    {
        var harness = GeneratorHarness.Run(text, compiler: new FakeCompiler());
        var found = await harness.Analyze();

        Assert.Equal(marks.Select(m => (m.Id, text.Substring(m.Span.Start, m.Span.Length), m.Span.Start)),
            found.Select(d => (d.Id, text.Substring(d.Location.SourceSpan.Start, d.Location.SourceSpan.Length), d.Location.SourceSpan.Start)));
        if (messages.Length > 0)
            Assert.Equal(messages, found.Select(d => d.GetMessage()));
        Assert.All(found, d => Assert.DoesNotContain("{", d.GetMessage().Replace("{|", "")));
        Assert.Equal(marks.Count == 0, harness.Files.Count > 0);
        Assert.Null(harness.Result.Exception);
    }
}
