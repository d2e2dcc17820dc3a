using System.Runtime.CompilerServices;

namespace Unrolled.CompilerServices;

public static partial class Products
{
    /// <summary>z[block, row, column] = 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Clear<V>(ref float z, nint zBlockStride, nint zRowStride, nint rows, nint blocks, nint columns)
        where V : struct, ISimd<V>
    {
        for (nint block = 0; block < blocks; block++)
        {
            for (nint row = 0; row < rows; row++)
            {
                for (nint column = 0; column < columns; column++)
                    Packed.At<V>(ref z, block * zBlockStride + row * zRowStride + column * V.Lanes) = V.Zero;
            }
        }
    }
}
