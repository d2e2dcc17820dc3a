using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Unrolled.CompilerServices;

/// <summary>
/// Where the operands of a tile lie, in floats. Element (row, k) of the left operand, k = o·inner + i: row·RowStride + o·OuterStride + i·InnerStride.
/// Row k of the right operand: k·PanelStride, with its columns at the offsets W0…W7; of the result: row·ZRowStride, columns at Z0…Z7;
/// of what the sums start from: row·StartRowStride, columns at S0…S7. What is fetched ahead of use: Ahead past each row of the right operand.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct TileShape
{
    public nint RowStride, Outer, OuterStride, Inner, InnerStride;
    public nint PanelStride, ZRowStride, StartRowStride;
    public nint Ahead;
    public nint W0, W1, W2, W3, W4, W5, W6, W7;
    public nint Z0, Z1, Z2, Z3, Z4, Z5, Z6, Z7;
    public nint S0, S1, S2, S3, S4, S5, S6, S7;
}

/// <summary>
/// The two products that everything else is made of. Each element of a result is one chain of multiply-adds in ascending k, whatever the
/// shape of the tile, so that it does not depend on its neighbours.
/// </summary>
internal readonly struct Tile : ITile
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rows<V, R, C, F>(ref readonly TileShape shape, ref float x, ref float panel, ref float start, ref float z)
        where V : struct, ISimd<V>
        where R : struct, ICount
        where C : struct, ICount
        where F : struct, ICount
    {
        nint s1 = shape.S1, s2 = shape.S2, s3 = shape.S3, startRow = shape.StartRowStride;
        ref float s = ref Unsafe.Add(ref start, shape.S0);
        V a00 = V.Zero, a01 = V.Zero, a02 = V.Zero, a03 = V.Zero;
        V a10 = V.Zero, a11 = V.Zero, a12 = V.Zero, a13 = V.Zero;
        V a20 = V.Zero, a21 = V.Zero, a22 = V.Zero, a23 = V.Zero;
        V a30 = V.Zero, a31 = V.Zero, a32 = V.Zero, a33 = V.Zero;
        V a40 = V.Zero, a41 = V.Zero, a42 = V.Zero, a43 = V.Zero;
        V a50 = V.Zero, a51 = V.Zero, a52 = V.Zero, a53 = V.Zero;
        s1 -= shape.S0;
        s2 -= shape.S0;
        s3 -= shape.S0;
        a00 = Packed.At<V>(ref s, 0);
        if (C.N > 1) a01 = Packed.At<V>(ref s, s1);
        if (C.N > 2) a02 = Packed.At<V>(ref s, s2);
        if (C.N > 3) a03 = Packed.At<V>(ref s, s3);
        if (R.N > 1)
        {
            s = ref Unsafe.Add(ref s, startRow);
            a10 = Packed.At<V>(ref s, 0);
            if (C.N > 1) a11 = Packed.At<V>(ref s, s1);
            if (C.N > 2) a12 = Packed.At<V>(ref s, s2);
            if (C.N > 3) a13 = Packed.At<V>(ref s, s3);
        }

        if (R.N > 2)
        {
            s = ref Unsafe.Add(ref s, startRow);
            a20 = Packed.At<V>(ref s, 0);
            if (C.N > 1) a21 = Packed.At<V>(ref s, s1);
            if (C.N > 2) a22 = Packed.At<V>(ref s, s2);
            if (C.N > 3) a23 = Packed.At<V>(ref s, s3);
        }

        if (R.N > 3)
        {
            s = ref Unsafe.Add(ref s, startRow);
            a30 = Packed.At<V>(ref s, 0);
            if (C.N > 1) a31 = Packed.At<V>(ref s, s1);
            if (C.N > 2) a32 = Packed.At<V>(ref s, s2);
            if (C.N > 3) a33 = Packed.At<V>(ref s, s3);
        }

        if (R.N > 4)
        {
            s = ref Unsafe.Add(ref s, startRow);
            a40 = Packed.At<V>(ref s, 0);
            if (C.N > 1) a41 = Packed.At<V>(ref s, s1);
            if (C.N > 2) a42 = Packed.At<V>(ref s, s2);
            if (C.N > 3) a43 = Packed.At<V>(ref s, s3);
        }

        if (R.N > 5)
        {
            s = ref Unsafe.Add(ref s, startRow);
            a50 = Packed.At<V>(ref s, 0);
            if (C.N > 1) a51 = Packed.At<V>(ref s, s1);
            if (C.N > 2) a52 = Packed.At<V>(ref s, s2);
            if (C.N > 3) a53 = Packed.At<V>(ref s, s3);
        }

        nint rowStride = shape.RowStride, innerStride = shape.InnerStride, panelStride = shape.PanelStride, ahead = shape.Ahead;
        nint w1 = shape.W1 - shape.W0, w2 = shape.W2 - shape.W0, w3 = shape.W3 - shape.W0;
        ref float w = ref Unsafe.Add(ref panel, shape.W0);
        for (nint outer = shape.Outer; outer > 0; outer--)
        {
            ref float x0 = ref x;
            ref float x3 = ref Unsafe.Add(ref x, R.N > 3 ? 3 * rowStride : 0);
            for (nint inner = shape.Inner; inner > 0; inner--)
            {
                V b0 = Packed.At<V>(ref w, 0), b1 = V.Zero, b2 = V.Zero, b3 = V.Zero;
                if (C.N > 1) b1 = Packed.At<V>(ref w, w1);
                if (C.N > 2) b2 = Packed.At<V>(ref w, w2);
                if (C.N > 3) b3 = Packed.At<V>(ref w, w3);

                V v = V.Broadcast(x0);
                V.Accumulate(ref a00, v, b0);
                if (C.N > 1) V.Accumulate(ref a01, v, b1);
                if (C.N > 2) V.Accumulate(ref a02, v, b2);
                if (C.N > 3) V.Accumulate(ref a03, v, b3);
                if (R.N > 1)
                {
                    v = V.Broadcast(Unsafe.Add(ref x0, rowStride));
                    V.Accumulate(ref a10, v, b0);
                    if (C.N > 1) V.Accumulate(ref a11, v, b1);
                    if (C.N > 2) V.Accumulate(ref a12, v, b2);
                    if (C.N > 3) V.Accumulate(ref a13, v, b3);
                }

                if (R.N > 2)
                {
                    v = V.Broadcast(Unsafe.Add(ref x0, 2 * rowStride));
                    V.Accumulate(ref a20, v, b0);
                    if (C.N > 1) V.Accumulate(ref a21, v, b1);
                    if (C.N > 2) V.Accumulate(ref a22, v, b2);
                    if (C.N > 3) V.Accumulate(ref a23, v, b3);
                }

                if (R.N > 3)
                {
                    v = V.Broadcast(x3);
                    V.Accumulate(ref a30, v, b0);
                    if (C.N > 1) V.Accumulate(ref a31, v, b1);
                    if (C.N > 2) V.Accumulate(ref a32, v, b2);
                    if (C.N > 3) V.Accumulate(ref a33, v, b3);
                }

                if (R.N > 4)
                {
                    v = V.Broadcast(Unsafe.Add(ref x3, rowStride));
                    V.Accumulate(ref a40, v, b0);
                    if (C.N > 1) V.Accumulate(ref a41, v, b1);
                    if (C.N > 2) V.Accumulate(ref a42, v, b2);
                    if (C.N > 3) V.Accumulate(ref a43, v, b3);
                }

                if (R.N > 5)
                {
                    v = V.Broadcast(Unsafe.Add(ref x3, 2 * rowStride));
                    V.Accumulate(ref a50, v, b0);
                    if (C.N > 1) V.Accumulate(ref a51, v, b1);
                    if (C.N > 2) V.Accumulate(ref a52, v, b2);
                    if (C.N > 3) V.Accumulate(ref a53, v, b3);
                }

                if (F.N > 0) Packed.Fetch(ref Unsafe.Add(ref w, ahead));
                w = ref Unsafe.Add(ref w, panelStride);
                x0 = ref Unsafe.Add(ref x0, innerStride);
                x3 = ref Unsafe.Add(ref x3, innerStride);
            }

            x = ref Unsafe.Add(ref x, shape.OuterStride);
        }

        nint z1 = shape.Z1 - shape.Z0, z2 = shape.Z2 - shape.Z0, z3 = shape.Z3 - shape.Z0, zRow = shape.ZRowStride;
        z = ref Unsafe.Add(ref z, shape.Z0);
        Packed.At<V>(ref z, 0) = a00;
        if (C.N > 1) Packed.At<V>(ref z, z1) = a01;
        if (C.N > 2) Packed.At<V>(ref z, z2) = a02;
        if (C.N > 3) Packed.At<V>(ref z, z3) = a03;
        if (R.N > 1)
        {
            z = ref Unsafe.Add(ref z, zRow);
            Packed.At<V>(ref z, 0) = a10;
            if (C.N > 1) Packed.At<V>(ref z, z1) = a11;
            if (C.N > 2) Packed.At<V>(ref z, z2) = a12;
            if (C.N > 3) Packed.At<V>(ref z, z3) = a13;
        }

        if (R.N > 2)
        {
            z = ref Unsafe.Add(ref z, zRow);
            Packed.At<V>(ref z, 0) = a20;
            if (C.N > 1) Packed.At<V>(ref z, z1) = a21;
            if (C.N > 2) Packed.At<V>(ref z, z2) = a22;
            if (C.N > 3) Packed.At<V>(ref z, z3) = a23;
        }

        if (R.N > 3)
        {
            z = ref Unsafe.Add(ref z, zRow);
            Packed.At<V>(ref z, 0) = a30;
            if (C.N > 1) Packed.At<V>(ref z, z1) = a31;
            if (C.N > 2) Packed.At<V>(ref z, z2) = a32;
            if (C.N > 3) Packed.At<V>(ref z, z3) = a33;
        }

        if (R.N > 4)
        {
            z = ref Unsafe.Add(ref z, zRow);
            Packed.At<V>(ref z, 0) = a40;
            if (C.N > 1) Packed.At<V>(ref z, z1) = a41;
            if (C.N > 2) Packed.At<V>(ref z, z2) = a42;
            if (C.N > 3) Packed.At<V>(ref z, z3) = a43;
        }

        if (R.N > 5)
        {
            z = ref Unsafe.Add(ref z, zRow);
            Packed.At<V>(ref z, 0) = a50;
            if (C.N > 1) Packed.At<V>(ref z, z1) = a51;
            if (C.N > 2) Packed.At<V>(ref z, z2) = a52;
            if (C.N > 3) Packed.At<V>(ref z, z3) = a53;
        }
    }

    /// <summary>One row by up to 8 columns: as many sums as hide the latency of a multiply-add.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Row<V, C>(ref readonly TileShape shape, ref float x, ref float panel, ref float start, ref float z)
        where V : struct, ISimd<V>
        where C : struct, ICount
    {
        V a0 = Packed.At<V>(ref start, shape.S0);
        V a1 = C.N > 1 ? Packed.At<V>(ref start, shape.S1) : V.Zero;
        V a2 = C.N > 2 ? Packed.At<V>(ref start, shape.S2) : V.Zero;
        V a3 = C.N > 3 ? Packed.At<V>(ref start, shape.S3) : V.Zero;
        V a4 = C.N > 4 ? Packed.At<V>(ref start, shape.S4) : V.Zero;
        V a5 = C.N > 5 ? Packed.At<V>(ref start, shape.S5) : V.Zero;
        V a6 = C.N > 6 ? Packed.At<V>(ref start, shape.S6) : V.Zero;
        V a7 = C.N > 7 ? Packed.At<V>(ref start, shape.S7) : V.Zero;

        nint innerStride = shape.InnerStride, panelStride = shape.PanelStride;
        nint w1 = shape.W1 - shape.W0, w2 = shape.W2 - shape.W0, w3 = shape.W3 - shape.W0, w4 = shape.W4 - shape.W0;
        nint w5 = shape.W5 - shape.W0, w6 = shape.W6 - shape.W0, w7 = shape.W7 - shape.W0;
        ref float w = ref Unsafe.Add(ref panel, shape.W0);
        for (nint outer = shape.Outer; outer > 0; outer--)
        {
            ref float x0 = ref x;
            for (nint inner = shape.Inner; inner > 0; inner--)
            {
                V v = V.Broadcast(x0);
                V.Accumulate(ref a0, v, Packed.At<V>(ref w, 0));
                if (C.N > 1) V.Accumulate(ref a1, v, Packed.At<V>(ref w, w1));
                if (C.N > 2) V.Accumulate(ref a2, v, Packed.At<V>(ref w, w2));
                if (C.N > 3) V.Accumulate(ref a3, v, Packed.At<V>(ref w, w3));
                if (C.N > 4) V.Accumulate(ref a4, v, Packed.At<V>(ref w, w4));
                if (C.N > 5) V.Accumulate(ref a5, v, Packed.At<V>(ref w, w5));
                if (C.N > 6) V.Accumulate(ref a6, v, Packed.At<V>(ref w, w6));
                if (C.N > 7) V.Accumulate(ref a7, v, Packed.At<V>(ref w, w7));
                w = ref Unsafe.Add(ref w, panelStride);
                x0 = ref Unsafe.Add(ref x0, innerStride);
            }

            x = ref Unsafe.Add(ref x, shape.OuterStride);
        }

        Packed.At<V>(ref z, shape.Z0) = a0;
        if (C.N > 1) Packed.At<V>(ref z, shape.Z1) = a1;
        if (C.N > 2) Packed.At<V>(ref z, shape.Z2) = a2;
        if (C.N > 3) Packed.At<V>(ref z, shape.Z3) = a3;
        if (C.N > 4) Packed.At<V>(ref z, shape.Z4) = a4;
        if (C.N > 5) Packed.At<V>(ref z, shape.Z5) = a5;
        if (C.N > 6) Packed.At<V>(ref z, shape.Z6) = a6;
        if (C.N > 7) Packed.At<V>(ref z, shape.Z7) = a7;
    }
}
