using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Unrolled.CompilerServices;

namespace Unrolled;

/// <summary>Σ t·(log Σ exp(y) − y), derivative softmax(y)·Σt − t. A class with t = 0 adds nothing even where its logit is −∞.</summary>
internal sealed class SoftmaxCrossEntropyWithTargets : IRowLoss
{
    public double Evaluate(in LossBatch batch)
    {
        double total = 0;
        int row = batch.First;
        for (; batch.Next(ref row, out int count, out double weight); row += count)
            total += weight * SimdWidth.Lanes switch
            {
                16 => Evaluate<Simd512>(batch, row, count, weight),
                8 => Evaluate<Simd256>(batch, row, count, weight),
                4 => Evaluate<Simd128>(batch, row, count, weight),
                _ => Evaluate<Simd1>(batch, row, count, weight),
            };
        return total;
    }

    /// <summary>The sum of the losses of rows of one weight; fills their gradients.</summary>
    internal static double Evaluate<V>(in LossBatch batch, int first, int count, double weight)
        where V : struct, ISimd<V>
    {
        double sum = 0;
        for (int row = first; row < first + count; row++)
        {
            ref float output = ref MemoryMarshal.GetReference(batch.Output(row));
            ref float target = ref MemoryMarshal.GetReference(batch.Target(row));
            ref float gradient = ref MemoryMarshal.GetReference(batch.Gradient(row));
            double exponentials = SoftmaxRows.Exponentials<V>(ref output, ref gradient, batch.Outputs, out float largest);
            sum += Row<V>(ref output, ref target, ref gradient, batch.Outputs, largest, exponentials, weight);
        }

        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Row<V>(ref float output, ref float target, ref float gradient, nint length, float largest, double exponentials, double weight)
        where V : struct, ISimd<V>
    {
        V most = V.Broadcast(largest);
        V logarithm = V.Broadcast((float)Math.Log(exponentials));
        var losses = default(PreciseSum<V>);
        var masses = default(PreciseSum<V>);
        nint whole = length - length % V.Lanes;
        V mask = V.FirstLanes((int)(length - whole));
        for (nint i = 0; i < length; i += V.Lanes)
        {
            V t = Packed.At<V>(ref target, i);
            if (i == whole)
                t = V.And(mask, t);
            V loss = t * (most - Packed.At<V>(ref output, i) + logarithm);
            losses.Add(V.Select(V.Equal(t, V.Zero), V.Zero, loss));
            masses.Add(t);
        }

        V scale = V.Broadcast((float)weight);
        V probability = V.Broadcast((float)(weight * masses.Total / exponentials));
        for (nint i = 0; i < length; i += V.Lanes)
        {
            ref V g = ref Packed.At<V>(ref gradient, i);
            V next = V.NegativeMultiplyAdd(scale, Packed.At<V>(ref target, i), g * probability);
            g = i == whole ? V.Select(mask, next, g) : next;
        }

        return losses.Total;
    }
}
