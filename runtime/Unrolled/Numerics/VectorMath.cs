using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Unrolled.CompilerServices;

/// <summary>
/// The functions of the equation vocabulary on vectors, without branches: one text for every width. Widths differ in the last places only where one fuses
/// multiply and add and the other does not. NaN in, NaN out.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static partial class VectorMath
{
    private const float Log2E = 1.44269504f;

    // ln 2 in two parts; the first has so few bits that its product with an exponent is exact.
    private const float Ln2High = 0.693145752f, Ln2Low = 1.42860677e-06f;

    // Adding it rounds a small number to an integer and leaves that, plus the bias of an exponent, in the low bits of the sum.
    private const float RoundToExponent = 12582912f + 127f;

    /// <summary>1 / (1 + e^−x).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Sigmoid<V>(V x) where V : struct, ISimd<V>
    {
        // e^-x = 2^n·e^r, |r| <= ln 2 / 2. From -x = 89 on 2^n is infinite, which makes the result 0.
        V y = V.Min(V.Broadcast(89f), V.Max(V.Broadcast(-87f), -x));
        V shifted = V.MultiplyAdd(y, V.Broadcast(Log2E), V.Broadcast(RoundToExponent));
        V n = shifted - V.Broadcast(RoundToExponent);
        V r = V.NegativeMultiplyAdd(n, V.Broadcast(Ln2High), y);
        r = V.NegativeMultiplyAdd(n, V.Broadcast(Ln2Low), r);
        V e = ExpReduced(r);
        return V.Broadcast(1f) / V.MultiplyAdd(V.ShiftIntoExponent(shifted), e, V.Broadcast(1f));
    }

    /// <summary>The hyperbolic tangent.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Tanh<V>(V x) where V : struct, ISimd<V>
    {
        // tanh x = u / (u + 2) with u = e^2x - 1, accurate near 0 as well. e^2x = 2^n·e^2r, |r| <= ln 2 / 4. From 9.02 on tanh rounds to 1.
        V y = V.Min(V.Broadcast(9.1f), V.Max(V.Broadcast(-9.1f), x));
        V shifted = V.MultiplyAdd(y, V.Broadcast(2f * Log2E), V.Broadcast(RoundToExponent));
        V n = shifted - V.Broadcast(RoundToExponent);
        V r = V.NegativeMultiplyAdd(n, V.Broadcast(0.34657359f), y);
        V r2 = r * r;

        // (e^2r - 1 - 2r) / r^2: minimax (Remez) of degree 4 on |r| <= ln 2 / 4; relative error of e^2r - 1: 1.4e-8.
        V low = V.MultiplyAdd(V.Broadcast(1.33332336f), r, V.Broadcast(1.99999988f));
        V high = V.MultiplyAdd(V.Broadcast(0.26773271f), r, V.Broadcast(0.66667527f));
        high = V.MultiplyAdd(V.Broadcast(0.0888479874f), r2, high);
        V u = V.MultiplyAdd(V.MultiplyAdd(high, r2, low), r2, r + r);
        V power = V.ShiftIntoExponent(shifted);
        u = V.MultiplyAdd(power, u, power - V.Broadcast(1f));
        return u / (u + V.Broadcast(2f));
    }

    /// <summary>max(0, x).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Relu<V>(V x) where V : struct, ISimd<V> => V.Max(V.Zero, x);

    /// <summary>e^x.</summary>
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V ExpReduced<V>(V r) where V : struct, ISimd<V>
    {
        // (e^r - 1 - r) / r^2: minimax (Remez) of degree 4 on |r| <= ln 2 / 2; relative error of e^r: 3.1e-9.
        V r2 = r * r;
        V low = V.MultiplyAdd(V.Broadcast(0.166665196f), r, V.Broadcast(0.49999994f));
        V high = V.MultiplyAdd(V.Broadcast(0.00836885069f), r, V.Broadcast(0.0416684002f));
        high = V.MultiplyAdd(V.Broadcast(0.00138143171f), r2, high);
        return V.MultiplyAdd(V.MultiplyAdd(high, r2, low), r2, r + V.Broadcast(1f));
    }
}
