using System.Runtime.CompilerServices;

namespace Unrolled.CompilerServices;

/// <summary>
/// The same products with panels of one-byte weights, of rows that lie in [−1, 1]. Rows become bytes first, some at a time, and share each vector of weights.
/// The sums of products are whole numbers and exact, so that neither the vectors' width nor the number of rows has any part in the result.
/// </summary>
public static partial class Products
{
    /// <summary>The most rows that become bytes at once.</summary>
    private const int MostByteRows = 4;

    /// <summary>z = Σ_k x·panel.</summary>
    public static void Multiply<V>(ref float x, nint rowStride, nint k,
        ref Int8Quad panel, ref float z, nint zBlockStride, nint zRowStride, nint rows, nint blocks, nint columns) where V : struct, ISimd<V>
    {
        V zero = V.Zero;
        Matrix matrix = Forward<V>(rowStride, k, zBlockStride, zRowStride, rows, blocks, columns);
        InBytes<V>(in matrix, ref x, ref panel, ref Unsafe.As<V, float>(ref zero), ref z);
    }

    /// <summary>z += Σ_k x·panel.</summary>
    public static void MultiplyAdd<V>(ref float x, nint rowStride, nint k,
        ref Int8Quad panel, ref float z, nint zBlockStride, nint zRowStride, nint rows, nint blocks, nint columns) where V : struct, ISimd<V>
    {
        Matrix matrix = ForwardFrom<V>(rowStride, k, zBlockStride, zRowStride, rows, blocks, columns, zBlockStride, zRowStride);
        InBytes<V>(in matrix, ref x, ref panel, ref z, ref z);
    }

    /// <summary>z = start + Σ_k x·panel: <paramref name="start"/> is a vector group, whose blocks lie <paramref name="startBlockStride"/> apart.</summary>
    public static void MultiplyFrom<V>(ref float x, nint rowStride, nint k,
        ref Int8Quad panel, ref float z, nint zBlockStride, nint zRowStride, nint rows, nint blocks, nint columns,
        ref float start, nint startBlockStride) where V : struct, ISimd<V>
    {
        Matrix matrix = ForwardFrom<V>(rowStride, k, zBlockStride, zRowStride, rows, blocks, columns, startBlockStride, startRowStride: 0);
        InBytes<V>(in matrix, ref x, ref panel, ref start, ref z);
    }

    [SkipLocalsInit]
    private static unsafe void InBytes<V>(ref readonly Matrix matrix, ref float x, ref Int8Quad panel, ref float start, ref float z) where V : struct, ISimd<V>
    {
        nint words = (matrix.Inner + Int8Quad.Count - 1) / Int8Quad.Count;
        nint most = V.Registers >= 32 ? MostByteRows : MostByteRows / 2;
        float* memory = stackalloc float[checked((int)(Math.Min(most, matrix.Rows) * words))];
        ref float bytes = ref Unsafe.AsRef<float>(memory);
        for (nint row = 0; row < matrix.Rows; row += most)
        {
            nint count = Math.Min(most, matrix.Rows - row);
            for (nint i = 0; i < count; i++)
                Bytes.Quantize<V>(ref Unsafe.Add(ref x, (row + i) * matrix.RowStride), matrix.Inner, ref Unsafe.Add(ref bytes, i * words));
            ref float from = ref Unsafe.Add(ref start, row * matrix.StartRowStride);
            ref float to = ref Unsafe.Add(ref z, row * matrix.ZRowStride);
            switch (count)
            {
                case 1: ByteRows<V, One>(in matrix, ref bytes, words, ref panel, ref from, ref to); break;
                case 2: ByteRows<V, Two>(in matrix, ref bytes, words, ref panel, ref from, ref to); break;
                case 3: ByteRows<V, Three>(in matrix, ref bytes, words, ref panel, ref from, ref to); break;
                default: ByteRows<V, Four>(in matrix, ref bytes, words, ref panel, ref from, ref to); break;
            }
        }
    }

    private static void ByteRows<V, R>(ref readonly Matrix matrix, ref float bytes, nint words, ref Int8Quad panel, ref float start, ref float z)
        where V : struct, ISimd<V>
        where R : struct, ICount
    {
        for (nint block = 0; block < matrix.Blocks; block++)
        {
            nint column = 0;
            for (; column <= matrix.Columns - 4; column += 4)
                ByteTile<V, R, Four>(in matrix, column, ref bytes, words, ref panel, ref start, ref z);
            switch (matrix.Columns - column)
            {
                case 1: ByteTile<V, R, One>(in matrix, column, ref bytes, words, ref panel, ref start, ref z); break;
                case 2: ByteTile<V, R, Two>(in matrix, column, ref bytes, words, ref panel, ref start, ref z); break;
                case 3: ByteTile<V, R, Three>(in matrix, column, ref bytes, words, ref panel, ref start, ref z); break;
            }

            panel = ref Unsafe.Add(ref panel, (words + 2) * matrix.Columns * V.Lanes);
            start = ref Unsafe.Add(ref start, matrix.StartBlockStride);
            z = ref Unsafe.Add(ref z, matrix.ZBlockStride);
        }
    }

