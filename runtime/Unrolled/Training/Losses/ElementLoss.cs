using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Unrolled.CompilerServices;

namespace Unrolled;

/// <summary>The arithmetic of a loss that is a mean over independent elements.</summary>
internal interface IElementLoss
{
    /// <summary>The loss of each element and its derivative with respect to the output.</summary>
    V Evaluate<V>(V output, V target, out V gradient) where V : struct, ISimd<V>;
}

/// <summary>Runs the losses that are a mean over elements.</summary>
internal static class ElementLoss
{
    /// <summary>The loss of the batch; fills its gradient.</summary>
    public static double Evaluate<TLoss>(in LossBatch batch, TLoss loss)
        where TLoss : struct, IElementLoss
    {
        double total = 0;
        int row = batch.First;
        for (; batch.Next(ref row, out int count, out double weight); row += count)
        {
            ref float outputs = ref MemoryMarshal.GetReference(batch.Output(row));
            ref float targets = ref MemoryMarshal.GetReference(batch.Target(row));
            ref float gradients = ref MemoryMarshal.GetReference(batch.Gradient(row));
            nint length = (nint)count * batch.Outputs;
            double scale = weight / batch.Outputs;
            total += scale * SimdWidth.Lanes switch
            {
                16 => Evaluate<Simd512, TLoss>(ref outputs, ref targets, ref gradients, length, (float)scale, loss),
                8 => Evaluate<Simd256, TLoss>(ref outputs, ref targets, ref gradients, length, (float)scale, loss),
                4 => Evaluate<Simd128, TLoss>(ref outputs, ref targets, ref gradients, length, (float)scale, loss),
                _ => Evaluate<Simd1, TLoss>(ref outputs, ref targets, ref gradients, length, (float)scale, loss),
            };
        }

        return total;
    }

    /// <summary>The sum of the elements' losses; gradients are multiplied by <paramref name="scale"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static double Evaluate<V, TLoss>(ref float outputs, ref float targets, ref float gradients, nint length, float scale, TLoss loss)
        where V : struct, ISimd<V>
        where TLoss : struct, IElementLoss
    {
        V scales = V.Broadcast(scale);
        var sum = default(PreciseSum<V>);
        nint i = 0;
        for (; i <= length - V.Lanes; i += V.Lanes)
        {
            sum.Add(loss.Evaluate(Packed.At<V>(ref outputs, i), Packed.At<V>(ref targets, i), out V gradient));
            Packed.At<V>(ref gradients, i) = gradient * scales;
        }

        if (i < length)
        {
            V mask = V.FirstLanes((int)(length - i));
            V value = loss.Evaluate(Packed.At<V>(ref outputs, i), Packed.At<V>(ref targets, i), out V gradient);
            sum.Add(V.And(mask, value));
            ref V last = ref Packed.At<V>(ref gradients, i);
            last = V.Select(mask, gradient * scales, last);
        }

        return sum.Total;
    }
}

/// <summary>A sum whose terms come as vectors: at most 16 of them are added up in single precision, the rest in double.</summary>
internal struct PreciseSum<V> where V : struct, ISimd<V>
{
    private V _partial;
    private int _terms;
    private double _total;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(V value)
    {
        _partial += value;
        if (++_terms < 16)
            return;
        _total += V.Sum(_partial);
        _partial = V.Zero;
        _terms = 0;
    }

    /// <summary>The sum of every lane of every term.</summary>
    public readonly double Total => _total + V.Sum(_partial);
}
