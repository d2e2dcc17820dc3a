using System.Diagnostics;
using Unrolled.EndToEnd.Tests.Support;

namespace Unrolled.EndToEnd.Tests;

/// <summary>No other test runs at the same time: what the whole process allocates is counted.</summary>
[CollectionDefinition(nameof(SharedAllocationTests), DisableParallelization = true)]
public sealed class AloneCollection;

/// <summary>After warm-up a pass or an update that two threads share allocates nothing, on any thread.</summary>
[Collection(nameof(SharedAllocationTests))]
[Trait("Vectors", "none")]
public sealed class SharedAllocationTests
{
    private const int Repeats = 20, RepeatsWithPauses = 4;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    [Fact]
    public void A_step_of_two_threads_allocates_nothing()
    {
        Steps(new RowReader(1), uneven: false);
        Steps(new Stacked(1), uneven: true);
        Steps(new ManyMasks(1), uneven: true);
        Steps(new Letters(1), uneven: true);
        Steps(new BothWays(1), uneven: true);
    }

    private static void Steps<T>(T model, bool uneven)
        where T : class, IModel<T>
    {
        var tape = model.NewTape(steps: 6, batch: 33);
        tape.WorkOfThread = 1;
        tape.OutputsOfThread = 1;
        tape.Targets.Fill(1f / T.Layout.Outputs);
        for (var b = 0; b < tape.Batch && uneven; b++)
            tape.Lengths[b] = b % (tape.Steps + 1);
        var trainer = new Trainer<T>(model, Loss.MeanSquaredError, new Adam()) { Threads = 2, MaxGradientNorm = 1, FloatsOfThread = 1 };
        WarmUp.Call(() => trainer.Step(tape));

        // What a step allocates, it allocates in every round; the runtime and the test host do something now and then. With a pause the workers fall asleep
        // between two steps; such a round has few steps, so that it is over before the others allocate again.
        foreach (var pause in new[] { 0, 1 })
        {
            var least = Least(trainer, tape, pause);
            Assert.True(least == 0, $"{T.Layout.ModelName}: steps with pauses of {pause} ms allocate {least} bytes.");
        }
    }

    private static long Least<T>(Trainer<T> trainer, Tape<T> tape, int pause)
        where T : class, IModel<T>
    {
        var least = long.MaxValue;
        for (var start = Stopwatch.GetTimestamp(); least > 0 && Stopwatch.GetElapsedTime(start) < s_patience;)
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            for (var k = 0; k < (pause > 0 ? RepeatsWithPauses : Repeats); k++)
            {
                trainer.Step(tape);
                if (pause > 0)
                    Thread.Sleep(pause);
            }

            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        return least;
    }
}
