using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Unrolled.CompilerServices;

/// <summary>
/// The sigmoid on 512 bits: e^−x = 2^(k/32)·e^−r with |r| ≤ ln 2 / 64, where a polynomial of degree 2 is enough. One permutation of two registers looks up
/// the powers of 2 for all lanes.
/// (Against a polynomial of degree 6 on |r| ≤ ln 2 / 2: the chain from x to its sigmoid is 33 cycles instead of 41, and one of eight at once takes 5.5
/// instead of 7.2.)
/// </summary>
internal static class SigmoidTable
{
    private const float PerStep = 32f * VectorMath.Log2E, Step = VectorMath.Ln2 / 32f;

    // Adding it rounds a small number to an integer and leaves that in the low bits of the sum, with the bias of an exponent above the lowest five.
    private const float RoundToIndex = 12582912f + (127f * 32f);

    // All powers are so many times as large, and what they are multiplied with is divided by it: with 1 for both, errors are up to 4.5 ulp, with these 3.7.
    // The powers next to a power of 2 are close to floats
    // then, and so is the inverse; and the inverse is below 1, where floats lie twice as close.
    private const float InverseScale = 0.97818005f;

    // (e^-r - 1) / scale = -Exp1·r + Exp2·r^2: minimax for |r| <= ln 2 / 64; relative error of e^-r: 5.3e-8. And what Step lacks, / scale.
    private const float Exp1 = 0.9781937f, Exp2 = 0.489090025f, StepRest = -5.82217122e-11f;

    // The bits of scale·2^(j/32), less those of 1 and of j/32, which the index brings with it when it is shifted into the exponent's place.
    private static Vector512<int> Low
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector512.Create(187122, 112762, 42514, -23532, -85284, -142648, -195528, -243826, -287441, -326271, -360211, -389154, -412990, -431608, -444894,
            -452731);
    }

    private static Vector512<int> High
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector512.Create(-454998, -451576, -442338, -427157, -405904, -378446, -344646, -304365, -257463, -203793, -143208, -75556, -682, 81572, 171366,
            265506);
    }

    /// <summary><see cref="VectorMath.Sigmoid{V}(V)"/>: error at most 3.7 ulp.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Sigmoid(Vector512<float> x)
    {
        Vector512<float> y = Avx512DQ.Range(x, Activations512.Constant(-VectorMath.LeastLogarithm), Activations512.LesserMagnitude);
        Vector512<float> shifted = Avx512F.FusedMultiplyAddNegated(y, Activations512.Constant(PerStep), Activations512.Constant(RoundToIndex));
        Vector512<float> n = Activations512.Constant(RoundToIndex) - shifted;
        Vector512<float> r = Avx512F.FusedMultiplyAddNegated(n, Activations512.Constant(Step), y);
        Vector512<float> rest = Avx512F.FusedMultiplyAdd(n, Activations512.Constant(StepRest), Activations512.Constant(InverseScale));
        Vector512<int> k = shifted.AsInt32();
        Vector512<float> power = (Vector512.ShiftLeft(k, 18)
            + Avx512F.PermuteVar16x32x2(Activations512.Load(Low.AsSingle()).AsInt32(), k, Activations512.Load(High.AsSingle()).AsInt32())).AsSingle();
        Vector512<float> one = Avx512F.Fixup(Activations512.Constant(1f), x, Activations512.Bits(Activations512.UnlessNaN), 0);
        Vector512<float> polynomial = Avx512F.FusedMultiplySubtract(Activations512.Constant(Exp2), r, Activations512.Constant(Exp1));
        Vector512<float> sum = Avx512F.FusedMultiplyAdd(power * r, polynomial, Avx512F.FusedMultiplyAdd(power, rest, one));
        return Activations512.Inverse(sum, Activations512.Constant(1f));
    }

    /// <summary>The same of two vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Sigmoid(Vector512<float> a, Vector512<float> b, out Vector512<float> sigmoidOfA, out Vector512<float> sigmoidOfB)
    {
        Vector512<float> most = Activations512.Constant(-VectorMath.LeastLogarithm);
        Vector512<float> ya = Avx512DQ.Range(a, most, Activations512.LesserMagnitude), yb = Avx512DQ.Range(b, most, Activations512.LesserMagnitude);
        Vector512<float> perStep = Activations512.Constant(PerStep), round = Activations512.Constant(RoundToIndex);
        Vector512<float> shiftedA = Avx512F.FusedMultiplyAddNegated(ya, perStep, round), shiftedB = Avx512F.FusedMultiplyAddNegated(yb, perStep, round);
        Vector512<float> na = round - shiftedA, nb = round - shiftedB;
        Vector512<float> step = Activations512.Constant(Step), stepRest = Activations512.Constant(StepRest), inverseScale =
            Activations512.Constant(InverseScale);
        Vector512<float> ra = Avx512F.FusedMultiplyAddNegated(na, step, ya), rb = Avx512F.FusedMultiplyAddNegated(nb, step, yb);
        Vector512<float> restA = Avx512F.FusedMultiplyAdd(na, stepRest, inverseScale), restB = Avx512F.FusedMultiplyAdd(nb, stepRest, inverseScale);
        Vector512<int> ka = shiftedA.AsInt32(), kb = shiftedB.AsInt32(), low = Activations512.Load(Low.AsSingle())
            .AsInt32(), high = Activations512.Load(High.AsSingle()).AsInt32();
        Vector512<float> powerA = (Vector512.ShiftLeft(ka, 18) + Avx512F.PermuteVar16x32x2(low, ka, high))
            .AsSingle(), powerB = (Vector512.ShiftLeft(kb, 18) + Avx512F.PermuteVar16x32x2(low, kb, high)).AsSingle();
        Vector512<float> one = Activations512.Constant(1f);
        Vector512<int> unlessNaN = Activations512.Bits(Activations512.UnlessNaN);
        Vector512<float> oneOfA = Avx512F.Fixup(one, a, unlessNaN, 0), oneOfB = Avx512F.Fixup(one, b, unlessNaN, 0);
        Vector512<float> exp1 = Activations512.Constant(Exp1), exp2 = Activations512.Constant(Exp2);
        Vector512<float> polynomialA = Avx512F.FusedMultiplySubtract(exp2, ra, exp1), polynomialB = Avx512F.FusedMultiplySubtract(exp2, rb, exp1);
        Vector512<float> sumA = Avx512F.FusedMultiplyAdd(powerA * ra, polynomialA, Avx512F.FusedMultiplyAdd(powerA, restA, oneOfA));
        Vector512<float> sumB = Avx512F.FusedMultiplyAdd(powerB * rb, polynomialB, Avx512F.FusedMultiplyAdd(powerB, restB, oneOfB));
        sigmoidOfA = Activations512.Inverse(sumA, one);
        sigmoidOfB = Activations512.Inverse(sumB, one);
    }
}
