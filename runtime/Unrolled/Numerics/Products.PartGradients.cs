using System.Runtime.CompilerServices;

namespace Unrolled.CompilerServices;

// Gradients of panels over the rows of a tape: of all of them, or of the part of the sequences whose turn it is.
public static partial class Products
{
    /// <summary><see cref="AccumulateOuter{V}(ref float, nint, nint, ref float, nint, nint, ref float, nint, nint, nint, Worker)"/> over the rows of a
    /// tape.</summary>
    public static void AccumulateOuter<V>(ref float x, nint rowStride, nint k, ref float dz, nint dzBlockStride, nint dzRowStride,
        ref float g, LayerTape tape, nint blocks, nint columns, Worker worker) where V : struct, ISimd<V>
    {
        if (tape.Parts is not { } parts)
        {
            AccumulateOuter<V>(ref x, rowStride, k, ref dz, dzBlockStride, dzRowStride, ref g, tape.Rows, blocks, columns, worker);
            return;
        }

        new PackedOuter<V>(rowStride, k, dzBlockStride, dzRowStride, blocks, columns, k * columns * V.Lanes)
            .AddTo(ref g, ref x, ref dz, parts.RowsOfTurn, parts.ChunkOfTurn(PackedOuter<V>.MostRows(k)));
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
}
