using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Unrolled.CompilerServices;

/// <summary>
/// The gradient of a panel over rows that lie apart, or whose left operand is so wide that its rows share few places of the first-level cache. A chunk of rows
/// at a time, both operands are put side by side as tiles read them: of the left one what each tile reads, once a chunk; of the right one a group of columns,
/// before all tiles pass over it. The next group is fetched meanwhile. Sums go on from the result, so that no bit depends on where a chunk ends.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal ref struct PackedOuter<V>
    where V : struct, ISimd<V>
{
    private const int MostColumns = 4, FloatsOfLine = 16;

    private readonly nint _xStride, _dzBlockStride, _dzStride, _width;
    private Matrix _matrix;

    /// <param name="xStride">Floats from one row of the left operand to the next.</param>
    /// <param name="k">How many of a row belong to it.</param>
    /// <param name="dzBlockStride">Floats from one block of the right operand to the next.</param>
    /// <param name="dzStride">Floats from one of its rows to the next.</param>
    /// <param name="blocks">Its blocks.</param>
    /// <param name="columns">The columns of a block.</param>
    /// <param name="gBlockStride">Floats from one block of the result to the next.</param>
    public PackedOuter(nint xStride, nint k, nint dzBlockStride, nint dzStride, nint blocks, nint columns, nint gBlockStride)
    {
        (_xStride, _dzBlockStride, _dzStride) = (xStride, dzBlockStride, dzStride);
        _width = Math.Min(Math.Min(MostColumns, Matrix.TileColumns<V>(k, columns, large: false, pairs: false)), blocks * columns);
        nint slots = columns * V.Lanes;
        _matrix = new Matrix
        {
            RowStride = 1,
            Outer = 1,
            InnerStride = Matrix.TileRows<V>(_width, pairs: false),
            TileCount = Matrix.Tiles<V>(k, _width, pairs: false),
            ZRowStride = slots,
            ZBlockStride = gBlockStride,
            StartRowStride = slots,
            Rows = k,
            Blocks = blocks,
            Columns = columns,
            FarResult = k * blocks * slots > Matrix.FarPanel,
        };
    }

    /// <summary>Places for the rows of a tile, which lie side by side.</summary>
    private readonly nint Height => _matrix.InnerStride;

    /// <summary>
    /// The most rows of a chunk. With 256 bits a group's columns of 512 rows fill the first-level cache; where they are more they are cut once more. A very
    /// wide left operand is not to leave the caches.
    /// </summary>
    public static nint MostRows(nint k) => Math.Clamp((1 << 19) / k, 64, 512);

    /// <summary>g[block, k, column] += Σ_row x[row, k]·dz[block, row, column], so many rows at a time.</summary>
    public void AddTo(ref float g, ref float x, ref float dz, RowRun rows, nint most)
    {
        ref float left = ref PackedRows.Scratch(most * ((_matrix.TileCount * Height) + (_width * V.Lanes)));
        ref float right = ref Unsafe.Add(ref left, most * _matrix.TileCount * Height);
        for (var run = rows; run.IsAny;)
        {
            var next = run;
            _matrix.Inner = 0;
            for (; next.IsAny && _matrix.Inner + (next.End - next.First) <= most; next = next.Next)
                _matrix.Inner += next.End - next.First;
            _matrix.TileStride = _matrix.Inner * Height;
            PackLeft(run, next, ref x, ref left);
            Groups(run, next, ref left, ref dz, ref right, ref g);
            run = next;
        }
    }

    /// <summary>Each tile's part of the rows, [tile][row][most rows of a tile].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void PackLeft(RowRun run, RowRun end, ref float x, ref float left)
    {
        nint k = _matrix.Rows, low = k / _matrix.TileCount, higher = k % _matrix.TileCount;
        for (; run.End != end.End; run = run.Next)
        {
            for (nint row = run.First; row < run.End; row++)
            {
                ref float from = ref Unsafe.Add(ref x, row * _xStride), to = ref left;
                for (nint tile = 0, at = 0; tile < _matrix.TileCount; tile++)
                {
                    nint count = tile < higher ? low + 1 : low;
                    ref float source = ref Unsafe.Add(ref from, at);
                    at += count;
                    if (at + (Height - low) <= k)
                    {
                        // Four or six at once: what is beyond the tile is not read.
                        Vector128.LoadUnsafe(ref source).StoreUnsafe(ref to);
                        if (Height > 4) Vector64.LoadUnsafe(ref source, 4).StoreUnsafe(ref to, 4);
                    }
                    else
                    {
                        for (nint i = 0; i < count; i++) Unsafe.Add(ref to, i) = Unsafe.Add(ref source, i);
                    }

                    to = ref Unsafe.Add(ref to, _matrix.TileStride);
                }

                left = ref Unsafe.Add(ref left, Height);
            }
        }
    }

    /// <summary>The products of a chunk.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Groups(RowRun run, RowRun end, ref float left, ref float dz, ref float right, ref float g)
    {
        nint total = _matrix.Blocks * _matrix.Columns, groups = (total + _width - 1) / _width, narrow = total / groups, wider = total % groups;
        nint block = 0, column = 0;
        TileShape shape = new() { RowStride = 1, InnerStride = Height, ZRowStride = _matrix.ZRowStride };
        for (nint group = 0; group < groups; group++)
        {
            nint count = group < wider ? narrow + 1 : narrow;
            for (nint i = 0; i < count; i++)
            {
                Unsafe.Add(ref shape.W0, i) = (block * _dzBlockStride) + (column * V.Lanes);
                Unsafe.Add(ref shape.Z0, i) = (block * _matrix.ZBlockStride) + (column * V.Lanes);
                Unsafe.Add(ref shape.S0, i) = Unsafe.Add(ref shape.Z0, i);
                if (++column == _matrix.Columns)
                {
                    column = 0;
                    block++;
                }
            }

            // The next group's columns of the same rows, or the first group's of the rows that come next.
            nint next = block < _matrix.Blocks ? (block * _dzBlockStride) + (column * V.Lanes) : end.IsAny ? (end.First - run.First) * _dzStride : 0;
            PackRight(run, end, in shape, count, next - shape.W0, ref dz, ref right);
            for (nint i = 0; i < count; i++) Unsafe.Add(ref shape.W0, i) = i * V.Lanes;
            _matrix.PanelStride = shape.PanelStride = count * V.Lanes;
            _matrix.Group<V>(ref shape, count, far: false, ref left, ref right, ref g, ref g);
        }
    }

    private readonly void PackRight(RowRun run, RowRun end, ref readonly TileShape shape, nint count, nint ahead, ref float dz, ref float right)
    {
        switch (count)
        {
            case 1: PackRight<One>(run, end, in shape, ahead, ref dz, ref right); break;
            case 2: PackRight<Two>(run, end, in shape, ahead, ref dz, ref right); break;
            case 3: PackRight<Three>(run, end, in shape, ahead, ref dz, ref right); break;
            default: PackRight<Four>(run, end, in shape, ahead, ref dz, ref right); break;
        }
    }

    /// <summary>A group's columns of the rows, [row][column][lane]; what lies ahead of them is fetched, each cache line once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void PackRight<C>(RowRun run, RowRun end, ref readonly TileShape shape, nint ahead, ref float dz, ref float right)
        where C : struct, ICount
    {
        nint w0 = shape.W0, w1 = shape.W1 - w0, w2 = shape.W2 - w0, w3 = shape.W3 - w0;
        for (; run.End != end.End; run = run.Next)
        {
            ref float from = ref Unsafe.Add(ref dz, (run.First * _dzStride) + w0);
            for (nint rows = run.End - run.First; rows > 0; rows--)
            {
                Packed.Fetch(ref Unsafe.Add(ref from, ahead));
                Packed.At<V>(ref right, 0) = Packed.At<V>(ref from, 0);
                if (C.N > 1) Pack(ref Unsafe.Add(ref from, w1), ref right, 1, ahead);
                if (C.N > 2) Pack(ref Unsafe.Add(ref from, w2), ref right, 2, ahead);
                if (C.N > 3) Pack(ref Unsafe.Add(ref from, w3), ref right, 3, ahead);
                right = ref Unsafe.Add(ref right, C.N * V.Lanes);
                from = ref Unsafe.Add(ref from, _dzStride);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Pack(ref float from, ref float right, nint column, nint ahead)
    {
        if (column * V.Lanes % FloatsOfLine == 0) Packed.Fetch(ref Unsafe.Add(ref from, ahead));
        Packed.At<V>(ref right, column * V.Lanes) = Packed.At<V>(ref from, 0);
    }
}

/// <summary>Memory for rows that are put side by side.</summary>
internal static class PackedRows
{
    [ThreadStatic]
    private static AlignedBuffer? t_scratch;

    /// <summary>Memory of the thread; what was there before is lost.</summary>
    public static ref float Scratch(nint floats)
    {
        if (t_scratch is null || t_scratch.Length < floats)
            t_scratch = new AlignedBuffer(floats);
        return ref t_scratch.Reference;
    }
}
