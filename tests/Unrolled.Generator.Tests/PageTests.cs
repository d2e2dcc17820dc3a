using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.CodeAnalysis;
using nietras.SeparatedValues;

namespace Unrolled.Generator.Tests;

/// <summary>The code of README.md, of the pages on training and of the samples that they link to compiles as it is written there.</summary>
public sealed class PageTests
{
    private const string ImplicitUsings = """
        global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq;
        global using System.Threading; global using System.Threading.Tasks;
        """;

    private const string WebUsings =
        "global using Microsoft.AspNetCore.Builder; global using Microsoft.AspNetCore.Http; global using Microsoft.AspNetCore.Routing;";

    [Theory]
    [InlineData("README.md", 2, "trainer.Fit(train")]
    [InlineData("docs/training.md", 2, "trainer.LoadCheckpoint")]
    [InlineData("docs/training-by-hand.md", 1, "trainer.Step(tape)")]
    [InlineData("docs/pictures.md", 1, "Report.Live(")]
    public async Task The_blocks_of_a_page_are_one_program(string page, int declarations, string contains)
    {
        var blocks = Blocks(page);
        var declared = blocks.Where(block => Regex.IsMatch(block, "public (partial|sealed) class")).ToList();
        var program = string.Join('\n', blocks.Except(declared));
        Assert.Equal(declarations, declared.Count);
        Assert.Contains(contains, program);

        await Compiles([.. declared, program]);
    }

    [Theory]
    [InlineData("forecasts = model.Predict(series)", 45)]
    [InlineData("SequenceDataset.NextStep(", 30)]
    public async Task A_task_is_a_short_program(string contains, int lines)
    {
        var task = Assert.Single(Blocks("docs/tasks.md"), block => block.Contains(contains));
        Assert.InRange(task.Count(character => character == '\n'), 10, lines);

        await Compiles([task]);
    }

    [Fact]
    public async Task A_web_service_is_a_short_program()
    {
        var task = Assert.Single(Blocks("docs/tasks.md"), block => block.Contains("MapPost"));
        Assert.InRange(task.Count(character => character == '\n'), 10, 30);
        var program = Repository.Read("samples", "Digits", "Program.cs");

        await Compiles([WebUsings, task, "using Unrolled;\n" + program[program.IndexOf("/// <summary>", StringComparison.Ordinal)..]]);
    }

    /// <summary>CI runs them; here it is seen that they stay short.</summary>
    [Theory]
    [InlineData("Digits", 30)]
    [InlineData("Sequences", 30)]
    [InlineData("Forecast", 60)]
    public void A_sample_is_a_short_program(string sample, int lines)
    {
        var files = Directory.GetFiles(Path.Combine(Repository.Root, "samples", sample), "*.cs");

        Assert.InRange(File.ReadAllLines(Assert.Single(files)).Length, 10, lines);
    }

    private static List<string> Blocks(string page) =>
        [.. Regex.Matches(Repository.Read(page.Split('/')), "^```csharp\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)
            .Select(block => block.Groups[1].Value)];

    private static async Task Compiles(string[] sources)
    {
        var web = Directory.GetFiles(Path.GetDirectoryName(typeof(WebApplication).Assembly.Location)!, "Microsoft.*.dll");
        string[] references = [typeof(Sep).Assembly.Location, typeof(Picture).Assembly.Location, .. web];
        var project = GeneratorHarness.Run([ImplicitUsings, .. sources], kind: OutputKind.ConsoleApplication, references: references);

        Assert.Empty(await project.Analyze());
        Assert.NotEmpty(project.Emit());
    }
}
