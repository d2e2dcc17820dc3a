namespace Unrolled.Compiler.Graph;

/// <summary>The numbers from <paramref name="Low"/> to <paramref name="High"/>, both included.</summary>
internal readonly record struct Interval(double Low, double High)
{
    /// <summary>All numbers.</summary>
    public static Interval Any { get; } = new(double.NegativeInfinity, double.PositiveInfinity);

    public static Interval Unit { get; } = new(-1, 1);

    public static Interval Zero { get; } = new(0, 0);

    public bool IsBounded => !double.IsInfinity(Low) && !double.IsInfinity(High);

    /// <summary>Whether all of it lies in [-1, 1], rounding errors of the analysis aside.</summary>
    public bool IsInUnit => Low >= -1 - Slack && High <= 1 + Slack;

    private const double Slack = 1e-9;

    public Interval Union(Interval other) => new(Math.Min(Low, other.Low), Math.Max(High, other.High));

    public static Interval operator +(Interval a, Interval b) => new(a.Low + b.Low, a.High + b.High);

    public static Interval operator -(Interval a, Interval b) => a + -b;

    public static Interval operator -(Interval a) => new(-a.High, -a.Low);

    public static Interval operator *(Interval a, Interval b)
    {
        double[] products = [Product(a.Low, b.Low), Product(a.Low, b.High), Product(a.High, b.Low), Product(a.High, b.High)];
        return new(products.Min(), products.Max());
    }

    /// <summary>What <paramref name="function"/>, which never falls, makes of it.</summary>
    public Interval Through(Func<double, double> function) => new(function(Low), function(High));

    /// <summary>0 times a bound that may be anything is 0.</summary>
    private static double Product(double a, double b) => a == 0 || b == 0 ? 0 : a * b;
}
