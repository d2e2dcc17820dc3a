using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Unrolled.CompilerServices;

/// <summary>
/// Access to packed memory, and its measures. With L lanes, a dimension of n units is cut in ⌈n / L⌉ blocks; the spare lanes of the last
/// block are padding.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static partial class Packed
{
    /// <summary>The vector at <paramref name="p"/> + <paramref name="offset"/> floats, to be read or written. Not checked.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref V At<V>(ref float p, nint offset) where V : struct, ISimd<V> => ref Unsafe.As<float, V>(ref Unsafe.Add(ref p, offset));

    /// <summary>Copies whole vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Copy<V>(ref float from, ref float to, nint floats) where V : struct, ISimd<V>
    {
        for (nint i = 0; i < floats; i += V.Lanes)
            At<V>(ref to, i) = At<V>(ref from, i);
    }

    /// <summary>Copies <paramref name="floats"/> floats and none beyond them: whole vectors, then what is left in pieces of 8, 4, 2 and 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void CopyRow<V>(ref float from, ref float to, nint floats) where V : struct, ISimd<V>
    {
        nint i = floats / V.Lanes * V.Lanes;
        Copy<V>(ref from, ref to, i);
        nint rest = floats - i;
        if ((rest & 8) != 0)
        {
            At<Simd256>(ref to, i) = At<Simd256>(ref from, i);
            i += 8;
        }

        if ((rest & 4) != 0)
        {
            At<Simd128>(ref to, i) = At<Simd128>(ref from, i);
            i += 4;
        }

        if ((rest & 2) != 0)
        {
            Unsafe.Add(ref to, i) = Unsafe.Add(ref from, i);
            Unsafe.Add(ref to, i + 1) = Unsafe.Add(ref from, i + 1);
            i += 2;
        }

        if ((rest & 1) != 0)
            Unsafe.Add(ref to, i) = Unsafe.Add(ref from, i);
    }

    /// <summary>Blocks that hold <paramref name="units"/> units of <paramref name="lanes"/> lanes.</summary>
    public static int Blocks(int units, int lanes) => (int)(((long)units + lanes - 1) / lanes);

    /// <summary><paramref name="units"/> rounded up to whole blocks.</summary>
    public static int Padded(int units, int lanes) => checked(Blocks(units, lanes) * lanes);

    /// <summary><paramref name="units"/> rounded up to whole vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Padded<V>(int units) where V : struct, ISimd<V> => (units + V.Lanes - 1) / V.Lanes * V.Lanes;

    /// <summary><paramref name="floats"/> rounded up to whole cache lines, where the memory of the next layer starts.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Aligned(nint floats) => (floats + ModelLayout.LayerAlignment - 1) / ModelLayout.LayerAlignment * ModelLayout.LayerAlignment;

    /// <summary>Asks for the cache line of <paramref name="x"/>, which need not be memory of the program's, in the second-level cache. (.NET knows of no
    /// such instruction on Arm.)</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static unsafe void Fetch(ref float x)
    {
        if (Sse.IsSupported) Sse.Prefetch1(Unsafe.AsPointer(ref x));
    }

    /// <summary>The same in the first-level cache.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static unsafe void FetchNear(ref float x)
    {
        if (Sse.IsSupported) Sse.Prefetch0(Unsafe.AsPointer(ref x));
    }
}
