namespace Unrolled;

/// <summary>
/// A vector of floats, as wide as the machine has them: what arithmetic that is the same for every element is written in, once for all widths. Code is
/// generic over <typeparamref name="V"/> and compiled
/// for each width by itself. Every operation works lane by lane; a mask is a vector whose lanes have all bits set (true) or none (false).
/// </summary>
/// <typeparam name="V">The vector type itself.</typeparam>
public interface IVector<V> where V : struct, IVector<V>
{
    /// <summary>All lanes +0.</summary>
    static abstract V Zero { get; }

    /// <summary>All lanes <paramref name="value"/>.</summary>
    static abstract V Broadcast(float value);

    /// <summary>a + b, lane by lane.</summary>
    static abstract V operator +(V a, V b);

    /// <summary>a − b, lane by lane.</summary>
    static abstract V operator -(V a, V b);

    /// <summary>a · b, lane by lane.</summary>
    static abstract V operator *(V a, V b);

    /// <summary>a / b, lane by lane, correctly rounded.</summary>
    static abstract V operator /(V a, V b);

    /// <summary>−a: the sign bit flipped, also of zeros and NaNs.</summary>
    static abstract V operator -(V a);

    /// <summary>a·b + c: one rounding where the hardware has it (512 and 256 bits, Arm), otherwise two.</summary>
    static abstract V MultiplyAdd(V a, V b, V c);

    /// <summary>c − a·b: one rounding where the hardware has it (512 and 256 bits, Arm), otherwise two.</summary>
    static abstract V NegativeMultiplyAdd(V a, V b, V c);

    /// <summary>The smaller lane. NaN when <paramref name="b"/> is NaN; when only <paramref name="a"/> is, either of them.</summary>
    static abstract V Min(V a, V b);

    /// <summary>The larger lane. NaN when <paramref name="b"/> is NaN; when only <paramref name="a"/> is, either of them.</summary>
    static abstract V Max(V a, V b);

    /// <summary>|a|: the sign bit cleared.</summary>
    static abstract V Abs(V a);

    /// <summary>The square root, correctly rounded; NaN below zero.</summary>
    static abstract V Sqrt(V a);

    /// <summary>Mask of the lanes where a &gt; b; clear where one of them is NaN.</summary>
    static abstract V GreaterThan(V a, V b);

    /// <summary>Mask of the lanes where a = b; clear where one of them is NaN.</summary>
    static abstract V Equal(V a, V b);

    /// <summary>Lanes of <paramref name="a"/> where <paramref name="mask"/> is set, of <paramref name="b"/> elsewhere.</summary>
    static abstract V Select(V mask, V a, V b);

    /// <summary>Lanes of <paramref name="v"/> where <paramref name="mask"/> is set, +0 elsewhere; in general the bitwise and.</summary>
    static abstract V And(V mask, V v);

    /// <summary>The bitwise or.</summary>
    static abstract V Or(V a, V b);
}
