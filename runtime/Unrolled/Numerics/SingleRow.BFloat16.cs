using System.Runtime.CompilerServices;

namespace Unrolled.CompilerServices;

/// <summary>The same products with panels of two-byte weights, and in the same order: the sums have the same bits as with a float32 panel of the rounded
/// weights.</summary>
public static partial class SingleRow
{
    /// <summary>a += Σ_k x[k]·panel[k, 0], k &lt; <paramref name="inner"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddProducts<V>(ref float x, nint inner, ref BFloat16Pair panel, ref V a) where V : struct, ISimd<V>
    {
        V none = V.Zero;
        Add<V, One>(ref x, inner, ref panel, ref a, ref none, ref none, ref none);
    }

    /// <summary>The same of two columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddProducts<V>(ref float x, nint inner, ref BFloat16Pair panel, ref V a, ref V b) where V : struct, ISimd<V>
    {
        V none = V.Zero;
        Add<V, Two>(ref x, inner, ref panel, ref a, ref b, ref none, ref none);
    }

    /// <summary>The same of three columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddProducts<V>(ref float x, nint inner, ref BFloat16Pair panel, ref V a, ref V b, ref V c) where V : struct, ISimd<V>
    {
        V none = V.Zero;
        Add<V, Three>(ref x, inner, ref panel, ref a, ref b, ref c, ref none);
    }

    /// <summary>The same of four columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddProducts<V>(ref float x, nint inner, ref BFloat16Pair panel, ref V a, ref V b, ref V c, ref V d) where V : struct, ISimd<V> =>
        Add<V, Four>(ref x, inner, ref panel, ref a, ref b, ref c, ref d);

    /// <summary>z[block, column] = start[block, column] + Σ x[i]·panel[block, i, column], as the product with a float32 panel.</summary>
    internal static void Multiply<V>(ref float x, nint k, ref BFloat16Pair panel,
        ref float start, nint startBlockStride, nint startColumnStride, ref float z, nint zBlockStride, nint blocks, nint columns) where V : struct, ISimd<V>
    {
        switch (columns)
        {
            case 1: Blocks<V, One>(ref x, k, ref panel, ref start, startBlockStride, startColumnStride, ref z, zBlockStride, blocks); break;
            case 2: Blocks<V, Two>(ref x, k, ref panel, ref start, startBlockStride, startColumnStride, ref z, zBlockStride, blocks); break;
            case 3: Blocks<V, Three>(ref x, k, ref panel, ref start, startBlockStride, startColumnStride, ref z, zBlockStride, blocks); break;
            default: Blocks<V, Four>(ref x, k, ref panel, ref start, startBlockStride, startColumnStride, ref z, zBlockStride, blocks); break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Blocks<V, C>(ref float x, nint k, ref BFloat16Pair panel,
        ref float start, nint startBlockStride, nint startColumnStride, ref float z, nint zBlockStride, nint blocks)
        where V : struct, ISimd<V>
        where C : struct, ICount
    {
        for (nint block = 0; block < blocks; block++)
        {
            V a = Packed.At<V>(ref start, 0);
            V b = C.N > 1 ? Packed.At<V>(ref start, startColumnStride) : V.Zero;
            V c = C.N > 2 ? Packed.At<V>(ref start, 2 * startColumnStride) : V.Zero;
            V d = C.N > 3 ? Packed.At<V>(ref start, 3 * startColumnStride) : V.Zero;
            Add<V, C>(ref x, k, ref panel, ref a, ref b, ref c, ref d);
            panel = ref Unsafe.Add(ref panel, (k + 1) / 2 * C.N * V.Lanes);
            Packed.At<V>(ref z, 0) = a;
            if (C.N > 1) Packed.At<V>(ref z, V.Lanes) = b;
            if (C.N > 2) Packed.At<V>(ref z, 2 * V.Lanes) = c;
            if (C.N > 3) Packed.At<V>(ref z, 3 * V.Lanes) = d;
            z = ref Unsafe.Add(ref z, zBlockStride);
            start = ref Unsafe.Add(ref start, startBlockStride);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add<V, C>(ref float x, nint inner, ref BFloat16Pair panel, ref V a, ref V b, ref V c, ref V d)
        where V : struct, ISimd<V>
        where C : struct, ICount
    {
        V a2 = V.Zero, b2 = V.Zero, c2 = V.Zero, d2 = V.Zero;
        nint k = 0;
        if (C.N <= 2)
        {
            V a3 = V.Zero, b3 = V.Zero, a4 = V.Zero, b4 = V.Zero;
            for (; k <= inner - 4; k += 4)
            {
                AddPair<V, C>(ref Unsafe.Add(ref x, k), ref panel, ref a, ref b, ref c, ref d, ref a2, ref b2, ref c2, ref d2);
                ref BFloat16Pair next = ref Unsafe.Add(ref panel, C.N * V.Lanes);
                AddPair<V, C>(ref Unsafe.Add(ref x, k + 2), ref next, ref a3, ref b3, ref c, ref d, ref a4, ref b4, ref c2, ref d2);
                panel = ref Unsafe.Add(ref panel, 2 * C.N * V.Lanes);
            }

            a2 += a3 + a4;
            if (C.N > 1) b2 += b3 + b4;
            if (k <= inner - 2)
            {
                AddPair<V, C>(ref Unsafe.Add(ref x, k), ref panel, ref a, ref b, ref c, ref d, ref a, ref b, ref c, ref d);
                panel = ref Unsafe.Add(ref panel, C.N * V.Lanes);
                k += 2;
            }
        }
        else
        {
            for (; k <= inner - 2; k += 2)
            {
                AddPair<V, C>(ref Unsafe.Add(ref x, k), ref panel, ref a, ref b, ref c, ref d, ref a2, ref b2, ref c2, ref d2);
                panel = ref Unsafe.Add(ref panel, C.N * V.Lanes);
            }
        }

        if (k < inner)
        {
            V v = V.Broadcast(Unsafe.Add(ref x, k));
            V.AccumulateFirst(ref a, ref panel, 0, v);
            if (C.N > 1) V.AccumulateFirst(ref b, ref panel, V.Lanes, v);
            if (C.N > 2) V.AccumulateFirst(ref c, ref panel, 2 * V.Lanes, v);
            if (C.N > 3) V.AccumulateFirst(ref d, ref panel, 3 * V.Lanes, v);
        }

        a += a2;
        if (C.N > 1) b += b2;
        if (C.N > 2) c += c2;
        if (C.N > 3) d += d2;
    }

    /// <summary>The products of two k's, each with accumulators of its own.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddPair<V, C>(ref float x, ref BFloat16Pair panel,
        ref V a, ref V b, ref V c, ref V d, ref V a2, ref V b2, ref V c2, ref V d2)
        where V : struct, ISimd<V>
        where C : struct, ICount
    {
        V v = V.Broadcast(x), v2 = V.Broadcast(Unsafe.Add(ref x, 1));
        V.Accumulate(ref a, ref a2, ref panel, 0, v, v2);
        if (C.N > 1) V.Accumulate(ref b, ref b2, ref panel, V.Lanes, v, v2);
        if (C.N > 2) V.Accumulate(ref c, ref c2, ref panel, 2 * V.Lanes, v, v2);
        if (C.N > 3) V.Accumulate(ref d, ref d2, ref panel, 3 * V.Lanes, v, v2);
    }
}
