namespace Unrolled;

public static partial class Equations
{
    /// <summary>What operations of one vector are in double precision, by their names in the equations that a model carries.</summary>
    internal static readonly Dictionary<string, Func<double, double>> OfOne = new()
    {
        ["Negate"] = static a => -a,
        [nameof(Sigmoid)] = static a => 1 / (1 + Math.Exp(-a)),
        [nameof(Tanh)] = Math.Tanh,
        [nameof(Relu)] = static a => Math.Max(a, 0),
        [nameof(Softplus)] = static a => Math.Max(a, 0) + LogOnePlus(Math.Exp(-Math.Abs(a))),
        [nameof(Exp)] = Math.Exp,
        [nameof(Log)] = Math.Log,
        [nameof(Sqrt)] = Math.Sqrt,
        [nameof(Sin)] = Math.Sin,
        [nameof(Cos)] = Math.Cos,
        [nameof(Abs)] = Math.Abs,
        [nameof(StopGradient)] = static a => a,
    };

    /// <summary>The same of two vectors.</summary>
    internal static readonly Dictionary<string, Func<double, double, double>> OfTwo = new()
    {
        ["Add"] = static (a, b) => a + b,
        ["Subtract"] = static (a, b) => a - b,
        ["Multiply"] = static (a, b) => a * b,
        ["Divide"] = static (a, b) => a / b,
        [nameof(Min)] = Math.Min,
        [nameof(Max)] = Math.Max,
    };

    /// <summary>The same of the mean of a vector, which gives one number for all elements.</summary>
    internal static readonly Dictionary<string, Func<double, double>> OfMean = new()
    {
        ["Mean"] = static mean => mean,
        ["InverseRoot"] = static mean => 1 / Math.Sqrt(mean + 1e-5),
    };

    /// <summary>The logistic function σ(v) = 1 / (1 + e^−v), element by element.</summary>
    /// <param name="v">A vector.</param>
    public static Vec Sigmoid(Vec v) => Apply(nameof(Sigmoid), v);

    /// <summary>The hyperbolic tangent, element by element.</summary>
    /// <param name="v">A vector.</param>
    public static Vec Tanh(Vec v) => Apply(nameof(Tanh), v);

    /// <summary>max(v, 0), element by element, with derivative 0 at 0.</summary>
    /// <param name="v">A vector.</param>
    public static Vec Relu(Vec v) => Apply(nameof(Relu), v);

    /// <summary>log(1 + e^v), element by element.</summary>
    /// <param name="v">A vector.</param>
    public static Vec Softplus(Vec v) => Apply(nameof(Softplus), v);

    /// <summary>e^v, element by element.</summary>
    /// <param name="v">A vector.</param>
    public static Vec Exp(Vec v) => Apply(nameof(Exp), v);

    /// <summary>The natural logarithm, element by element.</summary>
    /// <param name="v">A vector, positive for a finite result.</param>
    public static Vec Log(Vec v) => Apply(nameof(Log), v);

    /// <summary>The square root, element by element.</summary>
    /// <param name="v">A vector, not negative.</param>
    public static Vec Sqrt(Vec v) => Apply(nameof(Sqrt), v);

    /// <summary>The sine, element by element.</summary>
    /// <param name="v">A vector, in radians.</param>
    public static Vec Sin(Vec v) => Apply(nameof(Sin), v);

    /// <summary>The cosine, element by element.</summary>
    /// <param name="v">A vector, in radians.</param>
    public static Vec Cos(Vec v) => Apply(nameof(Cos), v);

    /// <summary>|v|, element by element, with derivative 0 at 0.</summary>
    /// <param name="v">A vector.</param>
    public static Vec Abs(Vec v) => Apply(nameof(Abs), v);

    /// <summary>The lesser of v and w, element by element; at a tie each gets half the gradient.</summary>
    /// <param name="v">A vector.</param>
    /// <param name="w">A vector as wide as <paramref name="v"/>.</param>
    /// <exception cref="ArgumentException">The widths differ.</exception>
    public static Vec Min(Vec v, Vec w) => Apply(nameof(Min), v, w);

    /// <summary>The lesser of v and c, element by element.</summary>
    /// <param name="v">A vector.</param>
    /// <param name="c">The greatest value of the result.</param>
    public static Vec Min(Vec v, double c) => Apply(nameof(Min), v, c);

    /// <summary>The lesser of c and v, element by element.</summary>
    /// <param name="c">The greatest value of the result.</param>
    /// <param name="v">A vector.</param>
    public static Vec Min(double c, Vec v) => Min(v, c);

    /// <summary>The greater of v and w, element by element; at a tie each gets half the gradient.</summary>
    /// <param name="v">A vector.</param>
    /// <param name="w">A vector as wide as <paramref name="v"/>.</param>
    /// <exception cref="ArgumentException">The widths differ.</exception>
    public static Vec Max(Vec v, Vec w) => Apply(nameof(Max), v, w);

    /// <summary>The greater of v and c, element by element.</summary>
    /// <param name="v">A vector.</param>
    /// <param name="c">The least value of the result.</param>
    public static Vec Max(Vec v, double c) => Apply(nameof(Max), v, c);

    /// <summary>The greater of c and v, element by element.</summary>
    /// <param name="c">The least value of the result.</param>
    /// <param name="v">A vector.</param>
    public static Vec Max(double c, Vec v) => Max(v, c);

    /// <summary>v itself; no gradient flows back through it.</summary>
    /// <param name="v">A vector.</param>
    public static Vec StopGradient(Vec v) => Apply(nameof(StopGradient), v);

    private static Vec Apply(string function, Vec v) => NotNull(v).Map(OfOne[function]);

    private static Vec Apply(string function, Vec v, Vec w) => Vec.Zip(function, v, w, OfTwo[function]);

    private static Vec Apply(string function, Vec v, double c)
    {
        var ofTwo = OfTwo[function];
        return NotNull(v).Map(a => ofTwo(a, c));
    }

    // log(1 + a) for a ≥ 0 with the rounding error of 1 + a divided out (W. Kahan), so that a tail of 1e-20 is not lost beside 1.
    private static double LogOnePlus(double a)
    {
        double sum = 1 + a;
        return sum == 1 ? a : Math.Log(sum) * (a / (sum - 1));
    }
}
