using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Unrolled.CompilerServices;

/// <summary>
/// Products of row-major operands with packed panels. L is <c>V.Lanes</c>; all strides and offsets are in floats; nothing is checked.
/// A panel is [block][k][column][lane]; a slots buffer <c>z</c> or <c>dz</c> is [block][row][column][lane] with its block stride given and a row stride of its
/// own; a vector group is [block][column][lane]. Each element of a result is one sum in ascending order (of k, or of the row), so that its bits do not
/// depend on how many rows, blocks or columns there are; only a product of a single row has an order of its own.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static partial class Products
{
    /// <summary>z[block, row, column] = Σ x[row, i]·panel[block, i, column] over i &lt; <paramref name="k"/>; the rows of x lie
    /// <paramref name="rowStride"/> apart.</summary>
    public static void Multiply<V>(ref float x, nint rowStride, nint k,
        ref float panel, ref float z, nint zBlockStride, nint zRowStride, nint rows, nint blocks, nint columns) where V : struct, ISimd<V>
    {
        V zero = V.Zero;
        if (SingleRow.Takes(rows, columns))
        {
            SingleRow.Multiply<V>(ref x, k, ref panel, ref Unsafe.As<V, float>(ref zero), 0, 0, ref z, zBlockStride, blocks, columns);
            return;
        }

        Matrix matrix = Forward<V>(rowStride, k, zBlockStride, zRowStride, rows, blocks, columns);
        matrix.Multiply<V>(ref x, ref panel, ref Unsafe.As<V, float>(ref zero), ref z);
    }

    /// <summary>z += Σ_k x·panel: as <c>Multiply</c>, but the sum goes on from what <paramref name="z"/> holds.</summary>
    public static void MultiplyAdd<V>(ref float x, nint rowStride, nint k,
        ref float panel, ref float z, nint zBlockStride, nint zRowStride, nint rows, nint blocks, nint columns) where V : struct, ISimd<V>
    {
        if (SingleRow.Takes(rows, columns))
        {
            SingleRow.Multiply<V>(ref x, k, ref panel, ref z, zBlockStride, V.Lanes, ref z, zBlockStride, blocks, columns);
            return;
        }

        Matrix matrix = ForwardFrom<V>(rowStride, k, zBlockStride, zRowStride, rows, blocks, columns, zBlockStride, zRowStride);
        matrix.Multiply<V>(ref x, ref panel, ref z, ref z);
    }

    /// <summary>
    /// z = start + Σ_k x·panel: as <c>Multiply</c>, but each row's sum begins with the vector group <paramref name="start"/>, whose blocks lie
    /// <paramref name="startBlockStride"/> apart.
    /// </summary>
    public static void MultiplyFrom<V>(ref float x, nint rowStride, nint k,
        ref float panel, ref float z, nint zBlockStride, nint zRowStride, nint rows, nint blocks, nint columns,
        ref float start, nint startBlockStride) where V : struct, ISimd<V>
    {
        if (SingleRow.Takes(rows, columns))
        {
            SingleRow.Multiply<V>(ref x, k, ref panel, ref start, startBlockStride, V.Lanes, ref z, zBlockStride, blocks, columns);
            return;
        }

        Matrix matrix = ForwardFrom<V>(rowStride, k, zBlockStride, zRowStride, rows, blocks, columns, startBlockStride, startRowStride: 0);
        matrix.Multiply<V>(ref x, ref panel, ref start, ref z);
    }

    /// <summary>z[block, row] = start[block] in every row: the vector group <paramref name="start"/>, repeated.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Fill<V>(ref float start, nint startBlockStride, ref float z, nint zBlockStride, nint zRowStride, nint rows, nint blocks, nint columns)
        where V : struct, ISimd<V>
    {
        for (nint block = 0; block < blocks; block++)
        {
            for (nint column = 0; column < columns; column++)
            {
                V value = Packed.At<V>(ref start, (block * startBlockStride) + (column * V.Lanes));
                ref float slot = ref Unsafe.Add(ref z, (block * zBlockStride) + (column * V.Lanes));
                for (nint row = 0; row < rows; row++)
                {
                    Packed.At<V>(ref slot, 0) = value;
                    slot = ref Unsafe.Add(ref slot, zRowStride);
                }
            }
        }
    }

    /// <summary>The same product with sums that begin with what lies where <c>start</c> says, whose columns follow one another.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Matrix ForwardFrom<V>(nint rowStride, nint k,
        nint zBlockStride, nint zRowStride, nint rows, nint blocks, nint columns, nint startBlockStride, nint startRowStride) where V : struct, ISimd<V>
    {
        Matrix matrix = Forward<V>(rowStride, k, zBlockStride, zRowStride, rows, blocks, columns);
        matrix.StartRowStride = startRowStride;
        matrix.StartBlockStride = startBlockStride;
        matrix.StartColumnStride = V.Lanes;
        return matrix;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Matrix Forward<V>(nint rowStride, nint k,
        nint zBlockStride, nint zRowStride, nint rows, nint blocks, nint columns) where V : struct, ISimd<V> => new()
        {
            RowStride = rowStride,
            Outer = 1,
            Inner = k,
            InnerStride = 1,
            PanelStride = columns * V.Lanes,
            PanelBlockStride = k * columns * V.Lanes,
            ZRowStride = zRowStride,
            ZBlockStride = zBlockStride,
            Rows = rows,
            Blocks = blocks,
            Columns = columns,
        };
}
