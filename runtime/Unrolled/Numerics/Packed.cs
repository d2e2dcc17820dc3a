using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

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

    /// <summary>Copies whole vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Copy<V>(ref float from, ref float to, nint floats) where V : struct, ISimd<V>
    {
        for (nint i = 0; i < floats; i += V.Lanes)
            At<V>(ref to, i) = At<V>(ref from, i);
    }

    /// <summary>Copies <paramref name="floats"/> floats, as whole vectors where they are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void CopyOut<V>(ref float from, Span<float> to, int floats) where V : struct, ISimd<V>
    {
        if (floats % V.Lanes == 0 && floats <= 8 * V.Lanes)
            Copy<V>(ref from, ref MemoryMarshal.GetReference(to), floats);
        else
            MemoryMarshal.CreateReadOnlySpan(ref from, floats).CopyTo(to);
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

    /// <summary>Asks for the cache line of <paramref name="x"/>, which need not be memory of the program's, in the second-level cache. (.NET knows of no such instruction on Arm.)</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static unsafe void Fetch(ref float x)
    {
        if (Sse.IsSupported) Sse.Prefetch1(Unsafe.AsPointer(ref x));
    }
}
