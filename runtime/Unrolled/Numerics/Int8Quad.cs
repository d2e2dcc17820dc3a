using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Unrolled.CompilerServices;

/// <summary>
/// Four weights of one unit, of four successive columns of its matrix, a signed byte each. They multiply four bytes of a vector that lies in [−1, 1]:
/// 127 + round(127·v) in each, so that nothing is negative, as the processor's instructions want it. (Arm's take round(127·v).)
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct Int8Quad
{
    /// <summary>Weights in a word.</summary>
    internal const int Count = 4;

    /// <summary>The greatest weight, and the byte of 1.</summary>
    internal const int Most = 127;

    /// <summary>
    /// The greatest magnitude of the sum of two weights that lie in one half of a word, before rounding, which adds 1 at most. Instructions add the two
    /// products of a half in 16 bits: 254·129 still has room there.
    /// </summary>
    internal const int MostOfTwo = 128;

    private readonly uint _bytes;

    private Int8Quad(uint bytes) => _bytes = bytes;

    /// <summary>Four weights in a word.</summary>
    internal static Int8Quad Of(int first, int second, int third, int fourth) =>
        new((byte)first | ((uint)(byte)second << 8) | ((uint)(byte)third << 16) | ((uint)(byte)fourth << 24));

    /// <summary>A whole number that takes the place of a word.</summary>
    internal static Int8Quad OfBits(int bits) => new((uint)bits);

    /// <summary>The word as a whole number.</summary>
    internal int Bits
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (int)_bytes;
    }

    /// <summary>The four products with <paramref name="bytes"/>, which have no sign, added up.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int Times(uint bytes) =>
        ((sbyte)_bytes * (byte)bytes) + ((sbyte)(_bytes >> 8) * (byte)(bytes >> 8))
        + ((sbyte)(_bytes >> 16) * (byte)(bytes >> 16)) + ((sbyte)(_bytes >> 24) * (byte)(bytes >> 24));
}
