using System.Runtime.CompilerServices;

namespace Unrolled.CompilerServices;

public static partial class VectorMath
{
    /// <summary>The sine of x in radians. For |x| ≤ 8192 the error is at most 1e-7 and 2.4 ulp; beyond, it grows until nothing is left. NaN of
    /// infinities.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Sin<V>(V x) where V : struct, ISimd<V> => Circular(x, V.Zero);

    /// <summary>The cosine of x in radians. For |x| ≤ 8192 the error is at most 1e-7 and 2.4 ulp; beyond, it grows until nothing is left. NaN of
    /// infinities.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Cos<V>(V x) where V : struct, ISimd<V> => Circular(x, V.Broadcast(1f));

    /// <summary>sin(x + quarters·π/2).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Circular<V>(V x, V quarters) where V : struct, ISimd<V>
    {
        // x = n·pi/2 + r. pi/2 in parts of 11 bits, whose products with n < 2^13 are exact, and a rest.
        V n = V.RoundToEven(x * V.Broadcast(0.636619772f));
        V r = V.NegativeMultiplyAdd(n, V.Broadcast(1.5703125f), x);
        r = V.NegativeMultiplyAdd(n, V.Broadcast(0.000483751297f), r);
        r = V.NegativeMultiplyAdd(n, V.Broadcast(7.54953362e-08f), r);
        r = V.NegativeMultiplyAdd(n, V.Broadcast(2.56334407e-12f), r);
        V r2 = Square(r);

        // (sin r - r) / r^3 and (cos r - 1 + r^2/2) / r^4: minimax (Remez) of degree 2 in r^2 on |r| <= pi/4; relative errors 3.9e-9 and 1.2e-10.
        V sine = V.MultiplyAdd(V.MultiplyAdd(V.Broadcast(-0.00019514632f), r2, V.Broadcast(0.00833215564f)), r2, V.Broadcast(-0.166666552f));
        sine = V.MultiplyAdd(sine * r2, r, r);
        V cosine = V.MultiplyAdd(V.MultiplyAdd(V.Broadcast(2.44324128e-05f), r2, V.Broadcast(-0.00138873095f)), r2, V.Broadcast(0.0416666456f));
        cosine = V.MultiplyAdd(cosine * r2, r2, V.NegativeMultiplyAdd(V.Broadcast(0.5f), r2, V.Broadcast(1f)));

        // The quadrant, 0 to 3: odd ones take the cosine, the upper two the opposite sign.
        V quadrant = n + quarters;
        quadrant = V.NegativeMultiplyAdd(V.Broadcast(4f), V.RoundToEven(V.MultiplyAdd(quadrant, V.Broadcast(0.25f), V.Broadcast(-0.375f))), quadrant);
        V odd = V.Abs(quadrant - V.Broadcast(2f));
        V value = V.Select(V.Equal(odd, V.Broadcast(1f)), cosine, sine);
        return V.Select(V.GreaterThan(quadrant, V.Broadcast(1.5f)), -value, value);
    }
}
