using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Unrolled.CompilerServices;

// Gradients of panels over the rows of a tape: of all of them, or of the part of the sequences whose turn it is.
public static partial class Products
{
    // So many rows at a time are put side by side: a tile's columns of them stay in the first-level cache while all tiles pass over them.
    private const int ChunkOfPart = 128;

    /// <summary><see cref="AccumulateOuter{V}(ref float, nint, nint, ref float, nint, nint, ref float, nint, nint, nint, Worker)"/> over the rows of a
    /// tape.</summary>
    public static void AccumulateOuter<V>(ref float x, nint rowStride, nint k, ref float dz, nint dzBlockStride, nint dzRowStride,
        ref float g, LayerTape tape, nint blocks, nint columns, Worker worker) where V : struct, ISimd<V>
    {
        if (tape.Parts is { } parts)
            AccumulateOuterOfPart<V>(ref x, rowStride, k, ref dz, dzBlockStride, dzRowStride, ref g, parts, blocks, columns);
        else
            AccumulateOuter<V>(ref x, rowStride, k, ref dz, dzBlockStride, dzRowStride, ref g, tape.Rows, blocks, columns, worker);
    }

    /// <summary><see cref="ScatterAdd{V}(ref int, nint, ref float, nint, nint, ref float, nint, nint, nint, Worker)"/> over the rows of a tape.</summary>
    public static void ScatterAdd<V>(ref int tokens, nint k, ref float dz, nint dzBlockStride, nint dzRowStride, ref float g,
        LayerTape tape, nint blocks, nint columns, Worker worker) where V : struct, ISimd<V>
    {
        for (var run = tape.RowsOfTurn; run.IsAny; run = run.Next)
        {
            ScatterAdd<V>(ref Unsafe.Add(ref tokens, run.First), k, ref Unsafe.Add(ref dz, run.First * dzRowStride), dzBlockStride, dzRowStride, ref g,
                run.End - run.First, blocks, columns, worker);
        }
    }

    /// <summary>The rows of a part lie apart, some at each step: a chunk of them at a time is put side by side, and its product added.</summary>
    private static void AccumulateOuterOfPart<V>(ref float x, nint rowStride, nint k, ref float dz, nint dzBlockStride, nint dzRowStride,
        ref float g, TapeParts parts, nint blocks, nint columns) where V : struct, ISimd<V>
    {
        // So many blocks that their columns make whole tiles.
        nint slots = columns * V.Lanes, together = Math.Min(blocks, (columns & 3) == 0 ? 1 : (columns & 1) == 0 ? 2 : 4);
        nint most = parts.ChunkOfTurn(ChunkOfPart);
        ref float right = ref parts.Scratch(most * (rowStride + (together * slots)));
        ref float left = ref Unsafe.Add(ref right, most * together * slots);
        Matrix matrix = new()
        {
            RowStride = 1,
            Outer = 1,
            InnerStride = rowStride,
            PanelStride = slots,
            ZRowStride = slots,
            ZBlockStride = k * slots,
            StartRowStride = slots,
            StartBlockStride = k * slots,
            StartColumnStride = V.Lanes,
            Rows = k,
            Columns = columns,
            FarResult = k * blocks * slots > Matrix.FarPanel,
        };
        for (var run = parts.RowsOfTurn; run.IsAny;)
        {
            var next = run;
            matrix.Inner = 0;
            for (; next.IsAny && matrix.Inner + (next.End - next.First) <= most; next = next.Next)
            {
                nint rows = next.End - next.First;
                Copy(ref Unsafe.Add(ref x, next.First * rowStride), ref Unsafe.Add(ref left, matrix.Inner * rowStride), ((rows - 1) * rowStride) + k);
                matrix.Inner += rows;
            }

            matrix.PanelBlockStride = matrix.Inner * slots;
            for (nint block = 0; block < blocks; block += together)
            {
                matrix.Blocks = Math.Min(together, blocks - block);
                ref float to = ref right;
                for (nint one = block; one < block + matrix.Blocks; one++)
                {
                    ref float from = ref Unsafe.Add(ref dz, one * dzBlockStride), end = ref Unsafe.Add(ref to, matrix.PanelBlockStride);
                    for (var piece = run; Unsafe.IsAddressLessThan(ref to, ref end); piece = piece.Next)
                    {
                        for (nint row = piece.First; row < piece.End; row++)
                        {
                            Packed.Copy<V>(ref Unsafe.Add(ref from, row * dzRowStride), ref to, slots);
                            to = ref Unsafe.Add(ref to, slots);
                        }
                    }
                }

                ref float sums = ref Unsafe.Add(ref g, block * k * slots);
                matrix.Multiply<V>(ref left, ref right, ref sums, ref sums);
            }

            run = next;
        }
    }

    private static void Copy(ref float from, ref float to, nint floats) =>
        MemoryMarshal.CreateReadOnlySpan(ref from, checked((int)floats)).CopyTo(MemoryMarshal.CreateSpan(ref to, (int)floats));
}
