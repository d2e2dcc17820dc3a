using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Unrolled.CompilerServices;

/// <summary>
/// Activations of two vectors at once: the operations of one, each followed by that of the other. Loads are what a step of few units waits for, 1.1 of 512 bits a cycle on
/// Intel, and every constant is one. (LSTM 1x16 with i and f so: 62 ns for 69; 1x32 with two blocks of units so: 138 for 155. Three at once are no gain: 70.)
/// </summary>
internal static partial class Activations512
{
    /// <summary><see cref="Sigmoid(Vector512{float})"/> of two vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Sigmoid(Vector512<float> a, Vector512<float> b, out Vector512<float> sigmoidOfA, out Vector512<float> sigmoidOfB)
    {
        Vector512<float> most = Constant(-VectorMath.LeastLogarithm);
        Vector512<float> ya = Avx512DQ.Range(a, most, LesserMagnitude), yb = Avx512DQ.Range(b, most, LesserMagnitude);
        Vector512<float> log2E = Constant(VectorMath.Log2E), round = Constant(VectorMath.RoundToExponent);
        Vector512<float> shiftedA = Avx512F.FusedMultiplyAddNegated(ya, log2E, round), shiftedB = Avx512F.FusedMultiplyAddNegated(yb, log2E, round);
        Vector512<float> na = round - shiftedA, nb = round - shiftedB;
        Vector512<float> ln2 = Constant(VectorMath.Ln2), ln2Rest = Constant(VectorMath.Ln2Rest), one = Constant(1f);
        Vector512<float> ra = Avx512F.FusedMultiplyAddNegated(na, ln2, ya), rb = Avx512F.FusedMultiplyAddNegated(nb, ln2, yb);
        Vector512<float> restA = Avx512F.FusedMultiplyAdd(na, ln2Rest, one), restB = Avx512F.FusedMultiplyAdd(nb, ln2Rest, one);
        Vector512<float> ra2 = ra * ra, rb2 = rb * rb;
        Vector512<float> exp2 = Constant(VectorMath.Exp2), exp3 = Constant(VectorMath.Exp3);
        Vector512<float> lowA = Avx512F.FusedMultiplyAdd(Avx512F.FusedMultiplyAddNegated(exp3, ra, exp2), ra2, restA - ra), lowB = Avx512F.FusedMultiplyAdd(Avx512F.FusedMultiplyAddNegated(exp3, rb, exp2), rb2, restB - rb);
        Vector512<float> exp4 = Constant(VectorMath.Exp4), exp5 = Constant(VectorMath.Exp5), exp6 = Constant(VectorMath.Exp6);
        Vector512<float> highA = Avx512F.FusedMultiplyAdd(exp6, ra2, Avx512F.FusedMultiplyAddNegated(exp5, ra, exp4)), highB = Avx512F.FusedMultiplyAdd(exp6, rb2, Avx512F.FusedMultiplyAddNegated(exp5, rb, exp4));
        Vector512<float> powerA = Vector512.ShiftLeft(shiftedA.AsInt32(), 23).AsSingle(), powerB = Vector512.ShiftLeft(shiftedB.AsInt32(), 23).AsSingle();
        Vector512<int> unlessNaN = Bits(UnlessNaN);
        Vector512<float> oneOfA = Avx512F.Fixup(one, a, unlessNaN, 0), oneOfB = Avx512F.Fixup(one, b, unlessNaN, 0);
        Vector512<float> sumA = Avx512F.FusedMultiplyAdd(powerA, Avx512F.FusedMultiplyAdd(highA, ra2 * ra2, lowA), oneOfA), sumB = Avx512F.FusedMultiplyAdd(powerB, Avx512F.FusedMultiplyAdd(highB, rb2 * rb2, lowB), oneOfB);
        Vector512<float> estimateA = Avx512F.Reciprocal14(sumA), estimateB = Avx512F.Reciprocal14(sumB);
        sigmoidOfA = Avx512F.FusedMultiplyAdd(estimateA, Avx512F.FusedMultiplyAddNegated(sumA, estimateA, one), estimateA);
        sigmoidOfB = Avx512F.FusedMultiplyAdd(estimateB, Avx512F.FusedMultiplyAddNegated(sumB, estimateB, one), estimateB);
    }

