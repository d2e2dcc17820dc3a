using System.Runtime.CompilerServices;

namespace Unrolled.CompilerServices;

/// <summary>
/// <see cref="Tile"/> for a panel of two-byte weights: each word of the panel holds the weights of two k's, which become floats in registers, once for all
/// rows of a tile. Each element of a result is the same chain of multiply-adds as with a float32 panel of the rounded weights.
/// </summary>
internal readonly struct PairTile : ITile
{
    /// <inheritdoc/>
    /// <remarks>Of the shape, <c>Inner</c> counts pairs.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rows<V, R, C, F>(ref readonly TileShape shape, ref float x, ref float panel, ref float start, ref float z)
        where V : struct, ISimd<V>
        where R : struct, ICount
        where C : struct, ICount
        where F : struct, ICount
    {
        V a00 = V.Zero, a01 = V.Zero, a02 = V.Zero, a03 = V.Zero, a10 = V.Zero, a11 = V.Zero, a12 = V.Zero, a13 = V.Zero;
        V a20 = V.Zero, a21 = V.Zero, a22 = V.Zero, a23 = V.Zero, a30 = V.Zero, a31 = V.Zero, a32 = V.Zero, a33 = V.Zero;
        V a40 = V.Zero, a41 = V.Zero, a42 = V.Zero, a43 = V.Zero, a50 = V.Zero, a51 = V.Zero, a52 = V.Zero, a53 = V.Zero;
        nint by = shape.StartRowStride;
        Load<V, C>(in shape, ref start, ref a00, ref a01, ref a02, ref a03);
        if (R.N > 1) Load<V, C>(in shape, ref Unsafe.Add(ref start, by), ref a10, ref a11, ref a12, ref a13);
        if (R.N > 2) Load<V, C>(in shape, ref Unsafe.Add(ref start, 2 * by), ref a20, ref a21, ref a22, ref a23);
        if (R.N > 3) Load<V, C>(in shape, ref Unsafe.Add(ref start, 3 * by), ref a30, ref a31, ref a32, ref a33);
        if (R.N > 4) Load<V, C>(in shape, ref Unsafe.Add(ref start, 4 * by), ref a40, ref a41, ref a42, ref a43);
        if (R.N > 5) Load<V, C>(in shape, ref Unsafe.Add(ref start, 5 * by), ref a50, ref a51, ref a52, ref a53);

        nint rowStride = shape.RowStride, panelStride = shape.PanelStride, ahead = shape.Ahead;
        nint w1 = shape.W1 - shape.W0, w2 = shape.W2 - shape.W0, w3 = shape.W3 - shape.W0;
        ref float w = ref Unsafe.Add(ref panel, shape.W0);
        ref float x3 = ref Unsafe.Add(ref x, R.N > 3 ? 3 * rowStride : 0);
        for (nint inner = shape.Inner; inner > 0; inner--)
        {
            V b0 = First<V>(ref w, 0), b1 = V.Zero, b2 = V.Zero, b3 = V.Zero;
            if (C.N > 1) b1 = First<V>(ref w, w1);
            if (C.N > 2) b2 = First<V>(ref w, w2);
            if (C.N > 3) b3 = First<V>(ref w, w3);
            Add<V, C>(x, b0, b1, b2, b3, ref a00, ref a01, ref a02, ref a03);
            if (R.N > 1) Add<V, C>(Unsafe.Add(ref x, rowStride), b0, b1, b2, b3, ref a10, ref a11, ref a12, ref a13);
            if (R.N > 2) Add<V, C>(Unsafe.Add(ref x, 2 * rowStride), b0, b1, b2, b3, ref a20, ref a21, ref a22, ref a23);
            if (R.N > 3) Add<V, C>(x3, b0, b1, b2, b3, ref a30, ref a31, ref a32, ref a33);
            if (R.N > 4) Add<V, C>(Unsafe.Add(ref x3, rowStride), b0, b1, b2, b3, ref a40, ref a41, ref a42, ref a43);
            if (R.N > 5) Add<V, C>(Unsafe.Add(ref x3, 2 * rowStride), b0, b1, b2, b3, ref a50, ref a51, ref a52, ref a53);

            b0 = Second<V>(ref w, 0);
            if (C.N > 1) b1 = Second<V>(ref w, w1);
            if (C.N > 2) b2 = Second<V>(ref w, w2);
            if (C.N > 3) b3 = Second<V>(ref w, w3);
            Add<V, C>(Unsafe.Add(ref x, 1), b0, b1, b2, b3, ref a00, ref a01, ref a02, ref a03);
            if (R.N > 1) Add<V, C>(Unsafe.Add(ref x, rowStride + 1), b0, b1, b2, b3, ref a10, ref a11, ref a12, ref a13);
            if (R.N > 2) Add<V, C>(Unsafe.Add(ref x, (2 * rowStride) + 1), b0, b1, b2, b3, ref a20, ref a21, ref a22, ref a23);
            if (R.N > 3) Add<V, C>(Unsafe.Add(ref x3, 1), b0, b1, b2, b3, ref a30, ref a31, ref a32, ref a33);
            if (R.N > 4) Add<V, C>(Unsafe.Add(ref x3, rowStride + 1), b0, b1, b2, b3, ref a40, ref a41, ref a42, ref a43);
            if (R.N > 5) Add<V, C>(Unsafe.Add(ref x3, (2 * rowStride) + 1), b0, b1, b2, b3, ref a50, ref a51, ref a52, ref a53);

            if (F.N > 0) Packed.Fetch(ref Unsafe.Add(ref w, ahead));
            w = ref Unsafe.Add(ref w, panelStride);
            x = ref Unsafe.Add(ref x, 2);
            x3 = ref Unsafe.Add(ref x3, 2);
        }

        by = shape.ZRowStride;
        Store<V, C>(in shape, ref z, a00, a01, a02, a03);
        if (R.N > 1) Store<V, C>(in shape, ref Unsafe.Add(ref z, by), a10, a11, a12, a13);
        if (R.N > 2) Store<V, C>(in shape, ref Unsafe.Add(ref z, 2 * by), a20, a21, a22, a23);
        if (R.N > 3) Store<V, C>(in shape, ref Unsafe.Add(ref z, 3 * by), a30, a31, a32, a33);
        if (R.N > 4) Store<V, C>(in shape, ref Unsafe.Add(ref z, 4 * by), a40, a41, a42, a43);
        if (R.N > 5) Store<V, C>(in shape, ref Unsafe.Add(ref z, 5 * by), a50, a51, a52, a53);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V First<V>(ref float words, nint at) where V : struct, ISimd<V> =>
        V.First(ref Unsafe.As<float, BFloat16Pair>(ref Unsafe.Add(ref words, at)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Second<V>(ref float words, nint at) where V : struct, ISimd<V> =>
        V.Second(ref Unsafe.As<float, BFloat16Pair>(ref Unsafe.Add(ref words, at)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Load<V, C>(ref readonly TileShape shape, ref float start, ref V a0, ref V a1, ref V a2, ref V a3)
        where V : struct, ISimd<V>
        where C : struct, ICount
    {
        a0 = Packed.At<V>(ref start, shape.S0);
        if (C.N > 1) a1 = Packed.At<V>(ref start, shape.S1);
        if (C.N > 2) a2 = Packed.At<V>(ref start, shape.S2);
        if (C.N > 3) a3 = Packed.At<V>(ref start, shape.S3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add<V, C>(float element, V b0, V b1, V b2, V b3, ref V a0, ref V a1, ref V a2, ref V a3)
        where V : struct, ISimd<V>
        where C : struct, ICount
    {
        V v = V.Broadcast(element);
        V.Accumulate(ref a0, v, b0);
        if (C.N > 1) V.Accumulate(ref a1, v, b1);
        if (C.N > 2) V.Accumulate(ref a2, v, b2);
        if (C.N > 3) V.Accumulate(ref a3, v, b3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<V, C>(ref readonly TileShape shape, ref float z, V a0, V a1, V a2, V a3)
        where V : struct, ISimd<V>
        where C : struct, ICount
    {
        Packed.At<V>(ref z, shape.Z0) = a0;
        if (C.N > 1) Packed.At<V>(ref z, shape.Z1) = a1;
        if (C.N > 2) Packed.At<V>(ref z, shape.Z2) = a2;
        if (C.N > 3) Packed.At<V>(ref z, shape.Z3) = a3;
    }
}
