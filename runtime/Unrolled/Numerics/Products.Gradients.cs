using System.Runtime.CompilerServices;

namespace Unrolled.CompilerServices;

// Gradients of panels: sums over all rows. Workers share out the elements of the result, not the rows, so that each is one sum in ascending order.
public static partial class Products
{
    // Rows of so many floats share few places of the first-level cache, so that a tile's lines of a chunk of them do not stay there; so many columns are worth
    // putting them side by side.
    private const int WideRow = 320, ManyColumns = 16;

    /// <summary>
    /// The gradient of a panel: g[block, k, column] += Σ_row x[row, k]·dz[block, row, column], x row-major with <paramref name="rowStride"/>, its row
    /// <paramref name="k"/> long. Each worker does its part of the blocks or, where there are few of them, of the k's.
    /// </summary>
    public static void AccumulateOuter<V>(ref float x, nint rowStride, nint k, ref float dz, nint dzBlockStride, nint dzRowStride,
        ref float g, nint rows, nint blocks, nint columns, Worker worker) where V : struct, ISimd<V>
    {
        // The product of x transposed with dz; so many rows of dz at a time as stay in the first-level cache with a tile's columns.
        const int Chunk = 128;
        bool byBlocks = blocks % worker.Count == 0 || blocks >= 4 * worker.Count;
        nint first = worker.First(byBlocks ? blocks : k, out nint end);
        nint slots = columns * V.Lanes;
        if (byBlocks)
        {
            dz = ref Unsafe.Add(ref dz, first * dzBlockStride);
            g = ref Unsafe.Add(ref g, first * k * slots);
        }
        else
        {
            x = ref Unsafe.Add(ref x, first);
            g = ref Unsafe.Add(ref g, first * slots);
        }

        nint ownK = byBlocks ? k : end - first, ownBlocks = byBlocks ? end - first : blocks;
        if (rowStride >= WideRow && ownK > 0 && ownBlocks * columns >= ManyColumns)
        {
            PackedOuter<V> packed = new(rowStride, ownK, dzBlockStride, dzRowStride, ownBlocks, columns, k * slots);
            nint chunks = (rows + PackedOuter<V>.MostRows(ownK) - 1) / PackedOuter<V>.MostRows(ownK), most = (rows + chunks - 1) / chunks;
            for (nint row = 0; row < rows; row += most)
                packed.AddTo(ref g, ref x, ref dz, new RowRun(row, Math.Min(row + most, rows)), most);
            return;
        }

        Matrix matrix = new()
        {
            RowStride = 1,
            Outer = 1,
            InnerStride = rowStride,
            PanelStride = dzRowStride,
            PanelBlockStride = dzBlockStride,
            ZRowStride = slots,
            ZBlockStride = k * slots,
            StartRowStride = slots,
            StartBlockStride = k * slots,
            StartColumnStride = V.Lanes,
            Rows = ownK,
            Blocks = ownBlocks,
            Columns = columns,
            Far = rows * blocks * slots > Matrix.FarPanel,
        };
        for (nint row = 0; row < rows; row += Chunk)
        {
            matrix.Inner = Math.Min(Chunk, rows - row);
            matrix.Multiply<V>(ref Unsafe.Add(ref x, row * rowStride), ref Unsafe.Add(ref dz, row * dzRowStride), ref g, ref g);
        }
    }

    /// <summary>
    /// The gradient of a looked-up panel: g[block, token of the row, column] += dz[block, row, column], rows in ascending order. Each worker does its part
    /// of the vectors of all rows.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ScatterAdd<V>(ref int tokens, nint k, ref float dz, nint dzBlockStride, nint dzRowStride, ref float g,
        nint rows, nint blocks, nint columns, Worker worker) where V : struct, ISimd<V>
    {
        nint slots = columns * V.Lanes;
        nint first = worker.First(blocks * columns, out nint end);
        for (nint block = 0; block < blocks; block++)
        {
            nint from = Math.Max(0, (first - (block * columns)) * V.Lanes), to = Math.Min(slots, (end - (block * columns)) * V.Lanes);
            if (from >= to)
                continue;
            for (nint row = 0; row < rows; row++)
            {
                ref float target = ref Unsafe.Add(ref g, ((block * k) + Unsafe.Add(ref tokens, row)) * slots);
                ref float source = ref Unsafe.Add(ref dz, (block * dzBlockStride) + (row * dzRowStride));
                for (nint i = from; i < to; i += V.Lanes) Packed.At<V>(ref target, i) += Packed.At<V>(ref source, i);
            }
        }
    }
}
