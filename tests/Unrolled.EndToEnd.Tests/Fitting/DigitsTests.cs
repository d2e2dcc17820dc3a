namespace Unrolled.EndToEnd.Tests.Fitting;

/// <summary>The model of the sample Digits.</summary>
[Model(Inputs = 8)]
[Lstm(64)]
[Dense(10)]
public partial class DigitReader;

/// <summary>The task of the sample Digits, on its data: the model learns, and a run that is stopped and goes on ends with the same bits.</summary>
[Trait("Vectors", "none")]
public sealed class DigitsTests : IDisposable
{
    private const int Epochs = 4;

    private readonly string _folder = Directory.CreateTempSubdirectory("unrolled").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(1)]
    [InlineData(40)]
    [InlineData(97)]
    public void A_stopped_run_ends_as_one_that_was_not(int updates)
    {
        int[][] rows = [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "digits.csv")).Select(line => line.Split(',').Select(int.Parse).ToArray())];
        var data = SequenceDataset.Classification([.. rows.Select(row => row[..64].Select(pixel => pixel / 16f).ToArray())], [.. rows.Select(row => row[64])]);
        var (train, held, test) = data.Split(0.7, 0.15, seed: 1);
        FitOptions Options(string name) => new()
        {
            Epochs = Epochs,
            Batch = 32,
            Seed = 1,
            Validation = held,
            Patience = 8,
            Metrics = [Metric.Accuracy],
            Checkpoint = Path.Combine(_folder, name),
        };
        var straight = Trainer();
        var history = straight.Fit(train, Options("straight"));

        var stopped = Trainer();
        stopped.Fit(train, Options("stopped"), new StopAfter(updates));
        Assert.Equal(updates, stopped.Updates);
        var resumed = Trainer();
        resumed.LoadCheckpoint(Path.Combine(_folder, "stopped"));
        var rest = resumed.Fit(train, Options("stopped"));

        Assert.Equal(FitData.Bits(straight.Model), FitData.Bits(resumed.Model));
        Assert.Equal(history.Epochs.Select(epoch => (epoch.Loss, epoch.ValidationLoss)), rest.Epochs.Select(epoch => (epoch.Loss, epoch.ValidationLoss)));
        Assert.InRange(resumed.Model.Evaluate(test, Loss.SoftmaxCrossEntropy, Metric.Accuracy).Metrics[0], 0.7, 1);
    }

    private static Trainer<DigitReader> Trainer() => new(new DigitReader(seed: 1), Loss.SoftmaxCrossEntropy, new Adam(0.003f)) { MaxGradientNorm = 1 };

    private sealed class StopAfter(int updates) : ITrainingObserver
    {
        public bool OnUpdate(in UpdateResult update) => update.Updates < updates;
    }
}
