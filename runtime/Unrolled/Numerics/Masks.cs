using System.ComponentModel;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Unrolled.CompilerServices;

/// <summary>
/// The random numbers that recurrent dropout and zoneout multiply with, drawn before the loop over the steps. Each is a hash of (seed, update, layer, mask,
/// step, sequence, unit), steps and sequences counted over the whole batch: so neither threads nor the vector width change it, nor how a batch is cut into
/// tapes.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Masks
{
    /// <summary>Draws a row for each of a share of the rows [steps·batch]. In a pass that does not train, all numbers are the expectation.</summary>
    /// <param name="draw">How.</param>
    /// <param name="seed">The model's seed.</param>
    /// <param name="pass">The pass.</param>
    /// <param name="rows">Which rows.</param>
    /// <param name="batch">Sequences.</param>
    /// <param name="numbers">Receives the rows [steps·batch][padded width]; 0 behind the units.</param>
    /// <param name="width">Units.</param>
    /// <param name="paddedWidth">Floats of a row.</param>
    public static void FillSteps(in MaskDraw draw, int seed, in Pass pass, Share rows, nint batch, ref float numbers, int width, nint paddedWidth)
    {
        ulong key = CounterHash.Layer(seed, draw.Stream, pass.Update);
        var (step, sequence) = Math.DivRem((uint)rows.First, (uint)batch);
        for (nint row = rows.First; row < rows.First + rows.Count; row++)
        {
            ulong rowKey = CounterHash.Row(key, (uint)pass.FirstStep + step, (uint)pass.FirstSequence + sequence);
            Fill(in draw, pass.Training, rowKey, ref Unsafe.Add(ref numbers, row * paddedWidth), width, (int)paddedWidth);
            if (++sequence == (uint)batch)
                (step, sequence) = (step + 1, 0);
        }
    }

    /// <summary>
    /// Draws a row for each of a share of the sequences, which serves all of their steps, on this tape and on others that hold more of the same sequences.
    /// In a pass that does not train, all numbers are the expectation.
    /// </summary>
    /// <param name="draw">How.</param>
    /// <param name="seed">The model's seed.</param>
    /// <param name="pass">The pass.</param>
    /// <param name="sequences">Which sequences.</param>
    /// <param name="numbers">Receives the rows of the share [count][padded width]; 0 behind the units.</param>
    /// <param name="width">Units.</param>
    /// <param name="paddedWidth">Floats of a row.</param>
    public static void FillSequences(in MaskDraw draw, int seed, in Pass pass, Share sequences, ref float numbers, int width, nint paddedWidth)
    {
        ulong key = CounterHash.Layer(seed, draw.Stream, pass.SequenceUpdate);
        for (nint row = 0; row < sequences.Count; row++)
        {
            ulong rowKey = CounterHash.Row(key, 0, (uint)pass.FirstSequence + (uint)(sequences.First + row));
            Fill(in draw, pass.Training, rowKey, ref Unsafe.Add(ref numbers, row * paddedWidth), width, (int)paddedWidth);
        }
    }

    private static void Fill(in MaskDraw draw, bool training, ulong key, ref float numbers, int width, int paddedWidth)
    {
        var row = MemoryMarshal.CreateSpan(ref numbers, paddedWidth);
        if (training)
            Draw(in draw, (uint)key, (uint)(key >> 32), row[..width]);
        else
            row[..width].Fill(draw.Expectation);
        row[width..].Clear();
    }

    private static void Draw(in MaskDraw draw, uint low, uint high, Span<float> numbers)
    {
        int done = 0;
        if (Vector.IsHardwareAccelerated)
        {
            var to = MemoryMarshal.Cast<float, Vector<float>>(numbers);
            var counter = CounterHash.Counters(low);
            var advance = new Vector<uint>(unchecked((uint)Vector<uint>.Count * CounterHash.UnitStep));
            for (int i = 0; i < to.Length; i++)
            {
                var isKept = Vector.GreaterThanOrEqual(CounterHash.Hash(counter, high), new Vector<uint>(draw.Threshold));
                to[i] = Vector.ConditionalSelect(Vector.AsVectorSingle(isKept), new Vector<float>(draw.Kept), new Vector<float>(draw.Dropped));
                counter += advance;
            }

            done = to.Length * Vector<float>.Count;
        }

        for (int unit = done; unit < numbers.Length; unit++)
            numbers[unit] = CounterHash.Hash(unchecked(low + (uint)unit * CounterHash.UnitStep), high) >= draw.Threshold ? draw.Kept : draw.Dropped;
    }
}
