using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Unrolled.CompilerServices;

namespace Unrolled;

/// <summary>log Σ exp(y) − y[class], derivative softmax(y) − onehot(class).</summary>
internal sealed class SoftmaxCrossEntropy : IRowLoss
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
            int target = batch.TargetClass(row);
            ReadOnlySpan<float> output = batch.Output(row);
            Span<float> gradient = batch.Gradient(row);
            ref float g = ref MemoryMarshal.GetReference(gradient);
            double exponentials = SoftmaxRows.Exponentials<V>(ref MemoryMarshal.GetReference(output), ref g, output.Length, out float largest);
            sum += Math.Log(exponentials) + ((double)largest - output[target]);
            SoftmaxRows.Scale<V>(ref g, output.Length, (float)(weight / exponentials));
            gradient[target] -= (float)weight;
        }

        return sum;
    }
}
