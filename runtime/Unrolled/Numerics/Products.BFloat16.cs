using System.Runtime.CompilerServices;

namespace Unrolled.CompilerServices;

/// <summary>
/// The same products with panels of two-byte weights, [block][pair of k][column][lane]. The weights of a tile become floats in registers, once for
/// all its rows: the sums have the same bits as with a float32 panel of the rounded weights.
/// </summary>
public static partial class Products
{
    /// <summary>Floats of a piece: half of a first-level cache of 32 KB.</summary>
    private const int PieceFloats = 4096;

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
            InPairs<V>(in matrix, ref x, ref panel, ref start, ref z);
            return;
        }

        SingleRow.Multiply<V>(ref x, matrix.Inner, ref panel,
            ref start, matrix.StartBlockStride, matrix.StartColumnStride, ref z, matrix.ZBlockStride, matrix.Blocks, matrix.Columns);
    }

    private static void InPairs<V>(ref readonly Matrix matrix, ref float x, ref BFloat16Pair panel, ref float start, ref float z) where V : struct, ISimd<V>
    {
        nint inner = matrix.Inner, row = matrix.PanelStride;
        Matrix part = matrix;
        part.HasPairs = true;
        part.Inner = inner / 2;
        part.InnerStride = 2;
        part.PanelBlockStride = (inner + 1) / 2 * row;
        if (inner > 1) part.Multiply<V>(ref x, ref Unsafe.As<BFloat16Pair, float>(ref panel), ref start, ref z);
        if (inner % 2 == 0) return;
        if (inner > 1)
        {
            // The sums go on from the result.
            part.StartRowStride = matrix.ZRowStride;
            part.StartBlockStride = matrix.ZBlockStride;
            part.StartColumnStride = V.Lanes;
            start = ref z;
        }

        LastOfOdd<V>(ref part, ref Unsafe.Add(ref x, inner - 1), ref Unsafe.Add(ref panel, inner / 2 * row), ref start, ref z);
    }

    /// <summary>The products with the last element of an odd number, whose weights have no others beside them: some blocks at a time, as floats.</summary>
    [SkipLocalsInit]
    private static unsafe void LastOfOdd<V>(ref Matrix part, ref float x, ref BFloat16Pair panel, ref float start, ref float z) where V : struct, ISimd<V>
    {
        nint row = part.PanelStride, stride = part.PanelBlockStride, blocks = part.Blocks, group = Math.Clamp(PieceFloats / row, 1, Math.Max(1, blocks));
        float* memory = stackalloc float[checked((int)(group * row)) + (AlignedBuffer.AlignmentInBytes / sizeof(float))];
        ref float floats = ref Unsafe.AsRef<float>((void*)(((nint)memory + AlignedBuffer.AlignmentInBytes - 1) & -AlignedBuffer.AlignmentInBytes));
        part.HasPairs = false;
        part.Inner = 1;
        part.PanelBlockStride = row;
        for (nint block = 0; block < blocks; block += group)
        {
            part.Blocks = Math.Min(group, blocks - block);
            for (nint i = 0; i < part.Blocks; i++)
            {
                for (nint lane = 0; lane < row; lane += V.Lanes)
                    Packed.At<V>(ref floats, (i * row) + lane) = V.First(ref Unsafe.Add(ref panel, ((block + i) * stride) + lane));
            }

            part.Multiply<V>(ref x, ref floats, ref Unsafe.Add(ref start, block * part.StartBlockStride), ref Unsafe.Add(ref z, block * part.ZBlockStride));
        }
    }
}
