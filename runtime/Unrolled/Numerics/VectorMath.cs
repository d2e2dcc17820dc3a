using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Unrolled.CompilerServices;

/// <summary>
/// The functions of the equation vocabulary on vectors, without branches: one text for every width. Widths differ in the last places only where one fuses
/// multiply and add and the other does not. NaN in, NaN out. The stated errors were measured against double precision on the 512-bit width: of sigmoid,
/// tanh and
/// exp over all floats, of the others over every fifth; the tests hold each width to the whole number of ulp above.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static partial class VectorMath
{
    internal const float Log2E = 1.44269504f;

    // ln 2 in two parts; the first has so few bits that its product with an exponent is exact.
    internal const float Ln2High = 0.693145752f, Ln2Low = 1.42860677e-06f;

    // ln 2 as a float, and what that lacks.
    internal const float Ln2 = 0.693147182f, Ln2Rest = -1.9046542e-09f;

    // (e^r - 1 - r) / r^2 = Exp2 + Exp3·r + … + Exp6·r^4: minimax (Remez) of degree 4 on |r| <= ln 2 / 2; relative error of e^r: 3.1e-9.
    internal const float Exp2 = 0.49999994f, Exp3 = 0.166665196f, Exp4 = 0.0416684002f, Exp5 = 0.00836885069f, Exp6 = 0.00138143171f;

    // Where the sigmoid stays as it is: at the lower one it is the smallest normal number.
    internal const float LeastLogarithm = -87.33654f, MostLogarithm = 87f;

    // (e^2r - 1 - 2r) / r^2 = TwiceExp2 + … + TwiceExp6·r^4: minimax (Remez) of degree 4 on |r| <= ln 2 / 4; relative error of e^2r - 1: 1.4e-8.
    internal const float TwiceExp2 = 1.99999988f, TwiceExp3 = 1.33332336f, TwiceExp4 = 0.66667527f, TwiceExp5 = 0.26773271f, TwiceExp6 = 0.0888479874f;

    // Added to a square that counts beside 1 at most: too small to change a sum, and enough that the square of a small number is not subnormal. Without fused
    // operations the number is made larger instead.
    internal const float LeastSquare = 1e-35f, LeastSquared = 1e-17f;

    // Half of ln 2, where tanh has become 1, and up to where tanh x is x.
    internal const float HalfLn2 = 0.34657359f, TanhIsOne = 9.1f, TanhIsItself = 1e-9f;

    // Adding it rounds a small number to an integer and leaves that, plus the bias of an exponent, in the low bits of the sum.
    internal const float RoundToExponent = 12582912f + 127f;

    /// <summary>
    /// 1 / (1 + e^−x). Error at most 3.9 ulp (by the table of 512 bits 3.7, of 256 bits 3.4), for negative x as well, down to the smallest normal float,
    /// 1.2e-38; from x = −87.3 on it stays there.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Sigmoid<V>(V x) where V : struct, ISimd<V> => V.Sigmoid(x);

    /// <summary>The sigmoid for widths that have it in no other way.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V SigmoidByExponential<V>(V x) where V : struct, ISimd<V>
    {
        // e^-x = 2^-n·e^-r, |r| <= ln 2 / 2.
        V y = V.Min(V.Broadcast(MostLogarithm), V.Max(V.Broadcast(LeastLogarithm), x));
        V shifted = V.NegativeMultiplyAdd(y, V.Broadcast(Log2E), V.Broadcast(RoundToExponent));
        V n = V.Broadcast(RoundToExponent) - shifted;

        // One product where that is not rounded; the polynomial then adds what Ln2 lacks, beside the chain of dependent operations.
        V r = V.Fuses ? V.NegativeMultiplyAdd(n, V.Broadcast(Ln2), y)
            : V.NegativeMultiplyAdd(n, V.Broadcast(Ln2Low), V.NegativeMultiplyAdd(n, V.Broadcast(Ln2High), y));
        V rest = V.Fuses ? V.MultiplyAdd(n, V.Broadcast(Ln2Rest), V.Broadcast(1f)) : V.Broadcast(1f);
        V r2 = Square(r);

        // The polynomial of Exp in -r.
        V low = V.NegativeMultiplyAdd(V.Broadcast(Exp3), r, V.Broadcast(Exp2));
        V high = V.NegativeMultiplyAdd(V.Broadcast(Exp5), r, V.Broadcast(Exp4));
        low = V.MultiplyAdd(low, r2, rest - r);
        high = V.MultiplyAdd(V.Broadcast(Exp6), r2, high);
        V e = V.MultiplyAdd(high, Square(r2), low);
        return V.Reciprocal(V.MultiplyAdd(V.ShiftIntoExponent(shifted), e, V.Broadcast(1f)));
    }

    /// <summary>The hyperbolic tangent. Error at most 9.1e-8, and at most 3.4 ulp near 0 (by the table of 512 bits 9.6e-8, and 1 ulp near 0); the sign of
    /// zero is kept.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Tanh<V>(V x) where V : struct, ISimd<V> => V.Tanh(x);

    /// <summary>tanh by the exponential function: for widths that look up no tables.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V TanhByExponential<V>(V x) where V : struct, ISimd<V>
    {
        // tanh y = u / (u + 2) with u = e^2y - 1, accurate near 0 as well; y = |x|, for the quotient loses places where u is near -1.
        // e^2y = 2^n·e^2r, |r| <= ln 2 / 4. From 9.02 on tanh rounds to 1.
        V y = V.Min(V.Broadcast(TanhIsOne), V.Abs(x));
        V shifted = V.MultiplyAdd(y, V.Broadcast(2f * Log2E), V.Broadcast(RoundToExponent));
        V n = shifted - V.Broadcast(RoundToExponent);
        V r = V.NegativeMultiplyAdd(n, V.Broadcast(HalfLn2), y);

        // Nearer to 0 the square does not count, and would become subnormal.
        V r2 = r * V.And(V.GreaterThan(y, V.Broadcast(TanhIsItself)), r);

        V low = V.MultiplyAdd(V.Broadcast(TwiceExp3), r, V.Broadcast(TwiceExp2));
        V high = V.MultiplyAdd(V.Broadcast(TwiceExp5), r, V.Broadcast(TwiceExp4));
        low = V.MultiplyAdd(low, r2, r + r);
        high = V.MultiplyAdd(V.Broadcast(TwiceExp6), r2, high);
        V e = V.MultiplyAdd(high, r2 * r2, low);
        V power = V.ShiftIntoExponent(shifted);
        V u = V.MultiplyAdd(power, e, power - V.Broadcast(1f));
        return V.Or(V.Quotient(u, u + V.Broadcast(2f)), V.And(V.Broadcast(-0f), x));
    }

    /// <summary>max(0, x), exact.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Relu<V>(V x) where V : struct, ISimd<V> => V.Max(V.Zero, x);

    /// <summary>e^x. Error at most 1.8 ulp, subnormal results included; infinite from 88.73 on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Exp<V>(V x) where V : struct, ISimd<V>
    {
        // Past these bounds the result is 0 or infinite.
        V y = V.Min(V.Broadcast(89.5f), V.Max(V.Broadcast(-104.5f), x));
        V n = V.RoundToEven(y * V.Broadcast(Log2E));
        V r = V.NegativeMultiplyAdd(n, V.Broadcast(Ln2High), y);
        r = V.NegativeMultiplyAdd(n, V.Broadcast(Ln2Low), r);
        return V.ScaleByPowerOfTwo(ExpReduced(r), n);
    }

    /// <summary>The smaller lane; NaN where either is NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Min<V>(V a, V b) where V : struct, ISimd<V> => V.Select(V.Equal(a, a), V.Min(a, b), a);

    /// <summary>The larger lane; NaN where either is NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Max<V>(V a, V b) where V : struct, ISimd<V> => V.Select(V.Equal(a, a), V.Max(a, b), a);

    /// <summary>a² for a polynomial: never subnormal, and so never slow.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Square<V>(V a) where V : struct, ISimd<V>
    {
        if (V.Fuses)
            return V.MultiplyAdd(a, a, V.Broadcast(LeastSquare));
        V size = V.Max(V.Abs(a), V.Broadcast(LeastSquared));
        return size * size;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V ExpReduced<V>(V r) where V : struct, ISimd<V>
    {
        V r2 = Square(r);
        V low = V.MultiplyAdd(V.Broadcast(Exp3), r, V.Broadcast(Exp2));
        V high = V.MultiplyAdd(V.Broadcast(Exp5), r, V.Broadcast(Exp4));
        low = V.MultiplyAdd(low, r2, r + V.Broadcast(1f));
        high = V.MultiplyAdd(V.Broadcast(Exp6), r2, high);
        return V.MultiplyAdd(high, Square(r2), low);
    }

    /// <summary>1 where <paramref name="x"/> is positive, else 0: the derivative of <see cref="Relu"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Positive<V>(V x) where V : struct, ISimd<V> => V.And(V.GreaterThan(x, V.Zero), V.Broadcast(1f));

    /// <summary>-1, 0 or 1: the derivative of the absolute value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Sign<V>(V x) where V : struct, ISimd<V> => Positive(x) - Positive(-x);
}
