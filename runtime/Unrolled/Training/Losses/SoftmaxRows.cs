using System.Runtime.CompilerServices;
using Unrolled.CompilerServices;

namespace Unrolled;

/// <summary>The common code of the two softmax losses. Rows may be followed by other rows, so the last vector is masked.</summary>
internal static class SoftmaxRows
{
    /// <summary>Writes exp(y − max y) and returns the sum of it.</summary>
    /// <param name="logits">The logits y.</param>
    /// <param name="exponentials">Receives exp(y − max y).</param>
    /// <param name="length">How many there are.</param>
    /// <param name="largest">Receives max y.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Exponentials<V>(ref float logits, ref float exponentials, nint length, out float largest)
        where V : struct, ISimd<V>
    {
        nint whole = length - length % V.Lanes;
        V mask = V.FirstLanes((int)(length - whole));
        V most = V.Broadcast(float.NegativeInfinity);
        for (nint i = 0; i < whole; i += V.Lanes)
            most = V.Max(most, Packed.At<V>(ref logits, i));
        if (whole < length)
            most = V.Max(most, V.Select(mask, Packed.At<V>(ref logits, whole), most));
        largest = Largest(most);

        V shift = V.Broadcast(largest);
        var sum = default(PreciseSum<V>);
        for (nint i = 0; i < whole; i += V.Lanes)
        {
            V e = VectorMath.Exp(Packed.At<V>(ref logits, i) - shift);
            Packed.At<V>(ref exponentials, i) = e;
            sum.Add(e);
        }

        if (whole < length)
        {
            V e = VectorMath.Exp(Packed.At<V>(ref logits, whole) - shift);
            ref V last = ref Packed.At<V>(ref exponentials, whole);
            last = V.Select(mask, e, last);
            sum.Add(V.And(mask, e));
        }

        return sum.Total;
    }

    /// <summary>Multiplies a row by a factor.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Scale<V>(ref float row, nint length, float factor)
        where V : struct, ISimd<V>
    {
        V f = V.Broadcast(factor);
        nint i = 0;
        for (; i <= length - V.Lanes; i += V.Lanes)
            Packed.At<V>(ref row, i) *= f;
        if (i < length)
        {
            ref V last = ref Packed.At<V>(ref row, i);
            last = V.Select(V.FirstLanes((int)(length - i)), last * f, last);
        }
    }

    private static float Largest<V>(V values)
        where V : struct, ISimd<V>
    {
        ref float lane = ref Unsafe.As<V, float>(ref values);
        float largest = lane;
        for (int i = 1; i < V.Lanes; i++)
            largest = Math.Max(largest, Unsafe.Add(ref lane, i));
        return largest;
    }
}
