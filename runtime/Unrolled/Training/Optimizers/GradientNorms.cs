using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Unrolled;

/// <summary>Sums of squares in double precision.</summary>
internal static class GradientNorms
{
    /// <summary>
    /// Σ v². Element k goes into partial sum k mod 8, and the eight are added in a fixed order, so that the bits depend on the values alone.
    /// Squares of floats are exact in double.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double SumOfSquares(ReadOnlySpan<float> values)
    {
        ref float v = ref MemoryMarshal.GetReference(values);
        Vector256<double> low = default, high = default;
        int i = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            for (; i <= values.Length - 8; i += 8)
            {
                (Vector256<double> a, Vector256<double> b) = Vector256.Widen(Unsafe.As<float, Vector256<float>>(ref Unsafe.Add(ref v, i)));
                low += a * a;
                high += b * b;
            }
        }

        double s0 = low[0], s1 = low[1], s2 = low[2], s3 = low[3], s4 = high[0], s5 = high[1], s6 = high[2], s7 = high[3];
        for (; i <= values.Length - 8; i += 8)
        {
            s0 += Square(Unsafe.Add(ref v, i));
            s1 += Square(Unsafe.Add(ref v, i + 1));
            s2 += Square(Unsafe.Add(ref v, i + 2));
            s3 += Square(Unsafe.Add(ref v, i + 3));
            s4 += Square(Unsafe.Add(ref v, i + 4));
            s5 += Square(Unsafe.Add(ref v, i + 5));
            s6 += Square(Unsafe.Add(ref v, i + 6));
            s7 += Square(Unsafe.Add(ref v, i + 7));
        }

        double rest = 0;
        for (; i < values.Length; i++)
            rest += Square(Unsafe.Add(ref v, i));
        return ((s0 + s4) + (s2 + s6)) + ((s1 + s5) + (s3 + s7)) + rest;
    }

    private static double Square(double value) => value * value;
}
