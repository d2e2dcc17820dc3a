namespace Unrolled;

/// <summary>
/// The initial values of a parameter. They depend on its name, its shape and the model's seed alone, so they are the same bits on every machine and for
/// every vector width.
/// </summary>
public sealed record Initial
{
    private Initial(InitialKind kind, double low = 0, double high = 0)
    {
        Kind = kind;
        Low = low;
        High = high;
    }

    /// <summary>Uniform in ±√(6 / (fan-in + fan-out)) of that matrix (Glorot and Bengio 2010).</summary>
    public static Initial GlorotUniform { get; } = new(InitialKind.GlorotUniform);

    /// <summary>A random orthogonal matrix (Saxe et al. 2014): its columns are orthonormal, or its rows where there are fewer of them.</summary>
    public static Initial Orthogonal { get; } = new(InitialKind.Orthogonal);

    /// <summary>1 on the diagonal and 0 elsewhere (Le et al. 2015).</summary>
    public static Initial Identity { get; } = new(InitialKind.Identity);

    internal InitialKind Kind { get; }

    /// <summary>The constant, or the least value of a uniform distribution.</summary>
    internal double Low { get; }

    /// <summary>The bound above the values of a uniform distribution.</summary>
    internal double High { get; }

    /// <summary>Converts a number to that constant.</summary>
    /// <param name="value">Every element's value.</param>
    public static implicit operator Initial(double value) => Constant(value);

    /// <summary>The same value for every element.</summary>
    /// <param name="value">The value; finite.</param>
    public static Initial Constant(double value) => new(InitialKind.Constant, RequireFinite(value, nameof(value)));

    /// <summary>Uniform from <paramref name="low"/> to <paramref name="high"/>.</summary>
    /// <param name="low">The least value; finite.</param>
    /// <param name="high">The bound above; finite and not below <paramref name="low"/>.</param>
    public static Initial Uniform(double low, double high)
    {
        RequireFinite(low, nameof(low));
        RequireFinite(high, nameof(high));
        ArgumentOutOfRangeException.ThrowIfLessThan(high, low);
        return new Initial(InitialKind.Uniform, low, high);
    }

    private static double RequireFinite(double value, string name) =>
        float.IsFinite((float)value) ? value : throw new ArgumentOutOfRangeException(name, value, "An initial value must be a finite float.");
}

/// <summary>The kinds of <see cref="Initial"/>.</summary>
internal enum InitialKind
{
    Constant,
    Uniform,
    GlorotUniform,
    Orthogonal,
    Identity,
}