    /// <summary><see cref="FastSigmoid(Vector512{float})"/> of two vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void FastSigmoid(Vector512<float> a, Vector512<float> b, out Vector512<float> sigmoidOfA, out Vector512<float> sigmoidOfB)
    {
        Vector512<float> half = Constant(0.5f);
        FastTanh(a * half, b * half, out var tanhOfA, out var tanhOfB);
        sigmoidOfA = Avx512F.FusedMultiplyAdd(tanhOfA, half, half);
        sigmoidOfB = Avx512F.FusedMultiplyAdd(tanhOfB, half, half);
    }

    /// <summary><see cref="FastTanh(Vector512{float})"/> of two vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void FastTanh(Vector512<float> a, Vector512<float> b, out Vector512<float> tanhOfA, out Vector512<float> tanhOfB)
    {
        Vector512<float> most = Constant(VectorMath.MostFastTanh), least = Constant(-VectorMath.MostFastTanh);
        Vector512<float> ya = Avx512F.Min(most, Avx512F.Max(least, a)), yb = Avx512F.Min(most, Avx512F.Max(least, b));
        Vector512<float> sa = ya * ya, sb = yb * yb, sa2 = sa * sa, sb2 = sb * sb;
        Vector512<float> c2 = Constant(VectorMath.P2), c3 = Constant(VectorMath.P3), c4 = Constant(VectorMath.P4);
        Vector512<float> pa = Avx512F.FusedMultiplyAdd(c4, sa2, Avx512F.FusedMultiplyAdd(c3, sa, c2)), pb = Avx512F.FusedMultiplyAdd(c4, sb2, Avx512F.FusedMultiplyAdd(c3, sb, c2));
        Vector512<float> c0 = Constant(VectorMath.P0), c1 = Constant(VectorMath.P1);
        (pa, pb) = (Avx512F.FusedMultiplyAdd(pa, sa2, Avx512F.FusedMultiplyAdd(c1, sa, c0)), Avx512F.FusedMultiplyAdd(pb, sb2, Avx512F.FusedMultiplyAdd(c1, sb, c0)));
        (c2, c3, c4) = (Constant(VectorMath.Q2), Constant(VectorMath.Q3), Constant(VectorMath.Q4));
        Vector512<float> qa = Avx512F.FusedMultiplyAdd(c4, sa2, Avx512F.FusedMultiplyAdd(c3, sa, c2)), qb = Avx512F.FusedMultiplyAdd(c4, sb2, Avx512F.FusedMultiplyAdd(c3, sb, c2));
        (c0, c1) = (Constant(VectorMath.Q0), Constant(VectorMath.Q1));
        (qa, qb) = (Avx512F.FusedMultiplyAdd(qa, sa2, Avx512F.FusedMultiplyAdd(c1, sa, c0)), Avx512F.FusedMultiplyAdd(qb, sb2, Avx512F.FusedMultiplyAdd(c1, sb, c0)));
        (pa, pb) = (ya * pa, yb * pb);
        Vector512<float> estimateA = Avx512F.Reciprocal14(qa), estimateB = Avx512F.Reciprocal14(qb);
        Vector512<float> quotientA = pa * estimateA, quotientB = pb * estimateB;
        tanhOfA = Avx512F.FusedMultiplyAdd(estimateA, Avx512F.FusedMultiplyAddNegated(qa, quotientA, pa), quotientA);
        tanhOfB = Avx512F.FusedMultiplyAdd(estimateB, Avx512F.FusedMultiplyAddNegated(qb, quotientB, pb), quotientB);
    }
}
