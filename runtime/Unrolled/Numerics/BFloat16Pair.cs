using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Unrolled.CompilerServices;

/// <summary>
/// Two weights of one unit, of two successive columns of its matrix, as bfloat16: each is the upper half of a float. The first lies in the lower half of the
/// word, the second in the upper one, so that a shift makes a float of the one, and a mask of the other.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct BFloat16Pair
{
    /// <summary>The bits of the second weight.</summary>
    internal const uint SecondMask = 0xFFFF0000;

    /// <summary>The bits of a weight.</summary>
    internal const int Half = 16;

    private readonly uint _bits;

    private BFloat16Pair(uint bits) => _bits = bits;

    /// <summary>The first weight.</summary>
    internal float First
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => BitConverter.UInt32BitsToSingle(_bits << Half);
    }

    /// <summary>The second weight.</summary>
    internal float Second
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => BitConverter.UInt32BitsToSingle(_bits & SecondMask);
    }

    /// <summary>Rounds two weights to the nearest, ties to even. What is not a number stays none.</summary>
    internal static BFloat16Pair Of(float first, float second) => new(Round(first) | (Round(second) << Half));

    private static uint Round(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);

        // A NaN whose upper half alone would be an infinity needs one of its bits there; the sum below would carry into the sign.
        const uint quiet = 0x40;
        return float.IsNaN(value) ? (bits >> Half) | quiet : (bits + 0x7FFF + ((bits >> Half) & 1)) >> Half;
    }
}
