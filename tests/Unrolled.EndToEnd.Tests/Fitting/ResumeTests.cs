namespace Unrolled.EndToEnd.Tests.Fitting;

/// <summary>A run that is broken off after any of its updates and goes on from its checkpoint ends with the bits of one that was never stopped.</summary>
public sealed class ResumeTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("unrolled").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(false, null, 1)]
    [InlineData(true, null, 1)]
    [InlineData(true, 8, 1)]
    [InlineData(false, 8, 3)]
    [InlineData(true, null, 3)]
    public void After_any_update(bool byLength, int? truncate, int accumulate)
    {
        var data = FitData.Majority(1, 41);
        FitOptions Options(string? checkpoint) => new()
        {
            Epochs = 3,
            Batch = 8,
            Seed = 5,
            ByLength = byLength,
            Truncate = truncate,
            Metrics = [Metric.Accuracy, Metric.F1()],
            Validation = FitData.Majority(2, 30),
            Patience = 2,
            ReduceOnPlateau = new ReduceOnPlateau { Factor = 0.5f, Patience = 0, Threshold = 0.5f },
            Checkpoint = checkpoint,
            CheckpointEvery = TimeSpan.Zero,
        };
        Everywhere(() => Trainer(new Majority(7), accumulate), data, Options);
    }

    /// <summary>All pieces of a sequence have one mask of recurrent dropout: also those after a resumption, in spite of the updates between them.</summary>
    [Fact]
    public void With_masks_that_all_pieces_of_a_sequence_share() => Everywhere(
        () => new Trainer<MajorityMasked>(new MajorityMasked(7), Loss.SoftmaxCrossEntropy, new Adam(0.01f)),
        FitData.Majority(1, 20),
        checkpoint => new FitOptions { Epochs = 2, Batch = 8, Truncate = 5, Checkpoint = checkpoint, CheckpointEvery = TimeSpan.Zero });

    [Fact]
    public void In_a_text_that_is_read_in_pieces()
    {
        var data = SequenceDataset.NextToken(FitData.Text(400), parts: 5);
        FitOptions Options(string? checkpoint) =>
            new() { Epochs = 2, Batch = 5, Truncate = 13, Metrics = [Metric.BitsPerToken], Checkpoint = checkpoint, CheckpointEvery = TimeSpan.Zero };
        Everywhere(
            () => new Trainer<Letters>(new Letters(7), Loss.SoftmaxCrossEntropy,
                new RmsProp(0.01f, momentum: 0.5f, centered: true))
            { Schedule = Schedule.OneCycle(30) }, data, Options);
    }

    [Fact]
    public void With_frozen_parameters()
    {
        Everywhere(
            () =>
            {
                var trainer = Trainer(new Majority(7), 1);
                trainer.Model.Parameters["gru2.b_z"].Trainable = false;
                trainer.Model.Parameters["dense3.W"].WeightDecay = false;
                return trainer;
            },
            FitData.Majority(1, 20),
            checkpoint => new FitOptions { Epochs = 2, Batch = 8, Checkpoint = checkpoint, CheckpointEvery = TimeSpan.Zero });
    }

    [Fact]
    public void A_finished_run_gives_its_end_again_and_goes_on_with_more_epochs()
    {
        var (data, held, path) = (FitData.Majority(1, 40), FitData.Majority(2, 30), Path.Combine(_folder, "run"));
        FitOptions Options(int epochs, string? checkpoint = null) => new() { Epochs = epochs, Batch = 8, Validation = held, Checkpoint = checkpoint };
        var (six, nine) = (Trainer(new Majority(7), 1), Trainer(new Majority(7), 1));
        var history = six.Fit(data, Options(6, path));
        nine.Fit(data, Options(9));

        var again = Trainer(new Majority(8), 1);
        again.LoadCheckpoint(path);
        var same = again.Fit(data, Options(6));
        Assert.Equal(FitData.Bits(six.Model), FitData.Bits(again.Model));
        Assert.Equal(history.Epochs.Select(e => (e.Epoch, e.Loss, e.ValidationLoss, e.Updates, e.IsBest)),
            same.Epochs.Select(e => (e.Epoch, e.Loss, e.ValidationLoss, e.Updates, e.IsBest)));

        again.LoadCheckpoint(path);
        again.Fit(data, Options(9));
        Assert.Equal(FitData.Bits(nine.Model), FitData.Bits(again.Model));
        Assert.Equal(nine.Updates, again.Updates);
    }

    [Fact]
    public async Task A_cancelled_run_goes_on()
    {
        var (data, path) = (FitData.Majority(1, 40), Path.Combine(_folder, "run"));
        FitOptions Options(string? checkpoint) => new() { Epochs = 4, Batch = 8, Validation = FitData.Majority(2, 30), Checkpoint = checkpoint };
        var straight = Trainer(new Majority(7), 1);
        straight.Fit(data, Options(null));
        var first = Trainer(new Majority(7), 1);
        using var source = new CancellationTokenSource();
        await foreach (var epoch in first.FitAsync(data, Options(path), source.Token, new StopAfter(13, _ => source.Cancel())))
            _ = epoch;
        Assert.Equal(13, first.Updates);
        var second = Trainer(new Majority(1), 1);
        second.LoadCheckpoint(path);
        Assert.Equal(13, second.Updates);
        second.Fit(data, Options(path));
        Assert.Equal(FitData.Bits(straight.Model), FitData.Bits(second.Model));
    }

    [Fact]
    public void Steps_by_hand_go_on()
    {
        var (data, path) = (FitData.Majority(1, 8), Path.Combine(_folder, "mine"));
        var straight = Trainer(new Majority(7), 3);
        var tape = Tape(straight.Model);
        for (int k = 0; k < 20; k++)
            straight.Step(tape);
        var first = Trainer(new Majority(7), 3);
        var firstTape = Tape(first.Model);
        for (int k = 0; k < 10; k++)
            first.Step(firstTape);
        first.SaveCheckpoint(path);
        var second = Trainer(new Majority(9), 3);
        second.LoadCheckpoint(path);
        var secondTape = Tape(second.Model);
        for (int k = 0; k < 10; k++)
            second.Step(secondTape);
        Assert.Equal(6, second.Updates);
        Assert.Equal(straight.Updates, second.Updates);
        Assert.Equal(FitData.Bits(straight.Model), FitData.Bits(second.Model));

        Tape<Majority> Tape(Majority model)
        {
            var made = model.NewTape(30, 8);
            for (int k = 0; k < 8; k++)
                made.Set(k, data, k);
            return made;
        }
    }

    private static Trainer<TModel> Trainer<TModel>(TModel model, int accumulate)
        where TModel : class, IModel<TModel> =>
        new(model, Loss.SoftmaxCrossEntropy, new AdamW(0.01f)) { MaxGradientNorm = 1, Accumulate = accumulate, Schedule = Schedule.Cosine(60, warmUp: 4) };

    private void Everywhere<TModel>(Func<Trainer<TModel>> make, SequenceDataset data, Func<string?, FitOptions> options)
        where TModel : class, IModel<TModel>
    {
        var straight = make();
        var history = straight.Fit(data, options(null));
        float[] expected = FitData.Bits(straight.Model);
        int all = (int)straight.Updates, step = Support.Reduced.IsOn ? Math.Max(1, all / 3) : 1;
        Assert.True(all >= 4, $"{all} updates are too few to stop after");
        for (int stop = 1; stop <= all; stop += step)
        {
            string path = Path.Combine(_folder, $"run{stop}");
            var broken = make();
            Assert.Throws<OperationCanceledException>(() => broken.Fit(data, options(path), new StopAfter(stop, _ => throw new OperationCanceledException())));
            var resumed = make();
            resumed.LoadCheckpoint(path);
            var rest = resumed.Fit(data, options(path));
            Assert.Equal(all, resumed.Updates);
            Assert.True(expected.AsSpan().SequenceEqual(FitData.Bits(resumed.Model)), $"other bits when broken off after update {stop} of {all}");
            Assert.Equal(history.Epochs.Select(Figures), rest.Epochs.Select(Figures));
        }
    }

    private static string Figures(EpochResult e) =>
        string.Join(' ', new[] { e.Epoch, e.Loss, e.ValidationLoss ?? -1, e.LearningRate, e.GradientNorm, e.Updates }.Concat(e.Metrics)
            .Concat(e.ValidationMetrics).Select(v => v.ToString("R")));

    private sealed class StopAfter(long update, Action<long> stop) : ITrainingObserver
    {
        public bool OnUpdate(in UpdateResult result)
        {
            if (result.Updates == update)
                stop(update);
            return true;
        }
    }
}
