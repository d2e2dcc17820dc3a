using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Unrolled.CompilerServices;

/// <summary>
/// Activations on 256 bits, written in instructions. The JIT expands one call instead of thirty, so the first step is compiled sooner. The activations of
/// several vectors also fit in one
/// method: the JIT expands no more calls in a method with 512 local variables.
/// tanh and the rational form are operation by operation what <see cref="VectorMath"/> has. The sigmoid looks up powers of 2: e^−x = 2^(k/8)·e^−r with |r|
/// ≤ ln 2 / 16, where a polynomial of degree 3 is enough, and
/// one permutation serves all lanes. The chain from x to its sigmoid is shorter than with a polynomial of degree 6 on |r| ≤ ln 2 / 2. For a small tanh, errors
/// of the looked-up powers would be more than 4 ulp.
/// </summary>
internal static class Activations256
{
    // ln 2 / 8 as a float, and what that lacks.
    private const float PerStep = 8f * VectorMath.Log2E, Step = VectorMath.Ln2 / 8f, StepRest = VectorMath.Ln2Rest / 8f;

    // Adding it rounds a small number to an integer and leaves that in the low bits of the sum, with the bias of an exponent above the lowest three.
    private const float RoundToIndex = 12582912f + (127f * 8f);

    // e^-r - 1 = -r + Exp2·r^2 - Exp3·r^3: minimax for |r| <= ln 2 / 16; relative error of e^-r: 1.8e-8.
    private const float Exp2 = 0.500070393f, Exp3 = 0.166666672f;

    // The bits of 2^(j/8), less those of 1 and of j/8, which the index brings with it when it is shifted into the exponent's place.
    private static Vector256<int> Powers
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector256.Create(0, -289342, -509968, -655657, -719629, -694486, -572163, -343865);
    }

    /// <summary><see cref="VectorMath.Sigmoid{V}(V)"/>: error at most 3.4 ulp. It takes no longer than a rational form, so that it is also
    /// <see cref="VectorMath.FastSigmoid{V}(V)"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Sigmoid(Vector256<float> x)
    {
        Vector256<float> y = Avx.Min(Constant(VectorMath.MostLogarithm), Avx.Max(Constant(VectorMath.LeastLogarithm), x));
        Vector256<float> shifted = Fma.MultiplyAddNegated(y, Constant(PerStep), Constant(RoundToIndex));
        Vector256<float> n = Constant(RoundToIndex) - shifted;
        Vector256<float> r = Fma.MultiplyAddNegated(n, Constant(Step), y), rest = Fma.MultiplyAdd(n, Constant(StepRest), Constant(1f));
        Vector256<int> k = shifted.AsInt32(), powers = new Simd256 { Value = Powers.AsSingle() }.Value.AsInt32();
        Vector256<float> power = (Vector256.ShiftLeft(k, 20) + Avx2.PermuteVar8x32(powers, k)).AsSingle();
        Vector256<float> polynomial = Fma.MultiplyAddNegated(Constant(Exp3), Square(r), Fma.MultiplySubtract(Constant(Exp2), r, Constant(1f)));
        Vector256<float> sum = Fma.MultiplyAdd(power * r, polynomial, Fma.MultiplyAdd(power, rest, Constant(1f)));
        return Constant(1f) / sum;
    }

    /// <summary><see cref="VectorMath.Tanh{V}(V)"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Tanh(Vector256<float> x)
    {
        Vector256<float> y = Avx.Min(Constant(VectorMath.TanhIsOne), Vector256.Abs(x));
        Vector256<float> shifted = Fma.MultiplyAdd(y, Constant(2f * VectorMath.Log2E), Constant(VectorMath.RoundToExponent));
        Vector256<float> r = Fma.MultiplyAddNegated(shifted - Constant(VectorMath.RoundToExponent), Constant(VectorMath.HalfLn2), y);

        // Nearer to 0 the square does not count, and would become subnormal.
        Vector256<float> r2 = r * (Avx.CompareGreaterThan(y, Constant(VectorMath.TanhIsItself)) & r);
        Vector256<float> low = Fma.MultiplyAdd(Fma.MultiplyAdd(Constant(VectorMath.TwiceExp3), r, Constant(VectorMath.TwiceExp2)), r2, r + r);
        Vector256<float> high = Fma.MultiplyAdd(Constant(VectorMath.TwiceExp6), r2,
            Fma.MultiplyAdd(Constant(VectorMath.TwiceExp5), r, Constant(VectorMath.TwiceExp4)));
        Vector256<float> power = Vector256.ShiftLeft(shifted.AsInt32(), 23).AsSingle();
        Vector256<float> u = Fma.MultiplyAdd(power, Fma.MultiplyAdd(high, r2 * r2, low), power - Constant(1f));
        return (u / (u + Constant(2f))) | (x & Constant(-0f));
    }

    /// <summary><see cref="VectorMath.FastTanh{V}(V)"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> FastTanh(Vector256<float> x)
    {
        Vector256<float> y = Avx.Min(Constant(VectorMath.MostFastTanh), Avx.Max(Constant(-VectorMath.MostFastTanh), x));
        Vector256<float> s = Square(y), s2 = Square(s);
        Vector256<float> p = Fma.MultiplyAdd(
            Fma.MultiplyAdd(Constant(VectorMath.P4), s2, Fma.MultiplyAdd(Constant(VectorMath.P3), s, Constant(VectorMath.P2))), s2,
            Fma.MultiplyAdd(Constant(VectorMath.P1), s, Constant(VectorMath.P0)));
        Vector256<float> q = Fma.MultiplyAdd(
            Fma.MultiplyAdd(Constant(VectorMath.Q4), s2, Fma.MultiplyAdd(Constant(VectorMath.Q3), s, Constant(VectorMath.Q2))), s2,
            Fma.MultiplyAdd(Constant(VectorMath.Q1), s, Constant(VectorMath.Q0)));
        return y * p / q;
    }

    /// <summary>a² for a polynomial: never subnormal, and so never slow.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Square(Vector256<float> a) => Fma.MultiplyAdd(a, a, Constant(VectorMath.LeastSquare));

    /// <summary>
    /// A constant, by way of a structure. Otherwise the JIT would keep the constants that several activations share in registers, and spill sums for them.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Constant(float value) => Simd256.Broadcast(value).Value;
}
