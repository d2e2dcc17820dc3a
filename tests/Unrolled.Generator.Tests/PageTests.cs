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
    [InlineData("docs/weights.md", 1, "FastRecognizer.Load(")]
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

    [Fact]
    public async Task A_server_of_streams_is_a_short_program()
    {
        var server = Assert.Single(Blocks("docs/serving.md"));
        Assert.InRange(server.Count(character => character == '\n'), 10, 35);

        await Compiles([WebUsings, server]);
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

    /// <summary>The build compiles the sample, and CI runs it.</summary>
    [Fact]
    public void The_page_on_LSTMs_is_the_sample_that_draws_its_pictures()
    {
        var blocks = Blocks("docs/understanding-lstms.md");
        var models = Assert.Single(blocks, block => block.Contains("partial class"));

        Assert.Equal(Repository.Read("samples", "Understanding", "Models.cs"), models);
        Assert.Equal(Repository.Read("samples", "Understanding", "Program.cs"), string.Join('\n', blocks.Where(block => block != models)));
    }

    /// <summary>Pages with C#: a new one gets a test, and then a line here. Diagnostics have one test for all.</summary>
    [Fact]
    public void No_page_with_code_is_without_a_test()
    {
        string[] tested =
        [
            "CONTRIBUTING.md", // a piece of a test
            "README.md",
            "docs/custom-cells.md", // OwnCellsPageTests
            "docs/custom-optimizers.md", // CustomOptimizerPageTests
            "docs/how-code-is-planned.md", // HowCodeIsPlannedTests
            "docs/pictures.md",
            "docs/scale.md", // ScaleTests
            "docs/serving.md",
            "docs/tasks.md",
            "docs/training-by-hand.md",
            "docs/training.md",
            "docs/understanding-lstms.md",
            "docs/weights.md",
            "samples/NativeLibrary/README.md", // an attribute alone
        ];
        string[] folders = ["docs", "samples"];
        var pages = folders.SelectMany(folder => Directory.GetFiles(Repository.PathOf(folder), "*.md", SearchOption.AllDirectories))
            .Concat(Directory.GetFiles(Repository.Root, "*.md"))
            .Select(file => Path.GetRelativePath(Repository.Root, file).Replace('\\', '/'))
            .Where(page => !page.StartsWith("docs/diagnostics/", StringComparison.Ordinal) && Blocks(page).Count > 0);

        Assert.Equal(tested, pages.Order(StringComparer.Ordinal));
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
