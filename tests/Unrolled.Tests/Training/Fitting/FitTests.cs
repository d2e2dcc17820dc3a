namespace Unrolled.Tests.Training.Fitting;

[Trait("Vectors", "none")]
public sealed class FitTests
{
    [Fact]
    public void A_run_is_the_loop_by_hand()
    {
        var data = Lessons.Data(10);
        var trainer = Lessons.Trainer();
        var history = trainer.Fit(data, new FitOptions { Epochs = 3, Batch = 4, Seed = 9, Metrics = [Metric.MeanAbsoluteError] });

        var other = Lessons.Trainer();
        int[] lengths = DatasetLengths.Of(data.For(ModelShape.Of(LinearModel.Layout)));
        var batches = new Batches(lengths, 4, 9, false);
        for (int epoch = 0; epoch < 3; epoch++)
        {
            batches.Shuffle(epoch);
            double sum = 0, weight = 0;
            for (int b = 0; b < batches.Count; b++)
            {
                int[] indices = batches[b].ToArray();
                var tape = other.Model.NewTape(indices.Max(i => lengths[i]), indices.Length);
                for (int k = 0; k < indices.Length; k++)
                    tape.Set(k, data, indices[k]);
                double steps = indices.Sum(i => lengths[i]);
                sum += steps * other.Step(tape);
                weight += steps;
            }

            Assert.Equal(sum / weight, history.Epochs[epoch].Loss, 1e-6);
            Assert.Equal(epoch + 1, history.Epochs[epoch].Epoch);
            Assert.Equal(3 * (epoch + 1), history.Epochs[epoch].Updates);
            Assert.True(history.Epochs[epoch].Metrics[0] > 0);
        }

        foreach (var (a, b) in Lessons.Bits(trainer.Model).Zip(Lessons.Bits(other.Model)))
            Assert.Equal(a, b, 1e-5);
        Assert.Equal(3, history.Best.Epoch);
    }

    [Fact]
    public void The_best_parameters_stay()
    {
        var trainer = Lessons.Trainer(rate: 0.05f);
        // What is held out says that the model was right as it began: it gets worse as it learns.
        var held = Lessons.Data(20, seed: 2, teacherSeed: 1);
        var history = trainer.Fit(Lessons.Data(30), new FitOptions { Epochs = 12, Batch = 8, Validation = held, Metrics = [Metric.R2] });
        var best = history.Epochs.MinBy(e => e.ValidationLoss)!;
        Assert.Same(best, history.Best);
        Assert.True(best.Epoch < 12);
        var evaluation = trainer.Model.Evaluate(held, Loss.MeanSquaredError, Metric.R2);
        Assert.Equal(best.ValidationLoss!.Value, evaluation.Loss);
        Assert.Equal(best.ValidationMetrics["R2"], evaluation.Metrics[0]);
        Assert.Equal(history.Epochs.Select((e, k) => e.ValidationLoss < history.Epochs.Take(k).Min(o => o.ValidationLoss) || k == 0),
            history.Epochs.Select(e => e.IsBest));
    }

    [Fact]
    public async Task An_exception_that_ends_a_run_is_told_to_the_observer()
    {
        var (trainer, data, options) = (Lessons.Trainer(), Lessons.Data(10), new FitOptions { Epochs = 3, Batch = 4 });
        var failing = new Failing(atUpdate: 2);
        var thrown = Assert.Throws<InvalidDataException>(() => trainer.Fit(data, options, failing));
        Assert.Same(thrown, failing.Told);

        // The trainer is free for another run, also one that hands out its epochs.
        failing = new Failing(atUpdate: 4);
        thrown = await Assert.ThrowsAsync<InvalidDataException>(async () =>
        {
            await foreach (var epoch in trainer.FitAsync(data, options, observer: failing))
                Assert.Equal(1, epoch.Epoch);
        });
        Assert.Same(thrown, failing.Told);
        Assert.Equal(3, trainer.Fit(data, options).Epochs.Count);

        // What the observer throws at that goes along with it.
        var both = Assert.Throws<AggregateException>(() => trainer.Fit(data, options, new Failing(atUpdate: 1) { ThrowsAgain = true }));
        Assert.Equal([typeof(InvalidDataException), typeof(IOException)], both.InnerExceptions.Select(each => each.GetType()));
    }

