using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Unrolled.CompilerServices;

/// <summary>
/// Two weights of one unit, of two successive columns of its matrix. The lower half of the word is the first one as bfloat16, the upper half of a float: a
/// shift makes a float of it. The whole word is the second one: its upper half is chosen so that the word, whose lower half is the first weight's, comes
/// nearest. So it is off by as little as the first, and takes no operation at all.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct BFloat16Pair
{
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
        get => BitConverter.UInt32BitsToSingle(_bits);
    }

    /// <summary>Rounds two weights: the first to the nearest bfloat16, ties to even, the second to the nearest float with that in its lower half. What is not
    /// a number stays none.</summary>
    internal static BFloat16Pair Of(float first, float second)
    {
        uint lower = Round(first);
        return new(lower | (Upper(second, lower) << Half));
    }

    /// <summary>The upper half of the float that is nearest to a value, of those with a given lower half.</summary>
    private static uint Upper(float value, uint lower)
    {
        if (lower == 0 || !float.IsFinite(value))
            return Round(value);

        // No subnormal number, with which processors take long, and no infinity.
        const uint least = 0x80, most = 0x7F7F, sign = 0x80000000;
        uint bits = BitConverter.SingleToUInt32Bits(value);
        long down = ((long)(bits & ~sign) - lower) >> Half;
        uint below = (uint)Math.Clamp(down, least, most), above = (uint)Math.Clamp(down + 1, least, most);
        double size = Math.Abs((double)value);
        return ((bits & sign) >> Half) | (size - Join(below, lower) <= Join(above, lower) - size ? below : above);
    }

    private static float Join(uint upper, uint lower) => BitConverter.UInt32BitsToSingle((upper << Half) | lower);

    private static uint Round(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);

        // A NaN whose upper half alone would be an infinity needs one of its bits there; the sum below would carry into the sign.
        const uint quiet = 0x40;
        return float.IsNaN(value) ? (bits >> Half) | quiet : (bits + 0x7FFF + ((bits >> Half) & 1)) >> Half;
    }
}
