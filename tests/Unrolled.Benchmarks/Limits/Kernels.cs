using System.Diagnostics;
using System.Runtime.CompilerServices;
using Unrolled.CompilerServices;

namespace Unrolled.Benchmarks.Limits;

/// <summary>The loops that reach the machine's limits: one text for all vector widths.</summary>
internal static class Kernels
{
    private const int Depth = 48;
    private const int Rounds = 25;

    /// <summary>What is measured.</summary>
    public enum Task
    {
        /// <summary>Floating-point operations a second.</summary>
        Peak,

        /// <summary>Nanoseconds of a multiply-add.</summary>
        Latency,

        /// <summary>Bytes read a second.</summary>
        Bandwidth,
    }

    /// <summary>The best of many rounds, on the widest vectors.</summary>
    public static double Run(Task task, long bytes) => SimdWidth.Lanes switch
    {
        16 => Run<Simd512>(task, bytes),
        8 => Run<Simd256>(task, bytes),
        4 => Run<Simd128>(task, bytes),
        _ => Run<Simd1>(task, bytes),
    };

    /// <summary>The tile that reaches the peak, and its floating-point operations a repetition.</summary>
    public static (Action<long> Run, double Flops) Tile() => SimdWidth.Lanes switch
    {
        16 => Tile<Simd512>(),
        8 => Tile<Simd256>(),
        4 => Tile<Simd128>(),
        _ => Tile<Simd1>(),
    };

    private static (Action<long> Run, double Flops) Tile<V>()
        where V : struct, ISimd<V>
    {
        var memory = new AlignedBuffer(16 * 1024);
        float sink = 0;
        memory.Span.Fill(1e-3f);
        return V.Registers < 32
            ? (n => sink += Tile6x2<V>(ref memory.Reference, n), 24.0 * V.Lanes * Depth)
            : (n => sink += Tile6x4<V>(ref memory.Reference, n), 48.0 * V.Lanes * Depth);
    }

    private static double Run<V>(Task task, long bytes)
        where V : struct, ISimd<V>
    {
        long block = 8 * V.Lanes * sizeof(float);
        bytes = task == Task.Bandwidth ? Math.Max(block, bytes / block * block) : 64 * 1024;
        var memory = new AlignedBuffer(bytes / sizeof(float));
        float sink = 0;

        // Written to: memory that never was is one page of zeros for the system, however much of it is read.
        memory.Span.Fill(1e-3f);
        switch (task)
        {
            case Task.Peak:
                double flops = 2.0 * V.Lanes * Depth;
                double narrow = 12 * flops / Best(2_000, n => sink += Tile6x2<V>(ref memory.Reference, n));
                return V.Registers < 32 ? narrow : Math.Max(narrow, 24 * flops / Best(1_000, n => sink += Tile6x4<V>(ref memory.Reference, n)));
            case Task.Latency:
                return Best(2_000, n => sink += Chain<V>(n)) / 16 * 1e9;
            default:
                return bytes / Best(Math.Max(2, (4 << 20) / bytes), n => sink += Read<V>(ref memory.Reference, bytes / block, n));
        }
    }

    /// <summary>Seconds of one repetition, in the best round.</summary>
    private static double Best(long repetitions, Action<long> run)
    {
        double best = double.PositiveInfinity;
        for (int round = 0; round < Rounds; round++)
        {
            long start = Stopwatch.GetTimestamp();
            run(repetitions);
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds / repetitions);
        }

