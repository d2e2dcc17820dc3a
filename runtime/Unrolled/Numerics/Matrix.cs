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
    /// <summary>Floats of a panel that stay in the first-level cache (48 KB, 32 KB on older processors) while all tiles pass over them.</summary>
    private const int PanelPiece = 8192;

    /// <summary>Floats of the left operand that stay in the second-level cache while all columns pass over them.</summary>
    private const int LeftPiece = 65536;

    /// <summary>
    /// Floats of a panel from which on it does not stay in the second-level cache (1 to 2 MB, less on older processors) beside everything else. What comes
    /// next is then
    /// fetched ahead.
    /// </summary>
    public const int FarPanel = 98304;

    /// <summary>
    /// Floats of a result from which on a tile's sums are worth fetching while the tile before it runs: they are no longer in the caches when they are
    /// added to again.
    /// It gains nothing for smaller results, and costs time with 256 bits, where a vector is half a cache line.
    /// </summary>
    private const int FarSums = 65536;

    private const int CacheLine = 64;

    private const int MostTileRows = 6, FewTileRows = 4;

    /// <summary>A piece of the rows has a multiple of these: whole tiles of any height.</summary>
    private const int PieceRows = 12;

    public nint RowStride, Outer, OuterStride, Inner, InnerStride;
    public nint PanelStride, PanelBlockStride;
    public nint ZRowStride, ZBlockStride;
    public nint StartRowStride, StartBlockStride, StartColumnStride;
    public nint Rows, Blocks, Columns;

    /// <summary>From one tile's rows of the left operand to the next's, where they were put side by side; 0: the rows follow one another.</summary>
    public nint TileStride;

    /// <summary>Tiles of a column, where rows were put side by side.</summary>
    public nint TileCount;

    /// <summary>Whether the panel is part of something larger, so that it is not in the caches however small it is.</summary>
    public bool Far;

    /// <summary>The same of the result, where its sums go on from what is there.</summary>
    public bool FarResult;

    /// <summary>Whether a word of the panel is a pair of two-byte weights: <see cref="Inner"/> then counts pairs, and there is one outer.</summary>
    public bool HasPairs;

    /// <summary>Runs the product; <paramref name="start"/> may be the same memory as <paramref name="z"/>.</summary>
    public readonly void Multiply<V>(ref float x, ref float panel, ref float start, ref float z) where V : struct, ISimd<V>
    {
        if (Blocks * Columns <= 0 || Rows <= 0) return;
        if (Rows * Outer * Inner <= LeftPiece)
        {
            Groups<V>(ref x, ref panel, ref start, ref z);
            return;
        }

        nint most = Math.Max(4 * PieceRows, LeftPiece / (Outer * Inner)), pieces = (Rows + most - 1) / most;
        nint tiles = (Rows + (pieces * PieceRows) - 1) / (pieces * PieceRows);
        Matrix part = this;
        for (nint row = 0; row < Rows; row += part.Rows)
        {
            part.Rows = Math.Min(tiles * PieceRows, Rows - row);
            part.Groups<V>(ref Unsafe.Add(ref x, row * RowStride), ref panel, ref Unsafe.Add(ref start, row * StartRowStride),
                ref Unsafe.Add(ref z, row * ZRowStride));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Groups<V>(ref float x, ref float panel, ref float start, ref float z) where V : struct, ISimd<V>
    {
        nint total = Blocks * Columns;
        bool large = Far || Outer * Inner * total * V.Lanes > FarPanel, far = large && Rows > MostTileRows;
        nint width = TileColumns<V>(Rows, Columns, large, HasPairs);
        // A division takes longer than a small tile.
        nint groups = total <= width ? 1 : (total + width - 1) / width;
        nint narrow = groups == 1 ? total : total / groups, wider = total - (narrow * groups);
        nint block = 0, column = 0;
        TileShape shape = new()
        {
            RowStride = RowStride,
            OuterStride = OuterStride,
            InnerStride = InnerStride,
            PanelStride = PanelStride,
            ZRowStride = ZRowStride,
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

            shape.Ahead = (block == Blocks ? 0 : (block * PanelBlockStride) + (column * V.Lanes)) - shape.W0;
            Group<V>(ref shape, count, far, ref x, ref panel, ref start, ref z);
        }
    }

    /// <summary>
    /// The tiles of all rows with one group of columns. Where their part of the panel is larger than the first-level cache and there are several tiles to read
    /// it, a piece of the k's at a time: the sums go on from the result. (LSTM 28x64, 32 sequences: 3% of an iteration of training.)
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Group<V>(ref TileShape shape, nint count, bool far, ref float x, ref float panel, ref float start, ref float z)
        where V : struct, ISimd<V>
    {
        shape.StartRowStride = StartRowStride;
        shape.Outer = Outer;
        shape.Inner = Inner;
        if (Rows <= TileRows<V>(count, HasPairs) || Outer * Inner * count * V.Lanes <= PanelPiece)
        {
            Tiles<V>(ref shape, count, far, ref x, ref panel, ref start, ref z);
            return;
        }

        nint most = PanelPiece / (count * V.Lanes);
        nint outers = Math.Max(1, most / Inner), pieces = (Inner + most - 1) / most, inners = (Inner + pieces - 1) / pieces;
        nint last = shape.Ahead;
        for (nint outer = 0; outer < Outer; outer += outers)
        {
            shape.Outer = Math.Min(outers, Outer - outer);
            for (nint inner = 0; inner < Inner; inner += inners)
            {
                shape.Inner = Math.Min(inners, Inner - inner);
                nint piece = shape.Outer * shape.Inner * PanelStride;
                shape.Ahead = outer + outers >= Outer && inner + inners >= Inner ? last : piece;
                Tiles<V>(ref shape, count, far, ref Unsafe.Add(ref x, (outer * OuterStride) + (inner * InnerStride)), ref panel, ref start, ref z);
                panel = ref Unsafe.Add(ref panel, piece);
                last -= piece;
                for (nint i = 0; i < count; i++) Unsafe.Add(ref shape.S0, i) = Unsafe.Add(ref shape.Z0, i);
                shape.StartRowStride = ZRowStride;
                start = ref z;
            }
        }
    }

    private readonly void Tiles<V>(ref TileShape shape, nint count, bool far, ref float x, ref float panel, ref float start, ref float z)
        where V : struct, ISimd<V>
    {
        if (HasPairs) TilesOf<V, PairTile>(ref shape, count, far, ref x, ref panel, ref start, ref z);
        else if (Rows == 1) OneRow<V>(in shape, count, ref x, ref panel, ref start, ref z);
        else TilesOf<V, Tile>(ref shape, count, far, ref x, ref panel, ref start, ref z);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void TilesOf<V, T>(ref TileShape shape, nint count, bool far, ref float x, ref float panel, ref float start, ref float z)
        where V : struct, ISimd<V>
        where T : struct, ITile
    {
        switch (count)
        {
            case 1: AllRows<V, T, One>(ref shape, far, ref x, ref panel, ref start, ref z); break;
            case 2: AllRows<V, T, Two>(ref shape, far, ref x, ref panel, ref start, ref z); break;
            case 3: AllRows<V, T, Three>(ref shape, far, ref x, ref panel, ref start, ref z); break;
            default: AllRows<V, T, Four>(ref shape, far, ref x, ref panel, ref start, ref z); break;
        }
    }

    /// <summary>How many tiles of so many columns share rows near-evenly: the first ones have one more row.</summary>
    public static nint Tiles<V>(nint rows, nint columns, bool pairs) where V : struct, ISimd<V>
    {
        // The JIT knows both divisors: a division by a variable takes longer.
        return TileRows<V>(columns, pairs) == FewTileRows ? (rows + FewTileRows - 1) / FewTileRows : (rows + MostTileRows - 1) / MostTileRows;
    }

    /// <summary>
    /// The most rows of a tile of so many columns: its sums, the columns of one k and one broadcast have to fit the registers. Pairs become floats once for
    /// all rows of a tile.
    /// </summary>
    public static nint TileRows<V>(nint columns, bool pairs) where V : struct, ISimd<V> =>
        V.Registers >= 32 || pairs || columns <= 2 ? MostTileRows : FewTileRows;

    /// <summary>
    /// The most columns of a tile for a product of so many rows; at least eight sums are wanted. With 16 registers, tiles of six rows by two columns and of
    /// four by three need about as many loads. Three are taken where they are a whole block, which is read as it lies, and where rows shared near-evenly
    /// among tiles of six would be four a tile and the panel is not so large that parts of a block come from far.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint TileColumns<V>(nint rows, nint columnsOfBlock, bool large, bool pairs) where V : struct, ISimd<V>
    {
        if (rows == 1 && !pairs) return 8;
        if (V.Registers >= 32 || rows <= 2) return 4;
        if (rows == 3) return 3;
        if (rows == 5 || pairs) return 2;
        return columnsOfBlock == 3 || (rows is 4 or 7 or 8 && !large) ? 3 : 2;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void AllRows<V, T, C>(ref TileShape shape, bool far, ref float x, ref float panel, ref float start, ref float z)
        where V : struct, ISimd<V>
        where T : struct, ITile
        where C : struct, ICount
    {
        nint tiles = TileStride == 0 ? Tiles<V>(Rows, C.N, HasPairs) : TileCount;
        nint low = tiles == 1 ? Rows : Rows / tiles, higher = Rows - (low * tiles);
        bool fetches = V.Lanes * sizeof(float) == CacheLine && shape.StartRowStride != 0 && (FarResult || Rows * Blocks * Columns * V.Lanes >= FarSums);
        for (nint tile = 0; tile < tiles; tile++)
        {
            // Each of the first tiles fetches one column of what is read next.
            nint rows = tile < higher ? low + 1 : low;
            if (fetches && tile + 1 < tiles) FetchSums<V, C>(in shape, tile + 1 < higher ? low + 1 : low,
                ref Unsafe.Add(ref start, rows * shape.StartRowStride));
            if (far && tile < C.N)
            {
                RowsOf<V, T, C, One>(in shape, rows, ref x, ref panel, ref start, ref z);
                shape.Ahead += V.Lanes;
            }
            else RowsOf<V, T, C, Zero>(in shape, rows, ref x, ref panel, ref start, ref z);

            x = ref Unsafe.Add(ref x, TileStride == 0 ? rows * RowStride : TileStride);
            start = ref Unsafe.Add(ref start, rows * shape.StartRowStride);
            z = ref Unsafe.Add(ref z, rows * ZRowStride);
        }
    }

    /// <summary>Asks for what the sums of a tile start from.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FetchSums<V, C>(ref readonly TileShape shape, nint rows, ref float start)
        where V : struct, ISimd<V>
        where C : struct, ICount
    {
        for (; rows > 0; rows--)
        {
            Packed.FetchNear(ref Unsafe.Add(ref start, shape.S0));
            if (C.N > 1) Packed.FetchNear(ref Unsafe.Add(ref start, shape.S1));
            if (C.N > 2) Packed.FetchNear(ref Unsafe.Add(ref start, shape.S2));
            if (C.N > 3) Packed.FetchNear(ref Unsafe.Add(ref start, shape.S3));
            start = ref Unsafe.Add(ref start, shape.StartRowStride);
        }
    }

    private static void RowsOf<V, T, C, F>(ref readonly TileShape shape, nint rows, ref float x, ref float panel, ref float start, ref float z)
        where V : struct, ISimd<V>
        where T : struct, ITile
        where C : struct, ICount
        where F : struct, ICount
    {
        switch (rows)
        {
            case 1: T.Rows<V, One, C, F>(in shape, ref x, ref panel, ref start, ref z); break;
            case 2: T.Rows<V, Two, C, F>(in shape, ref x, ref panel, ref start, ref z); break;
            case 3: T.Rows<V, Three, C, F>(in shape, ref x, ref panel, ref start, ref z); break;
            case 4: T.Rows<V, Four, C, F>(in shape, ref x, ref panel, ref start, ref z); break;
            case 5: T.Rows<V, Five, C, F>(in shape, ref x, ref panel, ref start, ref z); break;
            default: T.Rows<V, Six, C, F>(in shape, ref x, ref panel, ref start, ref z); break;
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
