using System.Runtime.CompilerServices;

namespace Unrolled.CompilerServices;

public static partial class VectorMath
{
    private const float SmallestNormal = 1.17549435e-38f, Sqrt2 = 1.41421354f;

    /// <summary>The natural logarithm: −∞ of 0, NaN below. Error at most 0.9 ulp, subnormal arguments included.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Log<V>(V x) where V : struct, ISimd<V>
    {
        V one = V.Broadcast(1f);
        V subnormal = V.GreaterThan(V.Broadcast(SmallestNormal), x);
        V normal = V.Select(subnormal, x * V.Broadcast(8388608f), x);

        // x = m·2^e with m in (sqrt 1/2, sqrt 2].
        V e = V.Exponent(normal) - V.And(subnormal, V.Broadcast(23f));
        V m = V.Mantissa(normal);
        V upper = V.GreaterThan(m, V.Broadcast(Sqrt2));
        m = V.Select(upper, m * V.Broadcast(0.5f), m);
        e += V.And(upper, one);

        V result = LogReduced(m - one, e);
        result = V.Select(V.Equal(x, V.Broadcast(float.PositiveInfinity)), x, result);
        V outside = V.Select(V.Equal(x, V.Zero), V.Broadcast(float.NegativeInfinity), V.Broadcast(float.NaN));
        return V.Select(V.GreaterThan(x, V.Zero), result, outside);
    }

    /// <summary>ln(1 + e^x). Error at most 2.7 ulp, for negative x as well, down to subnormal results.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Softplus<V>(V x) where V : struct, ISimd<V>
    {
        // max(x, 0) + ln(1 + e^-|x|). 1 + e is m·2^(0 or 1) with m - 1 in (sqrt 1/2 - 1, sqrt 2 - 1], found without rounding.
        V one = V.Broadcast(1f);
        V e = Exp(-V.Abs(x));
        V upper = V.GreaterThan(e, V.Broadcast(Sqrt2 - 1f));
        V f = V.Select(upper, V.MultiplyAdd(e, V.Broadcast(0.5f), V.Broadcast(-0.5f)), e);
        return Relu(x) + LogReduced(f, V.And(upper, one));
    }

    /// <summary>ln(1 + f) + e·ln 2 for 1 + f between √½ and √2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V LogReduced<V>(V f, V e) where V : struct, ISimd<V>
    {
        // (ln(1 + f) - f + f^2/2) / f^3: minimax (Remez) of degree 7; relative error of ln(1 + f): 5.9e-9.
        V f2 = f * f, f4 = f2 * f2;
        V p01 = V.MultiplyAdd(V.Broadcast(-0.250008225f), f, V.Broadcast(0.333333313f));
        V p23 = V.MultiplyAdd(V.Broadcast(-0.166233361f), f, V.Broadcast(0.200012282f));
        V p45 = V.MultiplyAdd(V.Broadcast(-0.131603643f), f, V.Broadcast(0.142017201f));
        V p67 = V.MultiplyAdd(V.Broadcast(-0.0763448402f), f, V.Broadcast(0.127619609f));
        V p = V.MultiplyAdd(V.MultiplyAdd(p67, f2, p45), f4, V.MultiplyAdd(p23, f2, p01));
        V tail = V.MultiplyAdd(p * f, f2, e * V.Broadcast(Ln2Low));
        tail = V.NegativeMultiplyAdd(V.Broadcast(0.5f), f2, tail);
        return V.MultiplyAdd(e, V.Broadcast(Ln2High), f + tail);
    }
}
