using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Unrolled.CompilerServices;

/// <summary>
/// What <see cref="SigmoidTable"/> and <see cref="TanhTable"/> share. They have each activation also of two vectors: the operations of one, each followed
/// by that of the other. Loads are what a step of few units
/// waits for, 1.1 of 512 bits a cycle on Intel, and every constant is one. Three at once gain nothing more.
/// </summary>
internal static class Activations512
{
    /// <summary>What <see cref="Avx512DQ.Range(Vector512{float}, Vector512{float}, byte)"/> gives: the lesser magnitude, with the sign of the first operand
    /// or without one. Of NaN and a number, the number.</summary>
    internal const byte LesserMagnitude = 0b0010, LesserMagnitudeWithoutSign = 0b1010;

    /// <summary>
    /// What <see cref="Avx512F.Fixup(Vector512{float}, Vector512{float}, Vector512{int}, byte)"/> gives for the second operand, four bits a kind (from the
    /// lowest: quiet NaN, signalling NaN, 0, 1, -∞, ∞, negative,
    /// positive): NaN for NaN, else the first operand; or NaN for NaN, else 0 with the sign of the second. A range and this beside the chain of dependent
    /// operations, not a maximum and a minimum in it:
    /// a sigmoid and a tanh are two cycles shorter on AMD, four and one on Intel.
    /// </summary>
    internal const int UnlessNaN = 0x00000022, SignOrNaN = unchecked((int)0x87878122);

    /// <summary>1 / <paramref name="sum"/>: an estimate and a step of Newton's. <paramref name="one"/> is 1, where it is in a register.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<float> Inverse(Vector512<float> sum, Vector512<float> one)
    {
        Vector512<float> estimate = Avx512F.Reciprocal14(sum);
        return Avx512F.FusedMultiplyAdd(estimate, Avx512F.FusedMultiplyAddNegated(sum, estimate, one), estimate);
    }

    /// <summary>
    /// A constant, by way of a structure. Otherwise the JIT would keep the constants that several sigmoids share in registers, and spill sums for them.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<float> Constant(float value) => Simd512.Broadcast(value).Value;

    /// <summary>Half of a table, in the same way.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<float> Load(Vector512<float> table) => Simd512.Of(table).Value;

    /// <summary>A constant as bits, in the same way.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<int> Bits(int value) => Constant(BitConverter.Int32BitsToSingle(value)).AsInt32();
}