    /// <summary>Some rows of bytes times some columns of a block, from <paramref name="column"/> on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ByteTile<V, R, C>(
        ref readonly Matrix matrix, nint column, ref float bytes, nint words, ref Int8Quad panel, ref float start, ref float z)
        where V : struct, ISimd<V>
        where R : struct, ICount
        where C : struct, ICount
    {
        V a1 = V.Zero, b1 = V.Zero, c1 = V.Zero, d1 = V.Zero, a2 = V.Zero, b2 = V.Zero, c2 = V.Zero, d2 = V.Zero;
        V a3 = V.Zero, b3 = V.Zero, c3 = V.Zero, d3 = V.Zero, a4 = V.Zero, b4 = V.Zero, c4 = V.Zero, d4 = V.Zero;
        nint stride = matrix.Columns * V.Lanes;
        panel = ref Unsafe.Add(ref panel, column * V.Lanes);
        for (nint k = 0; k < words; k++)
        {
            Add<V, C>(ref panel, V.Broadcast(Unsafe.Add(ref bytes, k)), ref a1, ref b1, ref c1, ref d1);
            if (R.N > 1) Add<V, C>(ref panel, V.Broadcast(Unsafe.Add(ref bytes, words + k)), ref a2, ref b2, ref c2, ref d2);
            if (R.N > 2) Add<V, C>(ref panel, V.Broadcast(Unsafe.Add(ref bytes, (2 * words) + k)), ref a3, ref b3, ref c3, ref d3);
            if (R.N > 3) Add<V, C>(ref panel, V.Broadcast(Unsafe.Add(ref bytes, (3 * words) + k)), ref a4, ref b4, ref c4, ref d4);
            panel = ref Unsafe.Add(ref panel, stride);
        }

        nint from = matrix.StartRowStride, to = matrix.ZRowStride;
        start = ref Unsafe.Add(ref start, column * matrix.StartColumnStride);
        z = ref Unsafe.Add(ref z, column * V.Lanes);
        Store<V, C>(in matrix, ref panel, stride, ref start, ref z, a1, b1, c1, d1);
        if (R.N > 1) Store<V, C>(in matrix, ref panel, stride, ref Next(ref start, from), ref Next(ref z, to), a2, b2, c2, d2);
        if (R.N > 2) Store<V, C>(in matrix, ref panel, stride, ref Next(ref start, 2 * from), ref Next(ref z, 2 * to), a3, b3, c3, d3);
        if (R.N > 3) Store<V, C>(in matrix, ref panel, stride, ref Next(ref start, 3 * from), ref Next(ref z, 3 * to), a4, b4, c4, d4);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref float Next(ref float place, nint by) => ref Unsafe.Add(ref place, by);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add<V, C>(ref Int8Quad panel, V bytes, ref V a, ref V b, ref V c, ref V d)
        where V : struct, ISimd<V>
        where C : struct, ICount
    {
        V.Accumulate(ref a, ref panel, 0, bytes);
        if (C.N > 1) V.Accumulate(ref b, ref panel, V.Lanes, bytes);
        if (C.N > 2) V.Accumulate(ref c, ref panel, 2 * V.Lanes, bytes);
        if (C.N > 3) V.Accumulate(ref d, ref panel, 3 * V.Lanes, bytes);
    }

    /// <summary>z = start + what the sums of a row stand for. <paramref name="offsets"/> lie before the scales.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<V, C>(ref readonly Matrix matrix, ref Int8Quad offsets, nint stride, ref float start, ref float z, V a, V b, V c, V d)
        where V : struct, ISimd<V>
        where C : struct, ICount
    {
        nint from = matrix.StartColumnStride, to = V.Lanes;
        Store(ref offsets, stride, ref start, ref z, a);
        if (C.N > 1) Store(ref Unsafe.Add(ref offsets, to), stride, ref Next(ref start, from), ref Next(ref z, to), b);
        if (C.N > 2) Store(ref Unsafe.Add(ref offsets, 2 * to), stride, ref Next(ref start, 2 * from), ref Next(ref z, 2 * to), c);
        if (C.N > 3) Store(ref Unsafe.Add(ref offsets, 3 * to), stride, ref Next(ref start, 3 * from), ref Next(ref z, 3 * to), d);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<V>(ref Int8Quad offsets, nint stride, ref float start, ref float z, V integers) where V : struct, ISimd<V> =>
        Packed.At<V>(ref z, 0) = Packed.At<V>(ref start, 0) + V.Scaled(integers, ref offsets, ref Unsafe.Add(ref offsets, stride));
}
