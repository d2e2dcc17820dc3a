using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Unrolled.CompilerServices;

/// <summary>
/// Access to packed memory, and its measures. With L lanes, a dimension of n units is cut in ⌈n / L⌉ blocks; the spare lanes of the last
/// block are padding.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Packed
{
    /// <summary>The vector at <paramref name="p"/> + <paramref name="offset"/> floats, to be read or written. Not checked.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref V At<V>(ref float p, nint offset) where V : struct, ISimd<V> => ref Unsafe.As<float, V>(ref Unsafe.Add(ref p, offset));

    /// <summary>Blocks that hold <paramref name="units"/> units of <paramref name="lanes"/> lanes.</summary>
    public static int Blocks(int units, int lanes) => (int)(((long)units + lanes - 1) / lanes);

    /// <summary><paramref name="units"/> rounded up to whole blocks.</summary>
    public static int Padded(int units, int lanes) => checked(Blocks(units, lanes) * lanes);
}
