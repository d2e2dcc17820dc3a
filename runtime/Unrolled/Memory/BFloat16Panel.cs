using System.Runtime.InteropServices;

namespace Unrolled.CompilerServices;

/// <summary>Weights of two bytes: <c>[block][pair of k][column][lane]</c>. Where <c>Inner</c> is odd, the last pair's second weight is 0.</summary>
internal sealed record BFloat16Panel(long Offset, long Words, long Blocks, int Inner, int Row) : PackedPanel(Offset, Words, Blocks, Inner, Row)
{
    protected override long RowsOfBlock => (Inner + 1) / 2;

    protected override void PackBlock(ReadOnlySpan<float> from, Span<float> to)
    {
        var pairs = MemoryMarshal.Cast<float, BFloat16Pair>(to);
        for (int k = 0; k < Inner; k += 2)
        {
            bool isLast = k + 1 == Inner;
            for (int i = 0; i < Row; i++)
                pairs[i] = BFloat16Pair.Of(from[i], isLast ? 0 : from[Row + i]);
            from = from[(isLast ? Row : 2 * Row)..];
            pairs = pairs[Row..];
        }
    }
}
