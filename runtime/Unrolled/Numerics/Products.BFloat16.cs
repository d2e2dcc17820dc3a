using System.Runtime.CompilerServices;

namespace Unrolled.CompilerServices;

/// <summary>
/// The same products with panels of two-byte weights, [block][pair of k][column][lane]. Many rows multiply floats that are made of a piece of the panel at a
/// time, in the first-level cache: the sums have the same bits as with a float32 panel of the rounded weights.
/// </summary>
public static partial class Products
{
    /// <summary>Floats of a piece: half of a first-level cache of 32 KB.</summary>
    private const int PieceFloats = 4096;

    /// <summary>Columns that a tile shares each element of its rows among.</summary>
    private const int PieceColumns = 4;

    /// <summary>z = Σ_k x·panel.</summary>
    public static void Multiply<V>(ref float x, nint rowStride, nint k,
        ref BFloat16Pair panel, ref float z, nint zBlockStride, nint zRowStride, nint rows, nint blocks, nint columns) where V : struct, ISimd<V>
    {
        V zero = V.Zero;
        Matrix matrix = Forward<V>(rowStride, k, zBlockStride, zRowStride, rows, blocks, columns);
        Multiply<V>(in matrix, ref x, ref panel, ref Unsafe.As<V, float>(ref zero), ref z);
    }

    /// <summary>z += Σ_k x·panel: the sum goes on from what <paramref name="z"/> holds.</summary>
    public static void MultiplyAdd<V>(ref float x, nint rowStride, nint k,
        ref BFloat16Pair panel, ref float z, nint zBlockStride, nint zRowStride, nint rows, nint blocks, nint columns) where V : struct, ISimd<V>
    {
        Matrix matrix = ForwardFrom<V>(rowStride, k, zBlockStride, zRowStride, rows, blocks, columns, zBlockStride, zRowStride);
        Multiply<V>(in matrix, ref x, ref panel, ref z, ref z);
    }

    /// <summary>z = start + Σ_k x·panel: each row's sum begins with the vector group <paramref name="start"/>, whose blocks lie
    /// <paramref name="startBlockStride"/> apart.</summary>
    public static void MultiplyFrom<V>(ref float x, nint rowStride, nint k,
        ref BFloat16Pair panel, ref float z, nint zBlockStride, nint zRowStride, nint rows, nint blocks, nint columns,
        ref float start, nint startBlockStride) where V : struct, ISimd<V>
    {
        Matrix matrix = ForwardFrom<V>(rowStride, k, zBlockStride, zRowStride, rows, blocks, columns, startBlockStride, startRowStride: 0);
        Multiply<V>(in matrix, ref x, ref panel, ref start, ref z);
    }

    private static void Multiply<V>(ref readonly Matrix matrix, ref float x, ref BFloat16Pair panel, ref float start, ref float z) where V : struct, ISimd<V>
    {
        if (!SingleRow.Takes(matrix.Rows, matrix.Columns))
        {
            InPieces<V>(in matrix, ref x, ref panel, ref start, ref z);
            return;
        }

        SingleRow.Multiply<V>(ref x, matrix.Inner, ref panel,
            ref start, matrix.StartBlockStride, matrix.StartColumnStride, ref z, matrix.ZBlockStride, matrix.Blocks, matrix.Columns);
    }

    [SkipLocalsInit]
    private static unsafe void InPieces<V>(ref readonly Matrix matrix, ref float x, ref BFloat16Pair panel, ref float start, ref float z)
        where V : struct, ISimd<V>
    {
        // The blocks of a tile, and an even number of k's: a whole number of pairs.
        nint row = matrix.Columns * V.Lanes, pairs = (matrix.Inner + 1) / 2 * row;
        nint group = Math.Clamp(PieceColumns / matrix.Columns, 1, Math.Max(1, matrix.Blocks));
        nint most = Math.Max(2, PieceFloats / (group * row) / 2 * 2), inners = Math.Min(most, matrix.Inner);
        int floats = checked((int)(group * inners * row));
        float* memory = stackalloc float[floats + AlignedBuffer.AlignmentInBytes / sizeof(float)];
        ref float piece = ref Unsafe.AsRef<float>((void*)(((nint)memory + AlignedBuffer.AlignmentInBytes - 1) & -AlignedBuffer.AlignmentInBytes));
        for (nint block = 0; block < matrix.Blocks; block += group)
        {
            Matrix part = matrix;
            part.Blocks = Math.Min(group, matrix.Blocks - block);
            ref float from = ref Unsafe.Add(ref start, block * matrix.StartBlockStride);
            ref float to = ref Unsafe.Add(ref z, block * matrix.ZBlockStride);
            for (nint k = 0; k < matrix.Inner; k += inners)
            {
                part.Inner = Math.Min(inners, matrix.Inner - k);
                part.PanelBlockStride = part.Inner * row;
                for (nint i = 0; i < part.Blocks; i++)
                {
                    ref BFloat16Pair weights = ref Unsafe.Add(ref panel, ((block + i) * pairs) + (k / 2 * row));
                    Expand<V>(ref weights, part.Inner, row, ref Unsafe.Add(ref piece, i * part.PanelBlockStride));
                }

                part.Multiply<V>(ref Unsafe.Add(ref x, k), ref piece, ref from, ref to);
                part.StartRowStride = matrix.ZRowStride;
                part.StartBlockStride = matrix.ZBlockStride;
                part.StartColumnStride = V.Lanes;
                from = ref to;
            }
        }
    }

    /// <summary>Floats of the weights of <paramref name="inner"/> k's of a block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Expand<V>(ref BFloat16Pair pairs, nint inner, nint row, ref float floats) where V : struct, ISimd<V>
    {
        for (nint k = 0; k < inner; k += 2)
        {
            for (nint i = 0; i < row; i += V.Lanes)
            {
                ref BFloat16Pair pair = ref Unsafe.Add(ref pairs, i);
                Packed.At<V>(ref floats, i) = V.First(ref pair);
                if (k + 1 < inner) Packed.At<V>(ref floats, row + i) = V.Second(ref pair);
            }

            pairs = ref Unsafe.Add(ref pairs, row);
            floats = ref Unsafe.Add(ref floats, 2 * row);
        }
    }
}
