using System.Diagnostics;
using System.Runtime.CompilerServices;
using Unrolled.CompilerServices;

namespace Unrolled.Tool.Commands;

/// <summary>What the processor can do: multiply-adds of float32 on one thread, from registers, on the vectors that models use.</summary>
internal static class PeakRate
{
    private const int Repeats = 200_000;
    private const int Chains = 10;

    /// <summary>The best of several rounds, in multiply-adds a second.</summary>
    public static double MultiplyAddsASecond() => SimdWidth.Lanes switch
    {
        16 => Best<Simd512>(),
        8 => Best<Simd256>(),
        4 => Best<Simd128>(),
        _ => Best<Simd1>(),
    };

    private static double Best<V>()
        where V : struct, ISimd<V>
    {
        double best = 0;
        for (int round = 0; round < 12; round++)
        {
            long start = Stopwatch.GetTimestamp();
            float kept = Loop<V>(Repeats);
            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            if (!float.IsNaN(kept))
                best = Math.Max(best, (double)Chains * V.Lanes * Repeats / seconds);
        }

        return best;
    }

    /// <summary>As many chains as hide the time that one multiply-add takes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Loop<V>(int repeats)
        where V : struct, ISimd<V>
    {
        var factor = V.Broadcast(0.5f);
        var (a, b, c, d, e) = (factor, factor, factor, factor, factor);
        var (f, g, h, i, j) = (factor, factor, factor, factor, factor);
        for (int k = 0; k < repeats; k++)
        {
            a = V.MultiplyAdd(a, factor, factor);
            b = V.MultiplyAdd(b, factor, factor);
            c = V.MultiplyAdd(c, factor, factor);
            d = V.MultiplyAdd(d, factor, factor);
            e = V.MultiplyAdd(e, factor, factor);
            f = V.MultiplyAdd(f, factor, factor);
            g = V.MultiplyAdd(g, factor, factor);
            h = V.MultiplyAdd(h, factor, factor);
            i = V.MultiplyAdd(i, factor, factor);
            j = V.MultiplyAdd(j, factor, factor);
        }

        return V.Sum(a + b + c + d + e + f + g + h + i + j);
    }
}
