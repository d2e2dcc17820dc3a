using Unrolled.EndToEnd.Tests.Support;

namespace Unrolled.EndToEnd.Tests;

/// <summary>Tapes whose sums would not stay in the caches: the products with the input come at their step, and give the bits that they give when computed
/// ahead.</summary>
public sealed class LongTapeTests
{
    private const int Batch = 16;

    [Fact]
    public void An_Lstm_with_a_readout() => Same<RowReader>(270);

    [Fact]
    public void A_Gru() => Same<AddingGru>(530);

    /// <summary>The same sequences in two halves are too few a step to share the weights at each, so there they are ahead.</summary>
    private static void Same<T>(int steps)
        where T : class, IModel<T>
    {
        var model = T.Create(seed: 5);
        var whole = model.NewTape(steps, Batch);
        whole.WorkOfThread = 1;
        new Random(7).NextSingles(whole.Inputs);
        for (var b = 0; b < Batch; b++)
            whole.Lengths[b] = steps - (b % 5);
        whole.Threads = 1;
        model.Forward(whole);
        var expected = whole.Outputs.ToArray();
        whole.Threads = 3;
        model.Forward(whole);
        Compare.SameBits("three threads", whole.Outputs.ToArray(), expected);

        foreach (var first in new[] { 0, Batch / 2 })
        {
            var half = model.NewTape(steps, Batch / 2);
            Half(whole.Inputs, half.Inputs, steps, first);
            for (var b = 0; b < Batch / 2; b++)
                half.Lengths[b] = whole.Lengths[first + b];
            model.Forward(half);
            var part = new float[half.Outputs.Length];
            Half(expected, part, steps, first);
            Compare.SameBits($"sequences from {first}", half.Outputs.ToArray(), part);
        }
    }

    private static void Half(ReadOnlySpan<float> whole, Span<float> half, int steps, int first)
    {
        var width = half.Length / (steps * Batch / 2);
        for (var step = 0; step < steps; step++)
            whole.Slice(((step * Batch) + first) * width, width * Batch / 2).CopyTo(half[(step * width * Batch / 2)..]);
    }
}
