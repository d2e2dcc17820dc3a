using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Unrolled.CompilerServices;

public static partial class Products
{
    /// <summary>Floats that <see cref="Transpose"/> writes.</summary>
    /// <exception cref="OverflowException">The panel is larger than any memory.</exception>
    public static long TransposedLength(nint blocks, nint k, nint columns, int lanes) =>
        checked(((long)k + lanes - 1) / lanes * lanes * blocks * columns * lanes);

    /// <summary>
    /// Packs the transpose of <paramref name="panel"/> [block][k][column][lane] for <see cref="MultiplyTransposed"/>: the k's become output units, cut in
    /// blocks of L, and these in near-even groups as wide as a tile; a group is [element (block, column, lane)][unit block][unit lane]. The lanes
    /// past <paramref name="k"/> are 0. Each worker does its part of the panel's blocks. Nothing is done for products of one of <paramref name="rows"/>,
    /// which read the panel as it is.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Transpose<V>(ref float panel, nint blocks, nint k, nint columns, ref float transposed, nint rows, Worker worker)
        where V : struct, ISimd<V>
    {
        if (rows == 1)
            return;
        nint slots = columns * V.Lanes, blockStride = k * slots;
        nint unitBlocks = (k + V.Lanes - 1) / V.Lanes;
        nint groups = Groups<V>(unitBlocks), narrow = unitBlocks / groups, wider = unitBlocks % groups;
        nint first = worker.First(blocks, out nint end), unit = 0;
        for (nint group = 0; group < groups; group++)
        {
            nint width = (group < wider ? narrow + 1 : narrow) * V.Lanes;
            nint known = Math.Min(width, k - unit);
            ref float to = ref Unsafe.Add(ref transposed, ((unit * blocks) + (first * width)) * slots);
            for (nint block = first; block < end; block++)
            {
                for (nint slot = 0; slot < slots; slot++)
                {
                    ref float source = ref Unsafe.Add(ref panel, (block * blockStride) + (unit * slots) + slot);
                    nint i = 0;
                    for (; i <= known - 4; i += 4)
                    {
                        // One store for four. (Training LSTM and GRU 28x64: 1%.)
                        Vector128.Create(source, Unsafe.Add(ref source, slots), Unsafe.Add(ref source, 2 * slots), Unsafe.Add(ref source, 3 * slots))
                            .StoreUnsafe(ref Unsafe.Add(ref to, i));
                        source = ref Unsafe.Add(ref source, 4 * slots);
                    }

                    for (; i < known; i++)
                    {
                        Unsafe.Add(ref to, i) = source;
                        source = ref Unsafe.Add(ref source, slots);
                    }

                    for (; i < width; i++) Unsafe.Add(ref to, i) = 0f;
                    to = ref Unsafe.Add(ref to, width);
                }
            }

            unit += width;
        }
    }

    /// <summary>
    /// dx[row, unit] = or += Σ over (block, column, lane) of dz[block, row, column, lane]·panel[block, unit, column, lane], with the panel both as it is,
    /// for a single row, and as
    /// <see cref="Transpose"/> packed it for more. dx is row-major, its row <paramref name="dxRowStride"/> ≥ ⌈k / L⌉·L apart; its lanes past
    /// <paramref name="k"/> come out 0, or
    /// unchanged when <paramref name="accumulate"/>.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void MultiplyTransposed<V>(ref float dz, nint dzBlockStride, nint dzRowStride, nint blocks, nint columns,
        ref float panel, ref float transposed, ref float dx, nint dxRowStride, nint k, nint rows, bool accumulate) where V : struct, ISimd<V>
    {
        if (rows == 1)
            SingleRow.MultiplyTransposed<V>(ref dz, dzBlockStride, blocks, columns, ref panel, ref transposed, ref dx, k, accumulate);
        else
            MultiplyRowsTransposed<V>(ref dz, dzBlockStride, dzRowStride, blocks, columns, ref transposed, ref dx, dxRowStride, k, rows, accumulate);
    }

    private static void MultiplyRowsTransposed<V>(ref float dz, nint dzBlockStride, nint dzRowStride, nint blocks, nint columns,
        ref float transposed, ref float dx, nint dxRowStride, nint k, nint rows, bool accumulate) where V : struct, ISimd<V>
    {
        nint unitBlocks = (k + V.Lanes - 1) / V.Lanes;
        nint groups = Groups<V>(unitBlocks), narrow = groups == 1 ? unitBlocks : unitBlocks / groups, wider = unitBlocks - (narrow * groups);

        // The groups of one width are the blocks of one product.
        V zero = V.Zero;
        for (int part = 0; part < 2; part++)
        {
            nint count = part == 0 ? wider : groups - wider, width = part == 0 ? narrow + 1 : narrow;
            if (count == 0)
                continue;
            if (accumulate) Part<V>(ref dz, dzBlockStride, dzRowStride, blocks, columns, ref transposed, ref dx, dxRowStride, width * V.Lanes, V.Lanes, ref dx,
                dxRowStride, rows, count, width);
            else Part<V>(ref dz, dzBlockStride, dzRowStride, blocks, columns, ref transposed, ref Unsafe.As<V, float>(ref zero), 0, 0, 0, ref dx, dxRowStride,
                rows, count, width);
            transposed = ref Unsafe.Add(ref transposed, count * blocks * columns * V.Lanes * width * V.Lanes);
            dx = ref Unsafe.Add(ref dx, count * width * V.Lanes);
        }
    }

    private static void Part<V>(ref float dz, nint dzBlockStride, nint dzRowStride, nint blocks, nint columns, ref float transposed,
        ref float start, nint startRowStride, nint startBlockStride, nint startColumnStride, ref float dx, nint dxRowStride, nint rows, nint groups, nint width)
            where V : struct, ISimd<V>
    {
        nint slots = columns * V.Lanes, group = width * V.Lanes;
        Matrix matrix = new()
        {
            RowStride = dzRowStride,
            Outer = blocks,
            OuterStride = dzBlockStride,
            Inner = slots,
            InnerStride = 1,
            PanelStride = group,
            PanelBlockStride = blocks * slots * group,
            ZRowStride = dxRowStride,
            ZBlockStride = group,
            StartRowStride = startRowStride,
            StartBlockStride = startBlockStride,
            StartColumnStride = startColumnStride,
            Rows = rows,
            Blocks = groups,
            Columns = width,
        };
        matrix.Multiply<V>(ref dz, ref transposed, ref start, ref dx);
    }

    private static nint Groups<V>(nint unitBlocks) where V : struct, ISimd<V>
    {
        int width = V.Registers >= 32 ? 4 : 2;
        return Math.Max(1, (unitBlocks + width - 1) / width);
    }
}
