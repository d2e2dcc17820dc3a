using Unrolled.CompilerServices;

namespace Unrolled.Tests.Numerics;

/// <summary>Gradients of panels over the rows of a part, which lie apart: the bits of the same rows side by side.</summary>
public sealed class PackedOuterTests
{
    [Fact]
    public void Rows_that_lie_apart_add_up_as_side_by_side() => SimdWidths.Run(new ApartTest());

    private sealed class ApartTest : ISimdTest
    {
        public void Run<V>() where V : struct, ISimd<V>
        {
            PanelData data = new(5);
            // The last ones are cut in chunks, and with most widths a chunk once more.
            (int, int, int, int)[] shapes = [(1, 1, 1, 1), (3, 2, 3, 2), (4, 7, 1, 5), (5, 6, 4, 2), (7, 25, 2, 3), (33, 5, 4, 1), (50, 20, 3, 2)];
            foreach (var (steps, k, columns, blocks) in shapes)
            {
                foreach (int[] sequences in new[] { new[] { 2 }, [3, 2, 4], [31, 30] })
                    Parts<V>(data, steps, k, columns, blocks, sequences);
            }
        }

        private static void Parts<V>(PanelData data, int steps, int k, int columns, int blocks, int[] sequences) where V : struct, ISimd<V>
        {
            TapeParts parts = new(sequences);
            parts.SetSteps(steps);
            TapeFrame frame = new(steps, parts.Sequences, keepGates: false) { Parts = parts };
            LayerTape tape = new(new LayerLayout("layer", V.Lanes, false), frame);
            int slots = columns * V.Lanes, rows = steps * parts.Sequences;
            int xStride = k + (steps % 2), dzStride = slots + (V.Lanes * (k % 2)), dzBlock = (rows * dzStride) + V.Lanes;
            float[] x = data.Uniform(rows * xStride), dz = data.Uniform(blocks * dzBlock), before = data.Uniform(blocks * k * slots);
            for (int part = 0; part < parts.Count; part++)
            {
                parts.Turn = part;
                float[] found = (float[])before.Clone(), expected = (float[])before.Clone();
                Products.AccumulateOuter<V>(ref x[0], xStride, k, ref dz[0], dzBlock, dzStride, ref found[0], tape, blocks, columns, default);

                int first = parts.FirstOf(part), end = parts.FirstOf(part + 1);
                int[] own = [.. Enumerable.Range(0, rows).Where(row => row % parts.Sequences >= first && row % parts.Sequences < end)];
                float[] ownX = [.. own.SelectMany(row => x[(row * xStride)..((row * xStride) + k)])];
                float[] ownDz = [.. Enumerable.Range(0, blocks).SelectMany(block => own.SelectMany(row => RowOf(block, row)))];
                Products.AccumulateOuter<V>(
                    ref ownX[0], k, k, ref ownDz[0], own.Length * slots, slots, ref expected[0], own.Length, blocks, columns, default);
                string what = $"{typeof(V).Name} {steps} steps, k {k}, columns {columns}, blocks {blocks}, part {part} of {sequences.Length}";
                Assert.True(expected.AsSpan().SequenceEqual(found), what);
            }

            float[] RowOf(int block, int row) => dz[((block * dzBlock) + (row * dzStride))..((block * dzBlock) + (row * dzStride) + slots)];
        }
    }
}
