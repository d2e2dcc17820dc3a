using System.Globalization;

namespace Unrolled.Mpi.Tests.Scale;

/// <summary>The cost model, and the page that is made with it.</summary>
public sealed class ScaleTests
{
    private static readonly string s_file = Repository.PathOf("docs", "scale.md");
    private static readonly Work s_work = new("w", 1_000_000, Pass: 0.001, Sequence: 0.002, Update: 0.0005, Join: 0.0004);
    private static readonly Link s_link = new("l", Latency: 1e-5, BytesPerSecond: 1e9);

    [Fact]
    public void Costs_add_up()
    {
        // 8 parts of 8 sequences in one pass, seven joins, the update.
        Assert.Equal(0.001 + 64 * 0.002 + 7 * 0.0004 + 0.0005, CostModel.Update(s_work, s_link, 64, 1), 1e-12);
        // 4 parts each; one mean of half the gradients to the other, and half of the result back; losses and weights; three announcements.
        double exchange = (1 + 1 + 1 + 3) * 1e-5 + 2 * 2_000_000 / 1e9 + 0.0004;
        Assert.Equal(0.001 + 32 * 0.002 + 3 * 0.0004 + exchange + 0.0005, CostModel.Update(s_work, s_link, 64, 2), 1e-12);
        Assert.Equal(1, CostModel.Efficiency(s_work, s_link, 64, 1), 1e-12);
        // Ranks that have three parts and two: as slow as those that have three.
        Assert.Equal(0.001 + 24 * 0.002 + 2 * 0.0004, CostModel.Compute(s_work, 64, 3), 1e-12);
    }

    [Fact]
    public void Larger_batches_and_faster_links_pay_longer()
    {
        var fast = s_link with { BytesPerSecond = 1e10 };
        Assert.True(CostModel.Efficiency(s_work, s_link, 4096, 64) > CostModel.Efficiency(s_work, s_link, 1024, 64));
        Assert.True(CostModel.Efficiency(s_work, fast, 1024, 64) > CostModel.Efficiency(s_work, s_link, 1024, 64));
        int batch = CostModel.BatchOfNineTenths(s_work, s_link, 64)!.Value;
        Assert.True(CostModel.Efficiency(s_work, s_link, batch, 64) >= 0.9);
        Assert.True(CostModel.Efficiency(s_work, s_link, batch / 2, 64) < 0.9);
        Assert.True(CostModel.StopsToPay(s_work, fast, 1024, 1024) >= CostModel.StopsToPay(s_work, s_link, 1024, 1024));
        var (constant, slope) = CostModel.Line([(1, 5), (2, 7), (4, 11)]);
        Assert.Equal((3, 2), (Math.Round(constant, 9), Math.Round(slope, 9)));
    }

    /// <summary>The parts that the model takes to go through together are those that do.</summary>
    [Theory]
    [InlineData(8, 1)]
    [InlineData(16, 2)]
    [InlineData(64, 1)]
    [InlineData(64, 3)]
    [InlineData(128, 1)]
    [InlineData(128, 2)]
    [InlineData(160, 1)]
    [InlineData(248, 2)]
    [InlineData(256, 2)]
    [InlineData(1024, 16)]
    public void Passes_are_those_of_a_trainer(int batch, int ranks)
    {
        int passes = 0;
        var tapes = new PartTapes<Small>(new Small(1), 1, new BatchParts(batch, CostModel.Parts(batch, ranks), 0, ranks));
        foreach (var bundle in Assert.Single(tapes.SharesAmong(threads: 1)).Bundles)
            passes += bundle.IsTogether(threads: 1) ? 1 : bundle.Parts.Length;
        Assert.Equal(passes, CostModel.Passes(batch, ranks));
    }

    /// <summary>The predicted tables follow from the measured ones. UNROLLED_ACCEPT=1 writes them anew.</summary>
    [Fact]
    public void The_page_has_what_the_model_gives()
    {
        string text = File.ReadAllText(s_file);
        int begin = text.IndexOf(ScalePage.Begin, StringComparison.Ordinal) + ScalePage.Begin.Length;
        int end = text.IndexOf(ScalePage.End, StringComparison.Ordinal);
        string expected = $"\n\n{ScalePage.Parse(text).Render()}\n";
        if (Environment.GetEnvironmentVariable("UNROLLED_ACCEPT") == "1")
        {
            text = text[..begin] + expected + text[end..];
            File.WriteAllText(s_file, text);
            end = begin + expected.Length;
        }

        Assert.Equal(expected, text[begin..end]);
    }

    /// <summary>Updates on two and four ranks, as the page has them measured, against the prediction that stands beside them.</summary>
    [Fact]
    public void The_prediction_is_near_what_was_measured()
    {
        string text = File.ReadAllText(s_file);
        var page = ScalePage.Parse(text);
        var rows = text.Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal) && line.Contains(" ranks, ", StringComparison.Ordinal))
            .Select(line => line.Split('|')).ToList();
        Assert.Equal(2 * page.Works.Count, rows.Count);
        foreach (string[] row in rows)
        {
            string[] what = row[1].Trim().Split(" ranks, ");
            double predicted = 1e3 * page.Predicted(page.Works.Single(work => work.Name == what[1]), int.Parse(what[0], CultureInfo.InvariantCulture));
            double measured = double.Parse(row[2].Trim().Split(' ')[0], CultureInfo.InvariantCulture);
            Assert.Equal(predicted.ToString("f2", CultureInfo.InvariantCulture), row[3].Trim().Split(' ')[0]);
            Assert.InRange(measured / predicted, 0.75, 1.35);
        }
    }

    /// <summary>The code of the page is code that is compiled here.</summary>
    [Fact]
    public void The_code_of_the_page_compiles()
    {
        string text = File.ReadAllText(s_file), source = File.ReadAllText(Repository.PathOf("tests", "Unrolled.Mpi.Tests", "Scale", "PageCode.cs"));
        string[] blocks = [.. text.Split("```csharp\n").Skip(1).Select(block => block.Split("```")[0])];
        Assert.Single(blocks);
        foreach (string line in blocks[0].Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0))
            Assert.Contains(line, source, StringComparison.Ordinal);
    }
}
