using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Unrolled.Compiler;

namespace Unrolled.Generator.Tests.Equations;

/// <summary>The page "Writing a cell": all its code compiles, in one project.</summary>
public class OwnCellsPageTests
{
    [Fact]
    public void Its_vocabulary_is_all_that_equations_may_call()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "custom-cells.md"));
        var table = page[page.IndexOf("## The vocabulary", StringComparison.Ordinal)..];
        var rows = Regex.Matches(table, @"^\| (.*?) \|", RegexOptions.Multiline).Select(match => match.Groups[1].Value);
        var words = rows.SelectMany(row => Regex.Matches(row, @"\b[A-Z]\w+").Select(match => match.Value)).Distinct();

        Assert.Equal(ModelCompiler.EquationFunctions.Order(), words.Order());
    }

    [Fact]
    public async Task Every_block_compiles()
    {
        var page = Repository.Read("docs", "custom-cells.md");
        var blocks = Regex.Matches(page, "^```csharp\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)
            .Select(match => match.Groups[1].Value).ToList();
        var cells = blocks.Where(block => block.Contains("ICellEquations")).ToArray();
        var programs = blocks.Except(cells).ToArray();

        Assert.Equal((3, 2), (cells.Length, programs.Length));
        foreach (var program in programs)
        {
            var harness = GeneratorHarness.Run([.. cells, "using System; using System.Linq; using Unrolled;\n" + program], kind: OutputKind.ConsoleApplication);

            Assert.Empty(await harness.Analyze());
            Assert.NotEmpty(harness.Emit());
        }
    }
}
