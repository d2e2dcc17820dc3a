using Unrolled.EndToEnd.Tests.Support;

namespace Unrolled.EndToEnd.Tests.Fitting;

/// <summary>Training on several ranks: the same bits for any number of them, and of threads.</summary>
public sealed class ClusterTests : IDisposable
{
    private static readonly SequenceDataset s_data = FitData.Majority(1, 43), s_held = FitData.Majority(2, 70);

    private readonly string _folder = Directory.CreateTempSubdirectory("unrolled").FullName;

    private static int[] Ranks => Reduced.IsOn ? [3] : [1, 2, 3, 4, 8];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Different lengths, three kinds of masks, learned initial states, standardised inputs; a last batch that is smaller.</summary>
    [Theory]
    [InlineData(false, null, 1)]
    [InlineData(true, 7, 1)]
    [InlineData(false, 7, 3)]
    public void The_files_are_the_same(bool byLength, int? truncate, int accumulate)
    {
        var options = Options(byLength, truncate);
        var (expected, history) = Trained(null, "alone");
        foreach (int ranks in Ranks)
        {
            var found = LocalCluster.Run(ranks, cluster => Trained(cluster, $"{ranks}-{cluster.Rank}"));
            Assert.All(found, rank => Assert.Equal(expected, rank.File));
            Assert.All(found, rank => Assert.Equal(history, rank.History));
        }

        (byte[] File, IEnumerable<string> History) Trained(ICluster? cluster, string name)
        {
            var trainer = Trainer(cluster, accumulate);
            trainer.Threads = 1 + (cluster?.Rank ?? 1) % 2;
            var epochs = trainer.Fit(s_data, options).Epochs;
            Assert.Equal(3, epochs.Count);
            string path = Path.Combine(_folder, name);
            trainer.Model.Save(path);
            return (File.ReadAllBytes(path), epochs.Select(Figures));
        }
    }

    [Fact]
    public void Parts_change_the_order_of_sums_and_little_else()
    {
        var one = new Trainer<MajorityOnRanks>(Model(), Loss.SoftmaxCrossEntropy, new Sgd(0.1f));
        var eight = new Trainer<MajorityOnRanks>(Model(), Loss.SoftmaxCrossEntropy, new Sgd(0.1f)) { Parts = 8 };
        Assert.Equal(1, one.Parts);
        var history = one.Fit(s_data, Options(false, 7));
        var parts = eight.Fit(s_data, Options(false, 7));
        foreach (var (a, b) in history.Epochs.Zip(parts.Epochs))
        {
            Assert.Equal(a.Loss, b.Loss, 1e-5);
            Assert.Equal(a.ValidationLoss!.Value, b.ValidationLoss!.Value, 1e-5);
            Assert.Equal(a.Metrics[1], b.Metrics[1], 1e-4);
        }

        Assert.All(FitData.Bits(one.Model).Zip(FitData.Bits(eight.Model)), pair => Assert.Equal(pair.First, pair.Second, 1e-4));
    }

    /// <summary>Four parts of a batch, and a batch of a quarter four times: the same sequences, masks and sums.</summary>
    [Fact]
    public void Parts_of_a_batch_and_batches_of_an_update_are_added_alike()
    {
        var parts = new Trainer<MajorityOnRanks>(Model(), Loss.SoftmaxCrossEntropy, new Adam(0.01f)) { Parts = 4 };
        var batches = new Trainer<MajorityOnRanks>(Model(), Loss.SoftmaxCrossEntropy, new Adam(0.01f)) { Accumulate = 4 };
        var (whole, quarter) = (parts.Model.NewTape(30, 12), batches.Model.NewTape(30, 3));
        for (int update = 0; update < 3; update++)
        {
            for (int sequence = 0; sequence < 12; sequence++)
            {
                whole.Set(sequence, s_data, 12 * update + sequence);
                quarter.Set(sequence % 3, s_data, 12 * update + sequence);
                if (sequence % 3 == 2)
                    batches.Step(quarter);
            }

            parts.Step(whole);
            Assert.Equal(FitData.Bits(batches.Model), FitData.Bits(parts.Model));
        }
    }

