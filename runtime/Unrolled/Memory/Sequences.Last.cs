using System.Runtime.CompilerServices;

namespace Unrolled.CompilerServices;

// The final output of a sequence, which stands at its last step.
public static partial class Sequences
{
    /// <summary>
    /// Copies each sequence's final output, that of its last step or of its first on a reversed track, to the row of its last step; not of sequences that
    /// go on on another tape.
    /// </summary>
    /// <param name="track">The track.</param>
    /// <param name="offset">Where its units begin in a row of <paramref name="to"/>.</param>
    /// <param name="to">The rows [T·B][stride].</param>
    /// <param name="stride">Floats from one of them to the next.</param>
    /// <param name="rows">The rows that may be written.</param>
    public static void TakeLast(LayerTape track, int offset, ref float to, nint stride, Share rows)
    {
        for (int b = 0; b < track.Batch; b++)
        {
            nint last = LastRow(track, b);
            if (last < rows.First || last >= rows.First + rows.Count)
                continue;
            var final = Slice(ref track.Output, FinalRow(track, b, last) * track.OutputStride, track.OutputWidth);
            final.CopyTo(Slice(ref to, last * stride + offset, track.OutputWidth));
        }
    }

    /// <summary>The reverse of <see cref="TakeLast"/>, for its gradient.</summary>
    /// <param name="track">The track.</param>
    /// <param name="offset">Where its units begin in a row of <paramref name="from"/>.</param>
    /// <param name="from">The rows [T·B][stride].</param>
    /// <param name="fromStride">Floats from one of them to the next.</param>
    /// <param name="to">Receives the gradients of the track's outputs, rows [T·B][stride].</param>
    /// <param name="toStride">Floats from one of those to the next.</param>
    /// <param name="rows">The rows that may be written.</param>
    public static void GiveLast(LayerTape track, int offset, ref float from, nint fromStride, ref float to, nint toStride, Share rows)
    {
        for (int b = 0; b < track.Batch; b++)
        {
            nint last = LastRow(track, b);
            nint final = FinalRow(track, b, last);
            if (last < 0 || final < rows.First || final >= rows.First + rows.Count)
                continue;
            var gradient = Slice(ref from, last * fromStride + offset, track.OutputWidth);
            gradient.CopyTo(Slice(ref to, final * toStride, track.OutputWidth));
        }
    }

    /// <summary>The row of a sequence's last step; -1 where it has none on this tape.</summary>
    private static nint LastRow(LayerTape track, int b) => track.Lengths[b] == 0 || track.Continues[b] ? -1 : (track.Lengths[b] - 1) * (nint)track.Batch + b;

    private static nint FinalRow(LayerTape track, int b, nint last) => track.Reversed ? b : last;
}
