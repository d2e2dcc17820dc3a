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

    /// <summary>Two, three and four processes that each compute some parts of every update, against one process that computes all.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Several_processes_make_the_update_of_one(int ranks)
    {
        const int Updates = 5, Batch = 6, Steps = 4;
        var alone = Lessons.Trainer();
        alone.Accumulate = ranks;
        for (int update = 0; update < Updates; update++)
        {
            for (int rank = 0; rank < ranks; rank++)
                alone.Step(Tape(alone, update, rank));
        }

        Assert.Equal(Updates, alone.Updates);
        var exchange = new Meeting(ranks);
        float[][] together = await Task.WhenAll(Enumerable.Range(0, ranks).Select(rank => Task.Factory.StartNew(
            () =>
            {
                var trainer = Lessons.Trainer();
                trainer.Threads = 1;
                trainer.Exchange = exchange.Of(rank);
                for (int update = 0; update < Updates; update++)
                    trainer.Step(Tape(trainer, update, rank));
                Assert.Equal(Updates, trainer.Updates);
                return Lessons.Bits(trainer.Model);
            },
            TaskCreationOptions.LongRunning)));
        Assert.All(together, bits => Assert.Equal(Lessons.Bits(alone.Model), bits));

        static Tape<LinearModel> Tape(Trainer<LinearModel> trainer, int update, int rank)
        {
            var random = new Random(update * 100 + rank);
            var tape = trainer.Model.NewTape(Steps, Batch);
            foreach (ref float x in tape.Inputs)
                x = random.NextSingle() * 2 - 1;
            foreach (ref float y in tape.Targets)
                y = random.NextSingle();
            // Parts of different weights.
            tape.Lengths.Fill(1 + rank % Steps);
            return tape;
        }
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

    /// <summary>Processes of the test: all give, then each adds all in their order.</summary>
    private sealed class Meeting(int ranks)
    {
        private readonly (float[] Gradients, double Weight)[] _parts = new (float[], double)[ranks];
        private readonly Barrier _barrier = new(ranks);

        public IGradientExchange Of(int rank) => new Seat(this, rank);

        private sealed class Seat(Meeting meeting, int rank) : IGradientExchange
        {
            public void Add(ReadOnlySpan<float> gradients, double weight, GradientMean mean)
            {
                meeting._parts[rank] = (gradients.ToArray(), weight);
                Assert.True(meeting._barrier.SignalAndWait(TimeSpan.FromMinutes(1)));
                foreach (var (part, partWeight) in meeting._parts)
                    mean.Add(part, partWeight);
                Assert.True(meeting._barrier.SignalAndWait(TimeSpan.FromMinutes(1)));
            }
        }
    }
}
