using System.ComponentModel;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Unrolled.CompilerServices;

/// <summary>
/// Inverted dropout (Srivastava et al. 2014). Whether an element is kept is a hash of (seed, update, layer, step, sequence, unit), steps and sequences
/// counted over the whole batch: nothing is stored, Backward finds the same
/// mask again, and neither threads nor the vector width change it, nor how a batch is cut into tapes.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Dropout
{
    /// <summary>
    /// destination = source / (1 − rate) where the element is kept, else 0; for a share of the rows [steps·batch]. Forward's values and Backward's
    /// gradients alike. Source and destination may be the same.
    /// </summary>
    /// <param name="seed">The model's seed.</param>
    /// <param name="pass">The pass: its number of updates, first sequence and first step.</param>
    /// <param name="layer">The layer's index.</param>
    /// <param name="rate">The part that is dropped, from 0 to below 1.</param>
    /// <param name="rows">Which rows.</param>
    /// <param name="batch">Sequences.</param>
    /// <param name="source">The rows to read.</param>
    /// <param name="sourceStride">Floats from one of its rows to the next.</param>
    /// <param name="destination">The rows to write.</param>
    /// <param name="destinationStride">Floats from one of its rows to the next.</param>
    /// <param name="width">Floats of a row to write, padding included.</param>
    public static void Apply(
        int seed, in Pass pass, int layer, double rate, Share rows, int batch,
        ref float source, nint sourceStride, ref float destination, nint destinationStride, int width)
    {
        uint threshold = CounterHash.Threshold(rate);
        float scale = (float)(1 / (1 - rate));
        ulong call = CounterHash.Layer(seed, layer, pass.Update);
        var (step, sequence) = Math.DivRem((int)rows.First, batch);
        uint firstStep = (uint)pass.FirstStep, firstSequence = (uint)pass.FirstSequence;
        for (nint row = rows.First; row < rows.First + rows.Count; row++)
        {
            ulong key = CounterHash.Row(call, firstStep + (uint)step, firstSequence + (uint)sequence);
            ApplyRow(
                key,
                threshold,
                scale,
                MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref source, row * sourceStride), width),
                MemoryMarshal.CreateSpan(ref Unsafe.Add(ref destination, row * destinationStride), width));
            if (++sequence == batch)
                (step, sequence) = (step + 1, 0);
        }
    }

    private static void ApplyRow(ulong key, uint threshold, float scale, ReadOnlySpan<float> source, Span<float> destination)
    {
        uint low = (uint)key, high = (uint)(key >> 32);
        int done = 0;
        if (Vector.IsHardwareAccelerated)
        {
            var from = MemoryMarshal.Cast<float, Vector<float>>(source);
            var to = MemoryMarshal.Cast<float, Vector<float>>(destination);
            var counter = CounterHash.Counters(low);
            var advance = new Vector<uint>(unchecked((uint)Vector<uint>.Count * CounterHash.UnitStep));
            for (int i = 0; i < from.Length && i < to.Length; i++)
            {
                var kept = Vector.GreaterThanOrEqual(CounterHash.Hash(counter, high), new Vector<uint>(threshold));
                to[i] = Vector.ConditionalSelect(Vector.AsVectorSingle(kept), from[i] * scale, Vector<float>.Zero);
                counter += advance;
            }

            done = from.Length * Vector<float>.Count;
        }

        for (int unit = done; unit < destination.Length; unit++)
            destination[unit] = CounterHash.Hash(unchecked(low + (uint)unit * CounterHash.UnitStep), high) >= threshold ? source[unit] * scale : 0;
    }
}
