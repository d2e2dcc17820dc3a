using Unrolled.CompilerServices;
using Unrolled.Tests.Shared;
using Unrolled.Tests.Training.Fitting;

namespace Unrolled.Tests.Training;

/// <summary>An update from several parts: the order of the sums follows from their number alone.</summary>
public sealed class GradientMeanTests
{
    /// <summary>Against the weighted mean in double precision; the second round finds what the first left.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(7)]
    [InlineData(8)]
    public void The_parts_become_their_weighted_mean(int parts)
    {
        const int Length = 37;
        var random = new Random(parts);
        var mean = new GradientMean(Length);
        for (int round = 0; round < 2; round++)
        {
            var expected = new double[Length];
            double weights = 0;
            for (int part = 0; part < parts; part++)
            {
                float[] gradients = [.. Enumerable.Range(0, Length).Select(_ => random.NextSingle() * 2 - 1)];
                double weight = part == 3 ? 0 : random.Next(1, 9);
                mean.Add(gradients, weight);
                weights += weight;
                for (int i = 0; i < Length; i++)
                    expected[i] += weight * gradients[i];
            }

            Assert.Equal(parts, mean.Parts);
            var found = new float[Length];
            mean.AddTo(found);
            Assert.Equal(0, mean.Parts);
            for (int i = 0; i < Length; i++)
                Assert.Equal(expected[i] / weights, found[i], 1e-6);
        }
    }

    /// <summary>Each rank joins its own parts, and the means of all are joined in their order: the tree of one process that has all parts.</summary>
    [Fact]
    public void Parts_that_ranks_have_joined_become_the_mean_of_all()
    {
        const int Length = 21;
        for (int count = 1; count <= 17; count++)
        {
            float[][] gradients = [.. Enumerable.Range(0, count).Select(part => Randoms(part, Length))];
            var alone = new GradientMean(Length);
            for (int part = 0; part < count; part++)
                alone.Add(gradients[part], 1 + part % 3);
            var expected = new float[Length];
            alone.AddTo(expected);
            for (int ranks = 1; ranks <= 9; ranks++)
            {
                var joined = new GradientMean(Length);
                int most = new BatchParts(count, count, 0, ranks).MostNodes(), found = 0;
                for (int rank = 0; rank < ranks; rank++)
                {
                    var parts = new BatchParts(count, count, rank, ranks);
                    var own = new GradientMean(Length);
                    own.Clear(parts.First);
                    for (int part = parts.First; part < parts.End; part++)
                        own.Add(gradients[part], 1 + part % 3);
                    for (int node = 0; node < own.Nodes.Count; node++)
                    {
                        Assert.Equal(own.Nodes[node].Level, BatchParts.LevelAt(own.Nodes[node].FirstPart, parts.End));
                        var received = new AlignedBuffer(Length + node);
                        own.Mean(node).CopyTo(received.Span[node..]);
                        joined.AddInPlace(received, node, own.Nodes[node].Weight, own.Nodes[node].Level);
                    }

                    found = Math.Max(found, own.Nodes.Count);
                }

                Assert.Equal(most, found);
                Assert.True(new BatchParts(count, count, 0, ranks).End > 0);
                Assert.Equal(count, new BatchParts(count, count, ranks - 1, ranks).End);
                Assert.Equal(count, joined.Parts);
                var mean = new float[Length];
                joined.AddTo(mean);
                Assert.Equal(expected, mean);
            }
        }
    }

    /// <summary>The exchange on several ranks, one of which has no part where there are more ranks than parts, against one process.</summary>
    [Theory]
    [InlineData(2, 137)]
    [InlineData(3, 137)]
    [InlineData(5, 137)]
    [InlineData(5, 3)]
    [InlineData(4, 64)]
    public void The_exchange_gives_every_rank_the_bits_of_one_process(int ranks, int length)
    {
        const int Batch = 9, Parts = 4, Metrics = 3;
        var alone = Exchanged(null, 0, 1);
        var together = LocalCluster.Run(ranks, cluster => Exchanged(cluster, cluster.Rank, ranks));
        Assert.All(together, found =>
        {
            Assert.Equal(alone.Gradients, found.Gradients);
            Assert.Equal((alone.Loss, alone.Weight), (found.Loss, found.Weight));
            Assert.Equal(alone.Metrics, found.Metrics);
            // Only rank 0 says that a checkpoint is due.
            Assert.Equal(ranks == 3 ? RankSignals.All : RankSignals.Stop, found.Signals);
        });

        (float[] Gradients, double Loss, double Weight, double[] Metrics, RankSignals Signals) Exchanged(ICluster? cluster, int rank, int size)
        {
            var gradients = new AlignedBuffer(length);
            var exchange = new PartExchange(cluster, gradients);
            var parts = new BatchParts(Batch, Parts, rank, size);
            for (int round = 0; round < 2; round++)
            {
                exchange.Begin(parts, Metrics);
                // On one thread, and then on two with parts of their own.
                int threads = 1 + round, count = parts.End - parts.First;
                for (int thread = 0; thread < threads; thread++)
                {
                    int first = parts.First + (count * thread / threads), end = parts.First + (count * (thread + 1) / threads);
                    exchange.BeginMean(thread, first);
                    for (int part = first; part < end; part++)
                    {
                        var mean = exchange.MeanOf(thread);
                        exchange.MetricsOf(part).Fill(part + 0.1);
                        Randoms(part + 10 * round, length).CopyTo(mean.Next.Span);
                        mean.AddInPlace(mean.Next, 0, weight: part);
                        exchange.Note(part, loss: 0.3 * part, weight: part);
                    }
                }

                exchange.AppendMeans(threads);
                exchange.Finish(rank > 0 ? RankSignals.All : size == 3 ? RankSignals.Checkpoint : RankSignals.None);
            }

            double[] metrics = [.. Enumerable.Range(0, Parts).SelectMany(part => exchange.MetricsOf(part).ToArray())];
            return (gradients.Span.ToArray(), exchange.Loss, exchange.Weight, metrics, exchange.Signals);
        }
    }

    private static float[] Randoms(int seed, int length)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, length).Select(_ => random.NextSingle() * 2 - 1)];
    }

    /// <summary>A checkpoint between two of three parts.</summary>
    [Fact]
    public void Parts_that_wait_are_on_the_checkpoint()
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory("unrolled-tests-").FullName, "run.checkpoint");
        var straight = Lessons.Trainer();
        straight.Accumulate = 3;
        for (int batch = 0; batch < 6; batch++)
        {
            straight.Step(Tape(straight, batch));
            if (batch == 4)
                straight.SaveCheckpoint(path);
        }

        var resumed = Lessons.Trainer(seed: 9);
        resumed.Accumulate = 3;
        resumed.LoadCheckpoint(path);
        Assert.Equal(1, resumed.Updates);
        resumed.Step(Tape(resumed, 5));
        Assert.Equal(2, resumed.Updates);
        Assert.Equal(Lessons.Bits(straight.Model), Lessons.Bits(resumed.Model));
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);

        static Tape<LinearModel> Tape(Trainer<LinearModel> trainer, int batch)
        {
            var tape = trainer.Model.NewTape(3, 2);
            tape.Inputs.Fill(0.1f + batch);
            tape.Targets.Fill(0.3f * batch);
            return tape;
        }
    }
}
