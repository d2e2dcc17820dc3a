using System.Runtime.CompilerServices;

namespace Unrolled.CompilerServices;

// Row copies that know where each sequence ends.
public static partial class Sequences
{
    /// <summary>Copies a share of the T·B rows; a row past its sequence's end becomes 0.</summary>
    internal static void CopyValidRows(ReadOnlySpan<int> lengths, Share rows, ref float source, nint sourceStride, ref float destination,
        nint destinationStride, int width)
    {
        var (t, b) = Math.DivRem((int)rows.First, lengths.Length);
        for (nint r = rows.First; r < rows.First + rows.Count; r++)
        {
            var row = Slice(ref destination, r * destinationStride, (int)destinationStride);
            if (t < lengths[b])
                CopyPadded(Slice(ref source, r * sourceStride, width), row);
            else
                row.Clear();
            if (++b == lengths.Length)
                (t, b) = (t + 1, 0);
        }
    }

    /// <summary>Sets rows past their sequence's end to 0 in tight values [T, B, width].</summary>
    internal static void ClearPastEnd(ReadOnlySpan<int> lengths, int steps, Span<float> values, int width)
    {
        for (int t = 0; t < steps; t++)
        {
            for (int b = 0; b < lengths.Length; b++)
            {
                if (t >= lengths[b])
                    values.Slice((t * lengths.Length + b) * width, width).Clear();
            }
        }
    }
}