    [Fact]
    public void Patience_ends_it()
    {
        var trainer = Lessons.Trainer(rate: 0.9f);
        var history = trainer.Fit(Lessons.Data(30), new FitOptions { Epochs = 500, Batch = 8, Validation = Lessons.Data(20, seed: 2), Patience = 4 });
        Assert.Equal(4, history.Epochs.Count - history.Best.Epoch);
        Assert.Contains("give FitOptions.Validation too",
            Assert.Throws<ArgumentException>(() => trainer.Fit(Lessons.Data(3), new FitOptions { Patience = 2 })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancelling_is_a_normal_end()
    {
        var trainer = Lessons.Trainer();
        using var source = new CancellationTokenSource();
        var seen = new List<EpochResult>();
        await foreach (var epoch in trainer.FitAsync(Lessons.Data(10), new FitOptions { Epochs = 1000, Batch = 4 }, source.Token))
        {
            seen.Add(epoch);
            if (seen.Count == 3)
                await source.CancelAsync();
        }

        Assert.Equal([1, 2, 3], seen.Select(e => e.Epoch));
        Assert.Equal(9, trainer.Updates);
        Assert.Empty(trainer.Fit(Lessons.Data(10), new FitOptions(), cancellation: source.Token).Epochs);
    }

    [Fact]
    public async Task Leaving_the_enumeration_is_an_end_too()
    {
        var trainer = Lessons.Trainer(rate: 0.9f);
        var held = Lessons.Data(20, seed: 2);
        double best = double.PositiveInfinity;
        await foreach (var epoch in trainer.FitAsync(Lessons.Data(30), new FitOptions { Epochs = 1000, Batch = 8, Validation = held }))
        {
            best = Math.Min(best, epoch.ValidationLoss!.Value);
            if (epoch.Epoch == 12)
                break;
        }

        Assert.Equal(best, trainer.Model.Evaluate(held, Loss.MeanSquaredError).Loss);
        trainer.Fit(Lessons.Data(3), new FitOptions { Epochs = 1 });
    }

    [Fact]
    public void An_observer_sees_everything_and_can_stop()
    {
        var observer = new Observer(stopAt: 7);
        var trainer = Lessons.Trainer();
        var history = trainer.Fit(Lessons.Data(10), new FitOptions { Epochs = 9, Batch = 4 }, observer);
        Assert.Equal(7, trainer.Updates);
        Assert.Equal(2, history.Epochs.Count);
        Assert.Equal(Enumerable.Range(1, 7).Select(k => (long)k), observer.Updates.Select(u => u.Updates));
        Assert.Equal([1, 2, 3, 1, 2, 3, 1], observer.Updates.Select(u => u.Batch));
        Assert.Equal([4, 8, 10, 4, 8, 10, 4], observer.Updates.Select(u => u.Sequences));
        Assert.Equal(new TrainingStart(9, 0, 3, 10), observer.Start);
        Assert.Equal(history.Epochs, observer.Epochs);
        Assert.Same(history, observer.End);
        Assert.Equal(history.Epochs[0].Loss, observer.Updates[2].EpochLoss);
        Assert.Equal(history.Epochs[0].GradientNorm, observer.Updates.Take(3).Average(u => u.GradientNorm), 1e-12);
    }

    [Fact]
    public void Another_run_begins_anew()
    {
        var trainer = Lessons.Trainer();
        trainer.Fit(Lessons.Data(10), new FitOptions { Epochs = 2 });
        var second = trainer.Fit(Lessons.Data(10), new FitOptions { Epochs = 2 });
        Assert.Equal([1, 2], second.Epochs.Select(e => e.Epoch));
        Assert.Equal(4, trainer.Updates);
    }

    [Fact]
    public void Data_that_does_not_fit_changes_nothing()
    {
        var trainer = Lessons.Trainer();
        float[] before = Lessons.Bits(trainer.Model);
        foreach (var wrong in new[] { SequenceDataset.Classification([], []), SequenceDataset.Regression([new float[4]], [new float[5]]),
            SequenceDataset.Regression([[1, 2, float.NaN]], [new float[5]]) })
        {
            Assert.Throws<ArgumentException>(() => trainer.Fit(wrong));
            Assert.Throws<ArgumentException>(() => trainer.Fit(Lessons.Data(3), new FitOptions { Validation = wrong }));
        }

        Assert.Throws<InvalidOperationException>(() => trainer.Fit(SequenceDataset.Classification([[1f, 2, 3]], [0])));
        Assert.Equal(before, Lessons.Bits(trainer.Model));
        Assert.Equal(0, trainer.Updates);
        Assert.Throws<ArgumentOutOfRangeException>(() => trainer.Fit(Lessons.Data(3), new FitOptions { Epochs = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => trainer.Fit(Lessons.Data(3), new FitOptions { Truncate = 0 }));
        Assert.Throws<InvalidOperationException>(() => new Trainer<LinearModel>(new LinearModel(1), new Adam()).Fit(Lessons.Data(3)));
        trainer.Fit(Lessons.Data(3), new FitOptions { Epochs = 1 });
    }

    /// <summary>Four batches of one weight each are the update of one batch of all.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public void Accumulated_batches_are_one_large_batch(int longest)
    {
        var data = Lessons.Data(20, longest: longest);
        var (one, two) = (Lessons.Trainer(), Lessons.Trainer());
        two.Accumulate = 4;
        one.Fit(data, new FitOptions { Epochs = 3, Batch = 16, Seed = 4 });
        two.Fit(data, new FitOptions { Epochs = 3, Batch = 4, Seed = 4 });
        Assert.Equal(6, two.Updates);
        Assert.Equal(one.Updates, two.Updates);
        foreach (var (a, b) in Lessons.Bits(one.Model).Zip(Lessons.Bits(two.Model)))
            Assert.Equal(a, b, 1e-4);
        Assert.Throws<ArgumentOutOfRangeException>(() => two.Accumulate = 0);
    }

    [Fact]
    public void A_plateau_lowers_the_rate()
    {
        var trainer = Lessons.Trainer(rate: 1e-9f);
        var history = trainer.Fit(Lessons.Data(8),
            new FitOptions { Epochs = 8, ReduceOnPlateau = new ReduceOnPlateau { Factor = 0.5f, Patience = 1, Cooldown = 1 } });
        // The first counts as lower, two are waited for, the rate falls before the fourth; one of cooldown, two again.
        double[] expected = [1, 1, 1, 0.5, 0.5, 0.5, 0.25, 0.25];
        Assert.Equal(expected.Select(f => f * 1e-9), history.Epochs.Select(e => e.LearningRate), (a, b) => Math.Abs(a - b) < 1e-15);
        Assert.Equal(1e-9, trainer.LearningRate, 1e-15);
        Assert.Throws<ArgumentOutOfRangeException>(() => trainer.Fit(Lessons.Data(8), new FitOptions { ReduceOnPlateau = new ReduceOnPlateau { Factor = 1 } }));
    }

    [Fact]
    public void Finding_a_rate_leaves_everything_as_it_was()
    {
        var trainer = Lessons.Trainer();
        trainer.Fit(Lessons.Data(8), new FitOptions { Epochs = 2 });
        float[] parameters = Lessons.Bits(trainer.Model), moment = trainer.OptimizerState.Moment(1).ToArray();
        var (updates, norm) = (trainer.Updates, trainer.GradientNorm);
        var search = new Trainer<LinearModel>(new LinearModel(7), Loss.MeanSquaredError, new Sgd(1))
            .FindLearningRate(Lessons.Data(64), new FitOptions { Batch = 16 }, 1e-6, 1000);
        Assert.InRange(search.Suggestion!.Value, 1e-3, 10);
        Assert.True(search.Rates.Count < 100, "a rate of 1000 ends the search before");
        Assert.Equal(search.Rates.Count, search.Losses.Count);
        Assert.Equal(search.Rates.Count, search.Smoothed.Count);
        trainer.FindLearningRate(Lessons.Data(64), new FitOptions { Batch = 16 });
        Assert.Equal(parameters, Lessons.Bits(trainer.Model));
        Assert.Equal(moment, trainer.OptimizerState.Moment(1).ToArray());
        Assert.Equal((updates, norm), (trainer.Updates, trainer.GradientNorm));
        Assert.Equal(0.02, trainer.LearningRate, 1e-12);
    }

    private sealed class Failing(int atUpdate) : ITrainingObserver
    {
        private int _updates;

        public bool ThrowsAgain { get; init; }

        public Exception? Told { get; private set; }

        public bool OnUpdate(in UpdateResult update) => ++_updates == atUpdate ? throw new InvalidDataException("the first") : true;

        public void OnFailure(Exception exception)
        {
            Told = exception;
            if (ThrowsAgain)
                throw new IOException("the second");
        }
    }

    private sealed class Observer(int stopAt) : ITrainingObserver
    {
        public TrainingStart? Start { get; private set; }

        public List<UpdateResult> Updates { get; } = [];

        public List<EpochResult> Epochs { get; } = [];

        public History? End { get; private set; }

        public void OnStart(TrainingStart run) => Start = run;

        public bool OnUpdate(in UpdateResult update)
        {
            Updates.Add(update);
            return Updates.Count < stopAt;
        }

        public bool OnEpoch(EpochResult epoch)
        {
            Epochs.Add(epoch);
            return true;
        }

        public void OnEnd(History history) => End = history;
    }
}
