namespace Unrolled;

public static partial class Equations
{
    /// <summary>The logistic function σ(v) = 1 / (1 + e^−v), element by element.</summary>
    /// <param name="v">A vector.</param>
    public static Vec Sigmoid(Vec v) => Map(v, static a => 1 / (1 + Math.Exp(-a)));

    /// <summary>The hyperbolic tangent, element by element.</summary>
    /// <param name="v">A vector.</param>
    public static Vec Tanh(Vec v) => Map(v, Math.Tanh);

    /// <summary>max(v, 0), element by element, with derivative 0 at 0.</summary>
    /// <param name="v">A vector.</param>
    public static Vec Relu(Vec v) => Map(v, static a => Math.Max(a, 0));

    /// <summary>log(1 + e^v), element by element.</summary>
    /// <param name="v">A vector.</param>
    public static Vec Softplus(Vec v) => Map(v, static a => Math.Max(a, 0) + LogOnePlus(Math.Exp(-Math.Abs(a))));

    /// <summary>e^v, element by element.</summary>
    /// <param name="v">A vector.</param>
    public static Vec Exp(Vec v) => Map(v, Math.Exp);

    /// <summary>The natural logarithm, element by element.</summary>
    /// <param name="v">A vector, positive for a finite result.</param>
    public static Vec Log(Vec v) => Map(v, Math.Log);

    /// <summary>The square root, element by element.</summary>
    /// <param name="v">A vector, not negative.</param>
    public static Vec Sqrt(Vec v) => Map(v, Math.Sqrt);

    /// <summary>The sine, element by element.</summary>
    /// <param name="v">A vector, in radians.</param>
    public static Vec Sin(Vec v) => Map(v, Math.Sin);

    /// <summary>The cosine, element by element.</summary>
    /// <param name="v">A vector, in radians.</param>
    public static Vec Cos(Vec v) => Map(v, Math.Cos);

    /// <summary>|v|, element by element, with derivative 0 at 0.</summary>
    /// <param name="v">A vector.</param>
    public static Vec Abs(Vec v) => Map(v, Math.Abs);

    /// <summary>The lesser of v and w, element by element; at a tie each gets half the gradient.</summary>
    /// <param name="v">A vector.</param>
    /// <param name="w">A vector as wide as <paramref name="v"/>.</param>
    /// <exception cref="ArgumentException">The widths differ.</exception>
    public static Vec Min(Vec v, Vec w) => Vec.Zip(nameof(Min), v, w, Math.Min);

    /// <summary>The lesser of v and c, element by element.</summary>
    /// <param name="v">A vector.</param>
    /// <param name="c">The greatest value of the result.</param>
    public static Vec Min(Vec v, double c) => Map(v, a => Math.Min(a, c));

    /// <summary>The lesser of c and v, element by element.</summary>
    /// <param name="c">The greatest value of the result.</param>
    /// <param name="v">A vector.</param>
    public static Vec Min(double c, Vec v) => Min(v, c);

    /// <summary>The greater of v and w, element by element; at a tie each gets half the gradient.</summary>
    /// <param name="v">A vector.</param>
    /// <param name="w">A vector as wide as <paramref name="v"/>.</param>
    /// <exception cref="ArgumentException">The widths differ.</exception>
    public static Vec Max(Vec v, Vec w) => Vec.Zip(nameof(Max), v, w, Math.Max);

    /// <summary>The greater of v and c, element by element.</summary>
    /// <param name="v">A vector.</param>
    /// <param name="c">The least value of the result.</param>
    public static Vec Max(Vec v, double c) => Map(v, a => Math.Max(a, c));

    /// <summary>The greater of c and v, element by element.</summary>
    /// <param name="c">The least value of the result.</param>
    /// <param name="v">A vector.</param>
    public static Vec Max(double c, Vec v) => Max(v, c);

    /// <summary>v itself; no gradient flows back through it.</summary>
    /// <param name="v">A vector.</param>
    public static Vec StopGradient(Vec v) => Map(v, static a => a);

    private static Vec Map(Vec v, Func<double, double> function)
    {
        ArgumentNullException.ThrowIfNull(v);
        return v.Map(function);
    }

    // log(1 + a) for a ≥ 0 with the rounding error of 1 + a divided out (W. Kahan), so that a tail of 1e-20 is not lost beside 1.
    private static double LogOnePlus(double a)
    {
        double sum = 1 + a;
        return sum == 1 ? a : Math.Log(sum) * (a / (sum - 1));
    }
}