    /// <summary>Steps on a tape of one's own, with the states carried; a rank reads its own sequences and gives their outputs.</summary>
    [Fact]
    public void Steps_by_hand()
    {
        var alone = Steps(null);
        foreach (int ranks in Ranks)
        {
            Assert.All(LocalCluster.Run(ranks, Steps), rank =>
            {
                Assert.Equal(alone.Losses, rank.Losses);
                Assert.Equal(alone.Bits, rank.Bits);
            });
        }

        static (double[] Losses, float[] Bits) Steps(ICluster? cluster)
        {
            var trainer = Trainer(cluster, 1);
            var tape = trainer.Model.NewTape(5, 10);
            var random = new Random(4);
            var losses = new List<double>();
            for (int chunk = 0; chunk < 4; chunk++)
            {
                foreach (ref float x in tape.Inputs)
                    x = random.NextSingle() * 2 - 1;
                foreach (ref int c in tape.TargetClasses)
                    c = random.Next(2);
                var own = trainer.PartsOf(10);
                for (int b = 0; b < 10; b++)
                {
                    tape.Lengths[b] = chunk == 3 ? b % 6 : 5;
                    if (b >= own.FirstSequence(own.First) && b < own.FirstSequence(own.End))
                        continue;
                    // What belongs to others is not read.
                    for (int step = 0; step < 5; step++)
                        tape.Input(step, b).Fill(float.NaN);
                }

                losses.Add(trainer.Step(tape));
                if (chunk == 0)
                {
                    string message = Assert.Throws<InvalidOperationException>(() => tape["lstm1.f"].ToArray()).Message;
                    Assert.Contains("trainer.Parts", message, StringComparison.Ordinal);
                    Assert.Throws<InvalidOperationException>(() => tape.InitialStateGradients["lstm1.h"].ToArray());
                }

                tape.CarryState();
            }

            return ([.. losses], FitData.Bits(trainer.Model));
        }
    }

    /// <summary>Broken off on three ranks after any update, the run goes on on two, and alone.</summary>
    [Theory]
    [InlineData(null, 1)]
    [InlineData(7, 3)]
    public void A_run_goes_on_on_another_number_of_ranks(int? truncate, int accumulate)
    {
        var straight = Trainer(null, accumulate);
        var history = straight.Fit(s_data, Options(false, truncate)).Epochs.Select(Figures).ToList();
        int all = (int)straight.Updates, step = Reduced.IsOn ? all / 2 : all / 7;
        for (int stop = 1; stop <= all; stop += step)
        {
            string path = Path.Combine(_folder, $"run{stop}");
            var observer = new StopAfter(stop, _ => throw new InvalidDataException());
            var broken = LocalCluster.Each(3, cluster => Trainer(cluster, accumulate).Fit(s_data, Options(false, truncate, path), observer));
            Assert.All(broken, rank => Assert.IsType<InvalidDataException>(rank.Failure));
            File.Copy(path, path + "-2");
            foreach (var (bits, epochs) in LocalCluster.Run(2, cluster => Resumed(cluster, path + "-2")).Append(Resumed(null, path)))
            {
                Assert.Equal(FitData.Bits(straight.Model), bits);
                Assert.Equal(history, epochs);
            }
        }

        (float[] Bits, IEnumerable<string> History) Resumed(ICluster? cluster, string path)
        {
            var trainer = Trainer(cluster, accumulate);
            trainer.LoadCheckpoint(path);
            var epochs = trainer.Fit(s_data, Options(false, truncate, path)).Epochs;
            return (FitData.Bits(trainer.Model), epochs.Select(Figures));
        }
    }

    /// <summary>Three sequences on eight ranks, most of which have nothing to do, broken off between two pieces of the sequences.</summary>
    [Fact]
    public void More_ranks_than_sequences()
    {
        var (data, path) = (FitData.Majority(9, 3), Path.Combine(_folder, "few"));
        FitOptions Options(string? checkpoint) => new() { Epochs = 6, Batch = 3, Truncate = 4, Checkpoint = checkpoint, CheckpointEvery = TimeSpan.Zero };
        var straight = Trainer(null, 1);
        straight.Fit(data, Options(null));
        for (int stop = 1; stop < straight.Updates; stop++)
        {
            LocalCluster.Each(8, cluster => Trainer(cluster, 1).Fit(data, Options(path), new StopAfter(stop, _ => throw new InvalidDataException())));
            Assert.All(LocalCluster.Run(5, cluster =>
            {
                var trainer = Trainer(cluster, 1);
                trainer.LoadCheckpoint(path);
                Assert.Equal(stop, trainer.Updates);
                trainer.Fit(data, Options(null));
                return FitData.Bits(trainer.Model);
            }), bits => Assert.Equal(FitData.Bits(straight.Model), bits));
        }
    }