        return best;
    }

    /// <summary>Dependent multiply-adds, 16 a repetition, around a value that stays near 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static float Chain<V>(long repetitions)
        where V : struct, ISimd<V>
    {
        V a = V.Broadcast(1), x = V.Broadcast(0.5f), y = V.Broadcast(0.5f);
        for (; repetitions > 0; repetitions--)
        {
            a = V.MultiplyAdd(a, x, y);
            a = V.MultiplyAdd(a, x, y);
            a = V.MultiplyAdd(a, x, y);
            a = V.MultiplyAdd(a, x, y);
            a = V.MultiplyAdd(a, x, y);
            a = V.MultiplyAdd(a, x, y);
            a = V.MultiplyAdd(a, x, y);
            a = V.MultiplyAdd(a, x, y);
            a = V.MultiplyAdd(a, x, y);
            a = V.MultiplyAdd(a, x, y);
            a = V.MultiplyAdd(a, x, y);
            a = V.MultiplyAdd(a, x, y);
            a = V.MultiplyAdd(a, x, y);
            a = V.MultiplyAdd(a, x, y);
            a = V.MultiplyAdd(a, x, y);
            a = V.MultiplyAdd(a, x, y);
        }

        return V.Sum(a);
    }

    /// <summary>Reads blocks of eight vectors, each an operand of a multiply-add with a sum of its own.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static float Read<V>(ref float data, long blocks, long repetitions)
        where V : struct, ISimd<V>
    {
        V a0 = V.Zero, a1 = V.Zero, a2 = V.Zero, a3 = V.Zero, a4 = V.Zero, a5 = V.Zero, a6 = V.Zero, a7 = V.Zero, x = V.Broadcast(0.5f);
        for (; repetitions > 0; repetitions--)
        {
            ref float p = ref data;
            for (long block = blocks; block > 0; block--)
            {
                a0 = V.MultiplyAdd(x, Packed.At<V>(ref p, 0), a0);
                a1 = V.MultiplyAdd(x, Packed.At<V>(ref p, V.Lanes), a1);
                a2 = V.MultiplyAdd(x, Packed.At<V>(ref p, 2 * V.Lanes), a2);
                a3 = V.MultiplyAdd(x, Packed.At<V>(ref p, 3 * V.Lanes), a3);
                a4 = V.MultiplyAdd(x, Packed.At<V>(ref p, 4 * V.Lanes), a4);
                a5 = V.MultiplyAdd(x, Packed.At<V>(ref p, 5 * V.Lanes), a5);
                a6 = V.MultiplyAdd(x, Packed.At<V>(ref p, 6 * V.Lanes), a6);
                a7 = V.MultiplyAdd(x, Packed.At<V>(ref p, 7 * V.Lanes), a7);
                p = ref Unsafe.Add(ref p, 8 * V.Lanes);
            }
        }

        return V.Sum(a0 + a1 + (a2 + a3) + (a4 + a5 + (a6 + a7)));
    }

    /// <summary>A product of 6 rows with 2 columns of vectors, everything in the first-level cache.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static float Tile6x2<V>(ref float data, long repetitions)
        where V : struct, ISimd<V>
    {
        V a0 = V.Zero, a1 = V.Zero, a2 = V.Zero, a3 = V.Zero, a4 = V.Zero, a5 = V.Zero;
        V b0 = V.Zero, b1 = V.Zero, b2 = V.Zero, b3 = V.Zero, b4 = V.Zero, b5 = V.Zero;
        for (; repetitions > 0; repetitions--)
        {
            ref float x = ref data;
            ref float w = ref Unsafe.Add(ref data, 6 * Depth);
            for (int k = Depth; k > 0; k--)
            {
                V p = Packed.At<V>(ref w, 0), q = Packed.At<V>(ref w, V.Lanes);
                V v = V.Broadcast(x);
                a0 = V.MultiplyAdd(v, p, a0);
                b0 = V.MultiplyAdd(v, q, b0);
                v = V.Broadcast(Unsafe.Add(ref x, 1));
                a1 = V.MultiplyAdd(v, p, a1);
                b1 = V.MultiplyAdd(v, q, b1);
                v = V.Broadcast(Unsafe.Add(ref x, 2));
                a2 = V.MultiplyAdd(v, p, a2);
                b2 = V.MultiplyAdd(v, q, b2);
                v = V.Broadcast(Unsafe.Add(ref x, 3));
                a3 = V.MultiplyAdd(v, p, a3);
                b3 = V.MultiplyAdd(v, q, b3);
                v = V.Broadcast(Unsafe.Add(ref x, 4));
                a4 = V.MultiplyAdd(v, p, a4);
                b4 = V.MultiplyAdd(v, q, b4);
                v = V.Broadcast(Unsafe.Add(ref x, 5));
                a5 = V.MultiplyAdd(v, p, a5);
                b5 = V.MultiplyAdd(v, q, b5);
                x = ref Unsafe.Add(ref x, 6);
                w = ref Unsafe.Add(ref w, 2 * V.Lanes);
            }
        }

        return V.Sum(a0 + a1 + (a2 + a3) + (a4 + a5) + (b0 + b1) + (b2 + b3) + (b4 + b5));
    }

    /// <summary>A product of 6 rows with 4 columns of vectors, everything in the first-level cache: for 32 registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static float Tile6x4<V>(ref float data, long repetitions)
        where V : struct, ISimd<V>
    {
        V a0 = V.Zero, a1 = V.Zero, a2 = V.Zero, a3 = V.Zero, a4 = V.Zero, a5 = V.Zero;
        V b0 = V.Zero, b1 = V.Zero, b2 = V.Zero, b3 = V.Zero, b4 = V.Zero, b5 = V.Zero;
        V c0 = V.Zero, c1 = V.Zero, c2 = V.Zero, c3 = V.Zero, c4 = V.Zero, c5 = V.Zero;
        V d0 = V.Zero, d1 = V.Zero, d2 = V.Zero, d3 = V.Zero, d4 = V.Zero, d5 = V.Zero;
        for (; repetitions > 0; repetitions--)
        {
            ref float x = ref data;
            ref float w = ref Unsafe.Add(ref data, 6 * Depth);
            for (int k = Depth; k > 0; k--)
            {
                V p = Packed.At<V>(ref w, 0), q = Packed.At<V>(ref w, V.Lanes), r = Packed.At<V>(ref w, 2 * V.Lanes), s = Packed.At<V>(ref w, 3 * V.Lanes);
                V v = V.Broadcast(x);
                a0 = V.MultiplyAdd(v, p, a0);
                b0 = V.MultiplyAdd(v, q, b0);
                c0 = V.MultiplyAdd(v, r, c0);
                d0 = V.MultiplyAdd(v, s, d0);
                v = V.Broadcast(Unsafe.Add(ref x, 1));
                a1 = V.MultiplyAdd(v, p, a1);
                b1 = V.MultiplyAdd(v, q, b1);
                c1 = V.MultiplyAdd(v, r, c1);
                d1 = V.MultiplyAdd(v, s, d1);
                v = V.Broadcast(Unsafe.Add(ref x, 2));
                a2 = V.MultiplyAdd(v, p, a2);
                b2 = V.MultiplyAdd(v, q, b2);
                c2 = V.MultiplyAdd(v, r, c2);
                d2 = V.MultiplyAdd(v, s, d2);
                v = V.Broadcast(Unsafe.Add(ref x, 3));
                a3 = V.MultiplyAdd(v, p, a3);
                b3 = V.MultiplyAdd(v, q, b3);
                c3 = V.MultiplyAdd(v, r, c3);
                d3 = V.MultiplyAdd(v, s, d3);
                v = V.Broadcast(Unsafe.Add(ref x, 4));
                a4 = V.MultiplyAdd(v, p, a4);
                b4 = V.MultiplyAdd(v, q, b4);
                c4 = V.MultiplyAdd(v, r, c4);
                d4 = V.MultiplyAdd(v, s, d4);
                v = V.Broadcast(Unsafe.Add(ref x, 5));
                a5 = V.MultiplyAdd(v, p, a5);
                b5 = V.MultiplyAdd(v, q, b5);
                c5 = V.MultiplyAdd(v, r, c5);
                d5 = V.MultiplyAdd(v, s, d5);
                x = ref Unsafe.Add(ref x, 6);
                w = ref Unsafe.Add(ref w, 4 * V.Lanes);
            }
        }

        V sum = a0 + a1 + (a2 + a3) + (a4 + a5) + (b0 + b1) + (b2 + b3) + (b4 + b5);
        return V.Sum(sum + (c0 + c1) + (c2 + c3) + (c4 + c5) + (d0 + d1) + (d2 + d3) + (d4 + d5));
    }
}
