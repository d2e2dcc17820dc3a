using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Unrolled.CompilerServices;

/// <summary>Activations on 512 bits, as <see cref="Activations256"/> has them. Accurate tanh is in <see cref="TanhTable"/>.</summary>
internal static class Activations512
{
    /// <summary><see cref="VectorMath.Sigmoid"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Sigmoid(Vector512<float> x)
    {
        Vector512<float> y = Avx512F.Min(Vector512.Create(VectorMath.MostLogarithm), Avx512F.Max(Vector512.Create(VectorMath.LeastLogarithm), x));
        Vector512<float> shifted = Avx512F.FusedMultiplyAddNegated(y, Vector512.Create(VectorMath.Log2E), Vector512.Create(VectorMath.RoundToExponent));
        Vector512<float> n = Vector512.Create(VectorMath.RoundToExponent) - shifted;
        Vector512<float> r = Avx512F.FusedMultiplyAddNegated(n, Vector512.Create(VectorMath.Ln2), y), rest = Avx512F.FusedMultiplyAdd(n, Vector512.Create(VectorMath.Ln2Rest), Vector512.Create(1f));
        Vector512<float> r2 = r * r;
        Vector512<float> low = Avx512F.FusedMultiplyAdd(Avx512F.FusedMultiplyAddNegated(Vector512.Create(VectorMath.Exp3), r, Vector512.Create(VectorMath.Exp2)), r2, rest - r);
        Vector512<float> high = Avx512F.FusedMultiplyAdd(Vector512.Create(VectorMath.Exp6), r2, Avx512F.FusedMultiplyAddNegated(Vector512.Create(VectorMath.Exp5), r, Vector512.Create(VectorMath.Exp4)));
        Vector512<float> power = Vector512.ShiftLeft(shifted.AsInt32(), 23).AsSingle();
        Vector512<float> sum = Avx512F.FusedMultiplyAdd(power, Avx512F.FusedMultiplyAdd(high, r2 * r2, low), Vector512.Create(1f));

        // 1 / sum: an estimate and a step of Newton's.
        Vector512<float> estimate = Avx512F.Reciprocal14(sum);
        return Avx512F.FusedMultiplyAdd(estimate, Avx512F.FusedMultiplyAddNegated(sum, estimate, Vector512.Create(1f)), estimate);
    }

    /// <summary><see cref="VectorMath.FastSigmoid"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> FastSigmoid(Vector512<float> x) =>
        Avx512F.FusedMultiplyAdd(FastTanh(x * Vector512.Create(0.5f)), Vector512.Create(0.5f), Vector512.Create(0.5f));

    /// <summary><see cref="VectorMath.FastTanh"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> FastTanh(Vector512<float> x)
    {
        Vector512<float> y = Avx512F.Min(Vector512.Create(VectorMath.MostFastTanh), Avx512F.Max(Vector512.Create(-VectorMath.MostFastTanh), x));
        Vector512<float> s = y * y, s2 = s * s;
        Vector512<float> p = Avx512F.FusedMultiplyAdd(
            Avx512F.FusedMultiplyAdd(Vector512.Create(VectorMath.P4), s2, Avx512F.FusedMultiplyAdd(Vector512.Create(VectorMath.P3), s, Vector512.Create(VectorMath.P2))), s2,
            Avx512F.FusedMultiplyAdd(Vector512.Create(VectorMath.P1), s, Vector512.Create(VectorMath.P0)));
        Vector512<float> q = Avx512F.FusedMultiplyAdd(
            Avx512F.FusedMultiplyAdd(Vector512.Create(VectorMath.Q4), s2, Avx512F.FusedMultiplyAdd(Vector512.Create(VectorMath.Q3), s, Vector512.Create(VectorMath.Q2))), s2,
            Avx512F.FusedMultiplyAdd(Vector512.Create(VectorMath.Q1), s, Vector512.Create(VectorMath.Q0)));

        // y·p / q: an estimate of 1/q and a step of Newton's.
        Vector512<float> a = y * p, estimate = Avx512F.Reciprocal14(q), quotient = a * estimate;
        return Avx512F.FusedMultiplyAdd(estimate, Avx512F.FusedMultiplyAddNegated(q, quotient, a), quotient);
    }
}
