using System.Globalization;

namespace Unrolled.Tests.Training.Fitting;

[Trait("Vectors", "none")]
public sealed class ProgressTests
{
    [Fact]
    public void A_terminal_gets_a_bar_and_a_line_an_epoch()
    {
        var text = new StringWriter(CultureInfo.InvariantCulture);
        var progress = new TextProgress(text, () => 70);
        progress.OnStart(new TrainingStart(2, 0, 4, 100));
        Thread.Sleep(150);
        progress.OnUpdate(Update(1, 50));
        progress.OnEpoch(Epoch(1));
        progress.OnEnd(new History([]));
        string all = text.ToString();
        Assert.Contains("\repoch 1/2 [############............] loss 0.25, ", all, StringComparison.Ordinal);
        Assert.All(all.Split('\r', '\n'), line => Assert.InRange(line.Length, 0, 120));
        Assert.Contains("\repoch 1: loss 0.5; validation loss 0.75 (best); 123 sequences/s", all, StringComparison.Ordinal);
    }

    [Fact]
    public void Bars_are_no_wider_than_the_terminal_and_not_too_many()
    {
        var text = new StringWriter(CultureInfo.InvariantCulture);
        var progress = new TextProgress(text, () => 30);
        progress.OnStart(new TrainingStart(2, 0, 4, 100));
        Thread.Sleep(150);
        for (int k = 0; k < 50; k++)
            progress.OnUpdate(Update(1, 50));
        Assert.Equal(30, text.ToString().Length);
        Assert.Equal('\r', text.ToString()[0]);
    }

    [Fact]
    public void Redirected_output_gets_plain_lines()
    {
        var text = new StringWriter(CultureInfo.InvariantCulture);
        var progress = Progress.To(text);
        progress.OnStart(new TrainingStart(2, 0, 4, 100));
        progress.OnUpdate(Update(1, 50));
        Assert.Equal("", text.ToString());
        progress.OnEpoch(Epoch(1));
        progress.OnEnd(new History([]));
        Assert.Equal("epoch 1: loss 0.5; validation loss 0.75 (best); 123 sequences/s", text.ToString().Trim());
        Assert.NotNull(Progress.Console);
    }

    [Fact]
    public void A_history_becomes_a_table()
    {
        string path = Path.GetTempFileName();
        try
        {
            new History([Epoch(1), Epoch(2)]).SaveCsv(path);
            string[] lines = File.ReadAllLines(path);
            Assert.Equal("epoch,loss,validation loss,learning rate,gradient norm,updates,seconds,sequences per second,best", lines[0]);
            Assert.Equal("2,0.5,0.75,0.01,2,8,3,123.4,1", lines[2]);
            Assert.Equal(3, lines.Length);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static UpdateResult Update(int epoch, int sequences) => new()
    {
        Epoch = epoch,
        Batch = 2,
        Batches = 4,
        Updates = 2,
        Loss = 0.5,
        EpochLoss = 0.25,
        GradientNorm = 1,
        LearningRate = 0.1,
        Sequences = sequences,
    };

    private static EpochResult Epoch(int epoch) => new()
    {
        Epoch = epoch,
        Loss = 0.5,
        ValidationLoss = 0.75,
        Metrics = new MetricValues([], []),
        ValidationMetrics = new MetricValues([], []),
        LearningRate = 0.01,
        GradientNorm = 2,
        Updates = 4 * epoch,
        Elapsed = TimeSpan.FromSeconds(3),
        SequencesPerSecond = 123.4,
        IsBest = true,
    };
}
