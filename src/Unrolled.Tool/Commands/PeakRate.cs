using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Unrolled.Tool.Commands;

/// <summary>What the processor can do: multiply-adds of float32 on one thread, from registers.</summary>
internal static class PeakRate
{
    private const int Repeats = 200_000;

    /// <summary>The best of several rounds, in multiply-adds a second.</summary>
    public static double MultiplyAddsASecond()
    {
        int lanes = Vector512.IsHardwareAccelerated ? 16 : Vector<float>.Count;
        double best = 0;
        for (int round = 0; round < 12; round++)
        {
            long start = Stopwatch.GetTimestamp();
            float kept = lanes == 16 ? Loop512(Repeats) : Loop(Repeats);
            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            if (!float.IsNaN(kept))
                best = Math.Max(best, 10.0 * lanes * Repeats / seconds);
        }

        return best;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Loop512(int repeats)
    {
        var factor = Vector512.Create(0.5f);
        var (a, b, c, d, e) = (factor, factor, factor, factor, factor);
        var (f, g, h, i, j) = (factor, factor, factor, factor, factor);
        for (int k = 0; k < repeats; k++)
        {
            a = Vector512.FusedMultiplyAdd(a, factor, factor);
            b = Vector512.FusedMultiplyAdd(b, factor, factor);
            c = Vector512.FusedMultiplyAdd(c, factor, factor);
            d = Vector512.FusedMultiplyAdd(d, factor, factor);
            e = Vector512.FusedMultiplyAdd(e, factor, factor);
            f = Vector512.FusedMultiplyAdd(f, factor, factor);
            g = Vector512.FusedMultiplyAdd(g, factor, factor);
            h = Vector512.FusedMultiplyAdd(h, factor, factor);
            i = Vector512.FusedMultiplyAdd(i, factor, factor);
            j = Vector512.FusedMultiplyAdd(j, factor, factor);
        }

        return Vector512.Sum(a + b + c + d + e + f + g + h + i + j);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Loop(int repeats)
    {
        var factor = new Vector<float>(0.5f);
        var (a, b, c, d, e) = (factor, factor, factor, factor, factor);
        var (f, g, h, i, j) = (factor, factor, factor, factor, factor);
        for (int k = 0; k < repeats; k++)
        {
            a = Vector.FusedMultiplyAdd(a, factor, factor);
            b = Vector.FusedMultiplyAdd(b, factor, factor);
            c = Vector.FusedMultiplyAdd(c, factor, factor);
            d = Vector.FusedMultiplyAdd(d, factor, factor);
            e = Vector.FusedMultiplyAdd(e, factor, factor);
            f = Vector.FusedMultiplyAdd(f, factor, factor);
            g = Vector.FusedMultiplyAdd(g, factor, factor);
            h = Vector.FusedMultiplyAdd(h, factor, factor);
            i = Vector.FusedMultiplyAdd(i, factor, factor);
            j = Vector.FusedMultiplyAdd(j, factor, factor);
        }

        return Vector.Sum(a + b + c + d + e + f + g + h + i + j);
    }
}
