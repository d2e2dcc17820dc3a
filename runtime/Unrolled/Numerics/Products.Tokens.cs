using System.Runtime.CompilerServices;

namespace Unrolled.CompilerServices;

public static partial class Products
{
    /// <summary>z[block, row, column] += panel[block, token of the row, column]: the product of a one-hot row with the panel, <paramref name="k"/> =
    /// vocabulary.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void GatherAdd<V>(ref int tokens, nint k, ref float panel, ref float z, nint zBlockStride, nint zRowStride,
        nint rows, nint blocks, nint columns) where V : struct, ISimd<V>
    {
        nint slots = columns * V.Lanes;
        for (nint block = 0; block < blocks; block++)
        {
            for (nint row = 0; row < rows; row++)
            {
                ref float source = ref Unsafe.Add(ref panel, ((block * k) + Unsafe.Add(ref tokens, row)) * slots);
                ref float slot = ref Unsafe.Add(ref z, (block * zBlockStride) + (row * zRowStride));
                for (nint i = 0; i < slots; i += V.Lanes) Packed.At<V>(ref slot, i) += Packed.At<V>(ref source, i);
            }
        }
    }

    /// <summary>z[block, row, column] = start[block, column] + panel[block, token of the row, column].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void GatherFrom<V>(ref int tokens, nint k, ref float panel, ref float z, nint zBlockStride, nint zRowStride,
        nint rows, nint blocks, nint columns, ref float start, nint startBlockStride) where V : struct, ISimd<V>
    {
        nint slots = columns * V.Lanes;
        for (nint block = 0; block < blocks; block++)
        {
            ref float first = ref Unsafe.Add(ref start, block * startBlockStride);
            for (nint row = 0; row < rows; row++)
            {
                ref float source = ref Unsafe.Add(ref panel, ((block * k) + Unsafe.Add(ref tokens, row)) * slots);
                ref float slot = ref Unsafe.Add(ref z, (block * zBlockStride) + (row * zRowStride));
                for (nint i = 0; i < slots; i += V.Lanes)
                    Packed.At<V>(ref slot, i) = Packed.At<V>(ref first, i) + Packed.At<V>(ref source, i);
            }
        }
    }

    /// <summary>z[block, row, column] = panel[block, token of the row, column].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Gather<V>(ref int tokens, nint k, ref float panel, ref float z, nint zBlockStride, nint zRowStride,
        nint rows, nint blocks, nint columns) where V : struct, ISimd<V>
    {
        nint slots = columns * V.Lanes;
        for (nint block = 0; block < blocks; block++)
        {
            for (nint row = 0; row < rows; row++)
            {
                ref float source = ref Unsafe.Add(ref panel, ((block * k) + Unsafe.Add(ref tokens, row)) * slots);
                ref float slot = ref Unsafe.Add(ref z, (block * zBlockStride) + (row * zRowStride));
                for (nint i = 0; i < slots; i += V.Lanes) Packed.At<V>(ref slot, i) = Packed.At<V>(ref source, i);
            }
        }
    }
}
