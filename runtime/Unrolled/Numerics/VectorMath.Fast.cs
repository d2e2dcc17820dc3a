using System.Runtime.CompilerServices;

namespace Unrolled.CompilerServices;

/// <summary>What <see cref="Activations.Fast"/> takes: a rational form, of fewer operations than the exponential function, where a width has nothing
/// faster.</summary>
public static partial class VectorMath
{
    /// <summary>From where on the hyperbolic tangent stays as it is.</summary>
    internal const float MostFastTanh = 7.9f;

    // tanh x = x·P(x²) / Q(x²) on |x| <= 7.9: minimax of degrees 4 and 4 in x², by Lawson's iteration; 5.0e-9 before rounding.
    internal const float P0 = 1f, P1 = 0.13444452f, P2 = 0.0035716963f, P3 = 2.1903423e-05f, P4 = 1.525969e-08f;
    internal const float Q0 = 1f, Q1 = 0.46777773f, Q2 = 0.026164414f, Q3 = 0.00034117434f, Q4 = 8.530551e-07f;

    /// <summary>The hyperbolic tangent, within 4e-7; the rational form is constant from |x| = 7.9 on. (512 bits: <see cref="Tanh{V}(V)"/>.)</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V FastTanh<V>(V x) where V : struct, ISimd<V> => V.FastTanh(x);

    /// <summary>1 / (1 + e^−x) within 2.5e-7; the rational form, ½ + ½·tanh(x/2), is not near 0 relatively below x = −15. (512 and 256 bits:
    /// <see cref="Sigmoid{V}(V)"/>.)</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V FastSigmoid<V>(V x) where V : struct, ISimd<V> => V.FastSigmoid(x);

    /// <summary><see cref="FastTanh{V}(V)"/> for widths that have it in no other way.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V RationalTanh<V>(V x) where V : struct, ISimd<V>
    {
        V y = V.Min(V.Broadcast(MostFastTanh), V.Max(V.Broadcast(-MostFastTanh), x));
        V s = Square(y), s2 = Square(s);
        V p = V.MultiplyAdd(V.MultiplyAdd(V.Broadcast(P4), s2, V.MultiplyAdd(V.Broadcast(P3), s, V.Broadcast(P2))), s2,
            V.MultiplyAdd(V.Broadcast(P1), s, V.Broadcast(P0)));
        V q = V.MultiplyAdd(V.MultiplyAdd(V.Broadcast(Q4), s2, V.MultiplyAdd(V.Broadcast(Q3), s, V.Broadcast(Q2))), s2,
            V.MultiplyAdd(V.Broadcast(Q1), s, V.Broadcast(Q0)));
        return V.Quotient(y * p, q);
    }

    /// <summary><see cref="FastSigmoid{V}(V)"/> for such widths.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V RationalSigmoid<V>(V x) where V : struct, ISimd<V> =>
        V.MultiplyAdd(RationalTanh(x * V.Broadcast(0.5f)), V.Broadcast(0.5f), V.Broadcast(0.5f));
}