    /// <summary>A rank is asked for its own sequences: once to look for what is wrong, the first and the last for comparison, and once an epoch.</summary>
    [Fact]
    public void Each_rank_reads_its_own_sequences()
    {
        const int Count = 43, Epochs = 2;
        var data = s_data.For(ModelShape.Of(((IModel<MajorityOnRanks>)Model()).Core.Layout));
        int[][] writes = LocalCluster.Run(3, cluster =>
        {
            var own = new int[Count];
            Trainer(cluster, 1).Fit(new Counted(data, own), new FitOptions { Epochs = Epochs, Batch = 8 });
            return own;
        });
        for (int sequence = 0; sequence < Count; sequence++)
            Assert.Equal(1 + Epochs + (sequence is 0 or Count - 1 ? 3 : 0), writes.Sum(rank => rank[sequence]));
        Assert.All(writes, rank => Assert.True(rank.Sum() < Count * (1 + Epochs) / 2, $"a rank has read {rank.Sum()} sequences"));
    }

    /// <summary>What one rank's observer wants, all do after the same update.</summary>
    [Fact]
    public void One_rank_ends_the_run_of_all()
    {
        var updates = LocalCluster.Run(3, cluster =>
        {
            var trainer = Trainer(cluster, 1);
            trainer.Fit(s_data, Options(false, null), cluster.Rank == 1 ? new Stop(4) : null);
            return trainer.Updates;
        });
        Assert.Equal([5, 5, 5], updates);
        var epochs = LocalCluster.Run(
            2, cluster => Trainer(cluster, 1).Fit(s_data, Options(false, null), cluster.Rank == 1 ? new Stop(long.MaxValue) : null).Epochs.Count);
        Assert.Equal([1, 1], epochs);
    }

    private static MajorityOnRanks Model()
    {
        var model = new MajorityOnRanks(7);
        model.Adapt(s_data);
        return model;
    }

    private static Trainer<MajorityOnRanks> Trainer(ICluster? cluster, int accumulate)
    {
        var trainer = new Trainer<MajorityOnRanks>(Model(), Loss.SoftmaxCrossEntropy, new AdamW(0.01f))
        {
            MaxGradientNorm = 1,
            Accumulate = accumulate,
            Schedule = Schedule.Cosine(60, warmUp: 4),
            Cluster = cluster,
        };
        if (cluster is null)
            trainer.Parts = 8;
        Assert.Equal(8, trainer.Parts);
        return trainer;
    }

    private static FitOptions Options(bool byLength, int? truncate, string? checkpoint = null) => new()
    {
        Epochs = 3,
        Batch = 16,
        Seed = 5,
        ByLength = byLength,
        Truncate = truncate,
        Metrics = [Metric.Accuracy, Metric.Perplexity, Metric.F1()],
        Validation = s_held,
        Patience = 3,
        ReduceOnPlateau = new ReduceOnPlateau { Factor = 0.5f, Patience = 0, Threshold = 0.5f },
        Checkpoint = checkpoint,
        CheckpointEvery = TimeSpan.Zero,
    };

    private static string Figures(EpochResult e)
    {
        double[] own = [e.Epoch, e.Loss, e.ValidationLoss ?? -1, e.LearningRate, e.GradientNorm, e.Updates];
        return string.Join(' ', own.Concat(e.Metrics).Concat(e.ValidationMetrics).Select(v => v.ToString("R")));
    }

    private sealed class StopAfter(long update, Action<long> stop) : ITrainingObserver
    {
        public bool OnUpdate(in UpdateResult result)
        {
            if (result.Updates == update)
                stop(update);
            return true;
        }
    }

    /// <summary>Wants to stop after an update, or after the first epoch.</summary>
    private sealed class Stop(long update) : ITrainingObserver
    {
        public bool OnUpdate(in UpdateResult result) => result.Updates < update;

        public bool OnEpoch(EpochResult epoch) => update != long.MaxValue;
    }
}
