using Unrolled.Compiler.Graph;
using Unrolled.Compiler.Planning;
using Unrolled.Compiler.Specs;
using static Unrolled.Tests.Shared.Specs;

namespace Unrolled.Compiler.Tests;

/// <summary>docs/how-code-is-planned.md shows what the compiler prints.</summary>
public sealed class HowCodeIsPlannedTests
{
    /// <summary>Each block of the page, cut at its '…', stands as it is in what is printed for the GRU, in that order.</summary>
    [Fact]
    public void The_page_shows_what_is_printed()
    {
        ModelSpec spec = Features(3, Gru(4));
        var frame = new ModelPlan(spec).Layers[0].Plans!;
        var code = string.Join('\n', ModelCompiler.Compile(spec).Select(file => file.Text)).Split('\n').Select(line => line.TrimStart()).ToList();
        string[] printed =
        [
            Lines(GraphPrinter.Equations(frame.Graph)),
            Lines(frame.Training.Derivative!.Describe(frame.Graph)),
            Lines(PlanPrinter.Describe(frame.Training)),
            Lines(code),
            Lines(code),
            Lines(PlanPrinter.Summary(frame)),
            Lines(PlanPrinter.Describe(frame.Inference)),
        ];

        // The first block is the declaration.
        var blocks = Repository.Read("docs", "how-code-is-planned.md").Split("```").Where((_, index) => index % 2 == 1).Skip(1)
            .Select(block => block[(block.IndexOf('\n') + 1)..]).ToList();
        Assert.Equal(printed.Length, blocks.Count);
        foreach (var (text, block) in printed.Zip(blocks))
        {
            var from = 0;
            foreach (var piece in block.Split("…\n"))
            {
                var at = text.IndexOf(piece, from, StringComparison.Ordinal);
                Assert.True(at >= 0, $"The page shows\n{piece}\nwhich is not in\n{text}");
                from = at + piece.Length;
            }
        }
    }

    private static string Lines(IEnumerable<string> lines) => string.Concat(lines.Select(line => line + "\n"));
}
