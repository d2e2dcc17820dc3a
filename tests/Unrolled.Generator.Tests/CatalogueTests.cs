using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Unrolled.Compiler.Specs;

namespace Unrolled.Generator.Tests;

public class CatalogueTests
{
    public static TheoryData<string> Ids => [.. Diagnostics.All.Select(d => d.Id)];

    [Fact]
    public void Ids_are_unique_and_in_the_range_of_their_part()
    {
        var ids = Diagnostics.All.Select(d => d.Id).ToList();

        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.All(SpecProblemCatalog.Rows, row => Assert.InRange(int.Parse(row.Code[3..]), 30, 59));
        Assert.All(ids.Except(SpecProblemCatalog.Rows.Select(r => r.Code))
            .Except(["UNR9999"]), id => Assert.True(int.Parse(id[3..]) is (>= 1 and <= 29) or (>= 60 and <= 89) or (>= 91 and <= 99), id));
        Assert.DoesNotContain(SpecProblemCatalog.BackwardStep, ids);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Each_has_a_page_with_a_wrong_and_a_right_example(string id)
    {
        var descriptor = Descriptor(id);
        Assert.Equal($"docs/diagnostics/{id}.md", descriptor.HelpLinkUri);
        var page = Repository.Read("docs", "diagnostics", id + ".md");

        Assert.StartsWith($"# {id}: {descriptor.Title}\n", page);
        Assert.Contains($"[{id}]({id}.md) | {descriptor.Title} |", Repository.Read("docs", "diagnostics", "README.md"));
        if (id != "UNR9999")
            Assert.Equal(["Wrong", "Right"], Regex.Matches(page, "^## (.*)\n\n```csharp\n", RegexOptions.Multiline).Select(m => m.Groups[1].Value));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Each_is_in_the_release_tracking(string id)
    {
        var descriptor = Descriptor(id);
        var released = Repository.Read("generator", "Unrolled.Generator", "AnalyzerReleases.Shipped.md")
            + Repository.Read("generator", "Unrolled.Generator", "AnalyzerReleases.Unshipped.md");

        Assert.Matches($@"(?m)^{id} \| Unrolled \| {descriptor.DefaultSeverity}\s+\| {Regex.Escape(descriptor.Title.ToString())}$", released);
    }

    /// <summary>The pages of the parser's rules are tried: the wrong example gives the diagnostic, the right one none.</summary>
    [Theory]
    [MemberData(nameof(Ids))]
    public async Task The_examples_of_a_page_are_wrong_and_right(string id)
    {
        var page = Repository.Read("docs", "diagnostics", id + ".md");
        var examples = page.Split("\n## ").Skip(1).Where(section => section.Contains("```csharp\n")).ToList();
        var fake = SpecProblemCatalog.Rows.All(row => row.Code != id)
            && !examples.Any(example => example.Contains("MaxParameters") || example.Contains("Main()"));
        for (var i = 0; i < examples.Count; i++)
        {
            var harness = GeneratorHarness.Run([.. Blocks(examples[i], "csharp")], compiler: fake ? new FakeCompiler() : new SpecCompiler(),
                tensorLists: [.. Blocks(examples[i], "text")]);
            Assert.Equal(i == 0 && id != "UNR9999" ? [id] : [], (await harness.Analyze()).Select(d => d.Id).Distinct());
            if (!fake && i == 1)
                Assert.DoesNotContain(harness.CompilerDiagnostics, d => d.Severity == DiagnosticSeverity.Error && d.Id != "CS1591");
        }
    }

    /// <summary>The one rule that C# itself reports, on the generated member's behalf.</summary>
    [Fact]
    public void The_page_of_the_backward_step_is_tried_as_well()
    {
        const string id = SpecProblemCatalog.BackwardStep;
        var page = Repository.Read("docs", "diagnostics", id + ".md");
        var examples = Regex.Matches(page, "^```csharp\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)
            .Select(m => GeneratorHarness.Run(m.Groups[1].Value)).ToList();

        var found = Assert.Single(examples[0].CompilerDiagnostics);
        Assert.Equal((id, DiagnosticSeverity.Error), (found.Id, found.Severity));
        Assert.Equal("model.Step(new float[28], model.NewState(), new float[128])", found.Location.SourceTree!.GetText().ToString(found.Location.SourceSpan));
        Assert.EndsWith("RowReader has a layer that runs backward, from the last step to the first, so it cannot run a step at a time. Use Run with the whole "
            + "sequence.'", found.GetMessage());
        Assert.Equal($"docs/diagnostics/{id}.md", found.Descriptor.HelpLinkUri);
        Assert.Empty(examples[1].CompilerDiagnostics);
        Assert.Contains($"[{id}]({id}.md) | ", Repository.Read("docs", "diagnostics", "README.md"));
        Assert.Contains($"\n{id} | Unrolled | Error ", Repository.Read("generator", "Unrolled.Generator", "AnalyzerReleases.Unshipped.md"));
    }

    private static IEnumerable<string> Blocks(string section, string language)
        => Regex.Matches(section, $"^```{language}\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline).Select(m => m.Groups[1].Value);

    private static DiagnosticDescriptor Descriptor(string id) => Diagnostics.All.Single(d => d.Id == id);
}
