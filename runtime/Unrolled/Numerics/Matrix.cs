using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Unrolled.CompilerServices;

/// <summary>
/// z[row, column] = start[row, column] + Σ_k x[row, k]·panel[k, column], cut into tiles. A column is one vector wide; the columns of all blocks are
/// counted through, so that a tile may take its columns from several blocks. All places in floats.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal struct Matrix
{
    public nint RowStride, Outer, OuterStride, Inner, InnerStride;
    public nint PanelStride, PanelBlockStride;
    public nint ZRowStride, ZBlockStride;
    public nint StartRowStride, StartBlockStride, StartColumnStride;
    public nint Rows, Blocks, Columns;

    /// <summary>Runs the product; <paramref name="start"/> may be the same memory as <paramref name="z"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Multiply<V>(ref float x, ref float panel, ref float start, ref float z) where V : struct, ISimd<V>
    {
        nint total = Blocks * Columns;
        if (total <= 0 || Rows <= 0) return;
        // A division takes longer than a small tile.
        nint width = TileColumns<V>(Rows);
        nint groups = total <= width ? 1 : (total + width - 1) / width;
        nint narrow = groups == 1 ? total : total / groups, wider = total - (narrow * groups);
        nint block = 0, column = 0;
        TileShape shape = new()
        {
            RowStride = RowStride,
            Outer = Outer,
            OuterStride = OuterStride,
            Inner = Inner,
            InnerStride = InnerStride,
            PanelStride = PanelStride,
            ZRowStride = ZRowStride,
            StartRowStride = StartRowStride,
        };
        for (nint group = 0; group < groups; group++)
        {
            nint count = group < wider ? narrow + 1 : narrow;
            for (nint i = 0; i < count; i++)
            {
                Unsafe.Add(ref shape.W0, i) = (block * PanelBlockStride) + (column * V.Lanes);
                Unsafe.Add(ref shape.Z0, i) = (block * ZBlockStride) + (column * V.Lanes);
                Unsafe.Add(ref shape.S0, i) = (block * StartBlockStride) + (column * StartColumnStride);
                if (++column == Columns)
                {
                    column = 0;
                    block++;
                }
            }

            if (Rows == 1) OneRow<V>(ref shape, count, ref x, ref panel, ref start, ref z);
            else
            {
                switch (count)
                {
                    case 1: AllRows<V, One>(ref shape, ref x, ref panel, ref start, ref z); break;
                    case 2: AllRows<V, Two>(ref shape, ref x, ref panel, ref start, ref z); break;
                    case 3: AllRows<V, Three>(ref shape, ref x, ref panel, ref start, ref z); break;
                    default: AllRows<V, Four>(ref shape, ref x, ref panel, ref start, ref z); break;
                }
            }
        }
    }

    /// <summary>
    /// Columns of a tile: its sums, the columns of one k and one broadcast have to fit the registers; fewer rows leave room for more columns, and
    /// at least eight sums are wanted.
    /// </summary>
    private static nint TileColumns<V>(nint rows) where V : struct, ISimd<V> =>
        rows == 1 ? 8 : V.Registers >= 32 ? 4 : rows switch { 2 => 4, 3 => 3, _ => 2 };

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void AllRows<V, C>(ref readonly TileShape shape, ref float x, ref float panel, ref float start, ref float z)
        where V : struct, ISimd<V>
        where C : struct, ICount
    {
        nint tiles = (Rows + 5) / 6;
        nint low = Rows / tiles, higher = Rows % tiles;
        for (nint tile = 0; tile < tiles; tile++)
        {
            nint rows = tile < higher ? low + 1 : low;
            switch (rows)
            {
                case 1: Tile.Rows<V, One, C>(in shape, ref x, ref panel, ref start, ref z); break;
                case 2: Tile.Rows<V, Two, C>(in shape, ref x, ref panel, ref start, ref z); break;
                case 3: Tile.Rows<V, Three, C>(in shape, ref x, ref panel, ref start, ref z); break;
                case 4: Tile.Rows<V, Four, C>(in shape, ref x, ref panel, ref start, ref z); break;
                case 5: Tile.Rows<V, Five, C>(in shape, ref x, ref panel, ref start, ref z); break;
                default: Tile.Rows<V, Six, C>(in shape, ref x, ref panel, ref start, ref z); break;
            }

            x = ref Unsafe.Add(ref x, rows * RowStride);
            start = ref Unsafe.Add(ref start, rows * StartRowStride);
            z = ref Unsafe.Add(ref z, rows * ZRowStride);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void OneRow<V>(ref readonly TileShape shape, nint columns, ref float x, ref float panel, ref float start, ref float z)
        where V : struct, ISimd<V>
    {
        switch (columns)
        {
            case 1: Tile.Row<V, One>(in shape, ref x, ref panel, ref start, ref z); break;
            case 2: Tile.Row<V, Two>(in shape, ref x, ref panel, ref start, ref z); break;
            case 3: Tile.Row<V, Three>(in shape, ref x, ref panel, ref start, ref z); break;
            case 4: Tile.Row<V, Four>(in shape, ref x, ref panel, ref start, ref z); break;
            case 5: Tile.Row<V, Five>(in shape, ref x, ref panel, ref start, ref z); break;
            case 6: Tile.Row<V, Six>(in shape, ref x, ref panel, ref start, ref z); break;
            case 7: Tile.Row<V, Seven>(in shape, ref x, ref panel, ref start, ref z); break;
            default: Tile.Row<V, Eight>(in shape, ref x, ref panel, ref start, ref z); break;
        }
    }
}
