using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Unrolled.CompilerServices;

/// <summary>A panel of which there is a copy with weights of two bytes: <c>[block][pair of k][column][lane]</c>.</summary>
/// <param name="Offset">Where the panel lies in the parameters, in floats.</param>
/// <param name="Words">Where the copy lies, in words of four bytes.</param>
/// <param name="Blocks">Blocks of units.</param>
/// <param name="Inner">Length of what it multiplies.</param>
/// <param name="Row">Floats of one k in a block: its columns times the lanes.</param>
internal readonly record struct PackedPanel(long Offset, long Words, long Blocks, int Inner, int Row)
{
    /// <summary>Floats of the panel.</summary>
    public long Floats => Blocks * Inner * Row;

    /// <summary>Words of the copy. Where <see cref="Inner"/> is odd, the last pair's second weight is 0.</summary>
    public long Length => Blocks * ((Inner + 1) / 2) * Row;

    /// <summary>Makes the copy anew.</summary>
    public void Pack(Span<float> parameters, Span<float> copy)
    {
        var from = parameters.Slice(checked((int)Offset), checked((int)Floats));
        var to = MemoryMarshal.Cast<float, BFloat16Pair>(copy.Slice(checked((int)Words), checked((int)Length)));
        for (long block = 0; block < Blocks; block++)
        {
            for (int k = 0; k < Inner; k += 2)
            {
                bool isLast = k + 1 == Inner;
                for (int i = 0; i < Row; i++)
                    to[i] = BFloat16Pair.Of(from[i], isLast ? 0 : from[Row + i]);
                from = from[(isLast ? Row : 2 * Row)..];
                to = to[Row..];
            }
        }
    }
}
