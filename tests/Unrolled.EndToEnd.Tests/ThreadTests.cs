using Unrolled.EndToEnd.Tests.Support;

namespace Unrolled.EndToEnd.Tests;

/// <summary>One model, many threads, a state or tape each: the same bits as one after another.</summary>
[Trait("Vectors", "none")]
public sealed class ThreadTests
{
    private const int Threads = 8;
    private const int Steps = 200;

    [Fact]
    public void Streams_of_many_threads_give_the_bits_of_one()
    {
        var model = new Stacked(3);
        Same(k =>
        {
            var xs = Inputs(k, Steps * Stacked.Inputs);
            var ys = new float[Steps * Stacked.Outputs];
            var state = model.NewState();
            for (var t = 0; t < Steps; t++)
                model.Step(xs.AsSpan(t * Stacked.Inputs, Stacked.Inputs), state, ys.AsSpan(t * Stacked.Outputs, Stacked.Outputs));
            return ys;
        });
    }

    [Fact]
    public void Tokens_of_many_threads_give_the_bits_of_one()
    {
        var model = new Letters(3);
        Same(k =>
        {
            var random = new Random(k);
            var ys = new float[Steps * Letters.Outputs];
            var state = model.NewState();
            for (var t = 0; t < Steps; t++)
                model.Step(random.Next(Letters.Vocabulary), state, ys.AsSpan(t * Letters.Outputs, Letters.Outputs));
            return ys;
        });
    }

    [Fact]
    public void Sequences_of_many_threads_give_the_bits_of_one()
    {
        var model = new BothWays(3);
        Same(k =>
        {
            var ys = new float[Steps * BothWays.Outputs];
            model.Run(Inputs(k, Steps * BothWays.Inputs), model.NewState(), ys);
            return ys;
        });
    }

    [Fact]
    public void Tapes_of_many_threads_give_the_bits_of_one()
    {
        var model = new RowReader(3);
        Same(k =>
        {
            var tape = model.NewTape(steps: 10, batch: 7);
            Inputs(k, tape.Inputs.Length).CopyTo(tape.Inputs);
            model.Forward(tape);
            return tape.Outputs.ToArray();
        });
    }

    private static float[] Inputs(int seed, int count)
    {
        var numbers = new float[count];
        new Random(seed).NextSingles(numbers);
        return numbers;
    }

    private static void Same(Func<int, float[]> run)
    {
        var expected = Enumerable.Range(0, Threads).Select(run).ToArray();
        var got = new float[Threads][];
        using var start = new Barrier(Threads);
        var threads = Enumerable.Range(0, Threads).Select(k => new Thread(() =>
        {
            start.SignalAndWait();
            for (var repeat = 0; repeat < 5; repeat++)
                got[k] = run(k);
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        for (var k = 0; k < Threads; k++)
            Compare.SameBits($"thread {k}", got[k], expected[k]);
        Assert.NotEqual(expected[0], expected[1]);
    }
}
