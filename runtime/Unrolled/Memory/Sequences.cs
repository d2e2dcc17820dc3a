using System.ComponentModel;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Unrolled.CompilerServices;

/// <summary>
/// Support for sequences of different lengths: kernels compute every row, and past the end of a sequence its state is kept unchanged and no gradient flows.
/// Also the row copies between layers. Nothing here allocates after its first call.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static partial class Sequences
{
    private const int LongestShortRow = 64;

    /// <summary>After step <paramref name="step"/> of Forward: where a sequence has no such step, its state's row after the step becomes the row before
    /// it.</summary>
    /// <param name="tape">The track's memory.</param>
    /// <param name="sequences">Which sequences.</param>
    /// <param name="step">The step, from 0.</param>
    /// <param name="state">The start of the state's region [(T+1)·B][padded width].</param>
    /// <param name="paddedWidth">Floats a row.</param>
    public static void Carry(LayerTape tape, Share sequences, int step, ref float state, int paddedWidth)
    {
        var lengths = tape.Lengths;
        int before = tape.Reversed ? step + 1 : step, after = tape.Reversed ? step : step + 1;
        for (int b = (int)sequences.First, end = b + (int)sequences.Count; b < end; b++)
        {
            if (step >= lengths[b])
            {
                nint row = (nint)lengths.Length;
                Row(ref state, before * row + b, paddedWidth).CopyTo(Row(ref state, after * row + b, paddedWidth));
            }
        }
    }

    /// <summary><see cref="Carry(LayerTape, Share, int, ref float, int)"/> for each state of the track; does nothing where all sequences have all
    /// steps.</summary>
    /// <param name="tape">The track's memory.</param>
    /// <param name="sequences">Which sequences.</param>
    /// <param name="step">The step, from 0.</param>
    public static void Carry(LayerTape tape, Share sequences, int step)
    {
        if (!tape.Uneven)
            return;
        foreach (var state in tape.Layout.StateSpan)
            Carry(tape, sequences, step, ref tape[state.Region].Reference, state.PaddedWidth);
    }

    /// <summary>Before step <paramref name="step"/> of Backward: where a sequence has no such step, puts its row of a state's gradient aside and 0 in its
    /// place.</summary>
    /// <param name="tape">The track's memory.</param>
    /// <param name="sequences">Which sequences.</param>
    /// <param name="step">The step, from 0.</param>
    /// <param name="gradient">The gradient's rows [B][padded width].</param>
    /// <param name="aside">As much memory, to put rows aside.</param>
    /// <param name="paddedWidth">Floats a row.</param>
    public static void Suspend(LayerTape tape, Share sequences, int step, ref float gradient, ref float aside, int paddedWidth)
    {
        var lengths = tape.Lengths;
        for (int b = (int)sequences.First, end = b + (int)sequences.Count; b < end; b++)
        {
            if (step >= lengths[b])
            {
                var row = Row(ref gradient, b, paddedWidth);
                row.CopyTo(Row(ref aside, b, paddedWidth));
                row.Clear();
            }
        }
    }

    /// <summary><see cref="Suspend(LayerTape, Share, int, ref float, ref float, int)"/> for the gradient region of each state of the track; does nothing
    /// where all sequences have all steps.</summary>
    /// <param name="tape">The track's memory.</param>
    /// <param name="sequences">Which sequences.</param>
    /// <param name="step">The step, from 0.</param>
    public static void Suspend(LayerTape tape, Share sequences, int step)
    {
        if (!tape.Uneven)
            return;
        var states = tape.Layout.StateSpan;
        for (int i = 0; i < states.Length; i++)
            Suspend(tape, sequences, step, ref tape[states[i].GradientRegion].Reference, ref tape.Suspended(i).Reference, states[i].PaddedWidth);
    }

    /// <summary>After step <paramref name="step"/> of Backward: puts back what <see cref="Suspend(LayerTape, Share, int, ref float, ref float, int)"/> put
    /// aside.</summary>
    /// <param name="tape">The track's memory.</param>
    /// <param name="sequences">Which sequences.</param>
    /// <param name="step">The step, from 0.</param>
    /// <param name="gradient">The gradient's rows [B][padded width].</param>
    /// <param name="aside">What was put aside.</param>
    /// <param name="paddedWidth">Floats a row.</param>
    public static void Resume(LayerTape tape, Share sequences, int step, ref float gradient, ref float aside, int paddedWidth)
    {
        var lengths = tape.Lengths;
        for (int b = (int)sequences.First, end = b + (int)sequences.Count; b < end; b++)
        {
            if (step >= lengths[b])
                Row(ref aside, b, paddedWidth).CopyTo(Row(ref gradient, b, paddedWidth));
        }
    }

    /// <summary><see cref="Resume(LayerTape, Share, int, ref float, ref float, int)"/> for the gradient region of each state of the track; does nothing
    /// where all sequences have all steps.</summary>
    /// <param name="tape">The track's memory.</param>
    /// <param name="sequences">Which sequences.</param>
    /// <param name="step">The step, from 0.</param>
    public static void Resume(LayerTape tape, Share sequences, int step)
    {
        if (!tape.Uneven)
            return;
        var states = tape.Layout.StateSpan;
        for (int i = 0; i < states.Length; i++)
            Resume(tape, sequences, step, ref tape[states[i].GradientRegion].Reference, ref tape.Suspended(i).Reference, states[i].PaddedWidth);
    }

    /// <summary>Both directions' outputs side by side: row r of the result is row r of <paramref name="first"/>, then row r of <paramref name="second"/>,
    /// then zeros up to the stride.</summary>
    /// <param name="first">Rows of the forward direction.</param>
    /// <param name="firstStride">Floats from one of its rows to the next.</param>
    /// <param name="firstWidth">Its units.</param>
    /// <param name="second">Rows of the backward direction.</param>
    /// <param name="secondStride">Floats from one of its rows to the next.</param>
    /// <param name="secondWidth">Its units.</param>
    /// <param name="both">Receives the rows.</param>
    /// <param name="bothStride">Floats from one of its rows to the next; at least both widths.</param>
    /// <param name="rows">Which rows.</param>
    public static void Concatenate(
        ref float first, nint firstStride, int firstWidth, ref float second, nint secondStride, int secondWidth, ref float both, nint bothStride, Share rows)
    {
        for (nint r = rows.First; r < rows.First + rows.Count; r++)
        {
            var row = Slice(ref both, r * bothStride, (int)bothStride);
            Slice(ref first, r * firstStride, firstWidth).CopyTo(row);
            Slice(ref second, r * secondStride, secondWidth).CopyTo(row[firstWidth..]);
            row[(firstWidth + secondWidth)..].Clear();
        }
    }

    /// <summary>The reverse of <see cref="Concatenate"/>, for its gradient: each part's rows, with zeros up to its stride.</summary>
    /// <param name="both">The rows to take apart.</param>
    /// <param name="bothStride">Floats from one of its rows to the next.</param>
    /// <param name="first">Receives the forward direction's rows.</param>
    /// <param name="firstStride">Floats from one of its rows to the next.</param>
    /// <param name="firstWidth">Its units.</param>
    /// <param name="second">Receives the backward direction's rows.</param>
    /// <param name="secondStride">Floats from one of its rows to the next.</param>
    /// <param name="secondWidth">Its units.</param>
    /// <param name="rows">Which rows.</param>
    public static void Split(
        ref float both, nint bothStride, ref float first, nint firstStride, int firstWidth, ref float second, nint secondStride, int secondWidth, Share rows)
    {
        for (nint r = rows.First; r < rows.First + rows.Count; r++)
        {
            var row = Slice(ref both, r * bothStride, firstWidth + secondWidth);
            CopyPadded(row[..firstWidth], Slice(ref first, r * firstStride, (int)firstStride));
            CopyPadded(row[firstWidth..], Slice(ref second, r * secondStride, (int)secondStride));
        }
    }

    /// <summary>Copies <paramref name="width"/> floats of each row; what remains of a row at the destination becomes 0.</summary>
    /// <param name="source">The rows to copy.</param>
    /// <param name="sourceStride">Floats from one of its rows to the next.</param>
    /// <param name="destination">Receives the rows.</param>
    /// <param name="destinationStride">Floats from one of its rows to the next.</param>
    /// <param name="width">Floats to copy; at most either stride.</param>
    /// <param name="rows">The number of rows.</param>
    public static void CopyRows(ref float source, nint sourceStride, ref float destination, nint destinationStride, int width, nint rows)
    {
        if (width == sourceStride && width == destinationStride && rows * width <= Array.MaxLength)
        {
            Slice(ref source, 0, (int)(rows * width)).CopyTo(Slice(ref destination, 0, (int)(rows * width)));
            return;
        }

        for (nint r = 0; r < rows; r++)
            CopyPadded(Slice(ref source, r * sourceStride, width), Slice(ref destination, r * destinationStride, (int)destinationStride));
    }

    /// <summary><see cref="CopyRows(ref float, nint, ref float, nint, int, nint)"/> of a share of the rows.</summary>
    /// <param name="source">The rows to copy.</param>
    /// <param name="sourceStride">Floats from one of its rows to the next.</param>
    /// <param name="destination">Receives the rows.</param>
    /// <param name="destinationStride">Floats from one of its rows to the next.</param>
    /// <param name="width">Floats to copy; at most either stride.</param>
    /// <param name="rows">Which rows.</param>
    public static void CopyRows(ref float source, nint sourceStride, ref float destination, nint destinationStride, int width, Share rows) =>
        CopyRows(ref Unsafe.Add(ref source, rows.First * sourceStride), sourceStride, ref Unsafe.Add(ref destination, rows.First * destinationStride),
            destinationStride, width, rows.Count);

    /// <summary>sums += terms, element by element.</summary>
    /// <param name="terms">What to add.</param>
    /// <param name="sums">What to add it to.</param>
    /// <param name="count">The number of floats, padding included.</param>
    public static void Add(ref float terms, ref float sums, nint count)
    {
        var term = MemoryMarshal.CreateReadOnlySpan(ref terms, checked((int)count));
        var sum = MemoryMarshal.CreateSpan(ref sums, checked((int)count));
        int done = 0;
        if (Vector.IsHardwareAccelerated)
        {
            var termVectors = MemoryMarshal.Cast<float, Vector<float>>(term);
            var sumVectors = MemoryMarshal.Cast<float, Vector<float>>(sum);
            for (int i = 0; i < sumVectors.Length && i < termVectors.Length; i++)
                sumVectors[i] += termVectors[i];
            done = sumVectors.Length * Vector<float>.Count;
        }

        for (int i = done; i < sum.Length; i++)
            sum[i] += term[i];
    }

    /// <summary>Sets rows to 0, padding included.</summary>
    /// <param name="to">The rows.</param>
    /// <param name="stride">Floats from one of them to the next.</param>
    /// <param name="rows">Which rows.</param>
    public static void ClearRows(ref float to, nint stride, Share rows)
    {
        for (nint r = rows.First; r < rows.First + rows.Count; r++)
            Slice(ref to, r * stride, (int)stride).Clear();
    }

    /// <summary>Adds <paramref name="width"/> floats of each row to others.</summary>
    /// <param name="from">The rows to add.</param>
    /// <param name="fromStride">Floats from one of them to the next.</param>
    /// <param name="to">The rows that they are added to.</param>
    /// <param name="toStride">Floats from one of those to the next.</param>
    /// <param name="width">Floats to add; at most either stride.</param>
    /// <param name="rows">Which rows.</param>
    public static void AddRows(ref float from, nint fromStride, ref float to, nint toStride, int width, Share rows)
    {
        for (nint r = rows.First; r < rows.First + rows.Count; r++)
            Add(ref Unsafe.Add(ref from, r * fromStride), ref Unsafe.Add(ref to, r * toStride), width);
    }

    /// <summary>Adds <paramref name="width"/> floats of each row to others.</summary>
    /// <param name="from">The rows to add.</param>
    /// <param name="fromStride">Floats from one of them to the next.</param>
    /// <param name="to">The rows that they are added to.</param>
    /// <param name="toStride">Floats from one of those to the next.</param>
    /// <param name="width">Floats to add; at most either stride.</param>
    /// <param name="rows">The number of rows.</param>
    public static void AddRows(ref float from, nint fromStride, ref float to, nint toStride, int width, nint rows)
    {
        for (nint r = 0; r < rows; r++)
            Add(ref Unsafe.Add(ref from, r * fromStride), ref Unsafe.Add(ref to, r * toStride), width);
    }

    private static void CopyPadded(ReadOnlySpan<float> values, Span<float> row)
    {
        // A call to copy, and one to clear what is mostly nothing, take longer than a short row.
        if (row.Length > LongestShortRow || values.Length > row.Length)
        {
            values.CopyTo(row);
            row[values.Length..].Clear();
            return;
        }

        Packed.CopyRow<Simd128>(ref MemoryMarshal.GetReference(values), ref MemoryMarshal.GetReference(row), values.Length);
        for (int i = values.Length; i < row.Length; i++)
            row[i] = 0;
    }

    private static Span<float> Row(ref float start, nint row, int width) => Slice(ref start, row * width, width);

    private static Span<float> Slice(ref float start, nint offset, int length) => MemoryMarshal.CreateSpan(ref Unsafe.Add(ref start, offset), length);
}
