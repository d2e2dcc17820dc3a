namespace Unrolled;

/// <summary>The kinds of learned parameters in a cell's equations.</summary>
public enum EquationParameterKind
{
    /// <summary><c>W_g</c>: a matrix applied to x or to a slice of x.</summary>
    InputMatrix,

    /// <summary><c>R_g</c>: a matrix applied to anything else.</summary>
    RecurrentMatrix,

    /// <summary><c>b_g</c>: a vector that is added.</summary>
    Bias,

    /// <summary><c>p_g</c>: a vector that multiplies element by element.</summary>
    Scale,

    /// <summary><c>gain_g</c>: the factor of a layer normalisation.</summary>
    Gain,

    /// <summary><c>shift_g</c>: the summand of a layer normalisation.</summary>
    Shift,
}

/// <summary>A learned parameter of a cell's equations, as <see cref="Equations.Describe{TEquations}"/> finds it.</summary>
public sealed class EquationParameter
{
    internal EquationParameter(EquationParameterKind kind, int rows, int? columns, string? name, Initial initial)
    {
        if (name is not null)
            ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (columns is null && initial.Kind is not (InitialKind.Constant or InitialKind.Uniform))
            throw new ArgumentException($"{Prefix(kind)}{name ?? "…"} is a vector, and Initial.{initial.Kind} is for matrices: use a constant or "
                + "Initial.Uniform(a, b).", nameof(initial));
        Kind = kind;
        Shape = columns is int count ? new Shape(rows, count) : new Shape(rows);
        Initial = initial;
        if (name is not null)
            Name = Prefix(kind) + name;
    }

    /// <summary>Its kind.</summary>
    public EquationParameterKind Kind { get; }

    /// <summary>[rows, columns] of a matrix, [length] of a vector.</summary>
    public Shape Shape { get; }

    /// <summary>Number of elements; those of a matrix are row-major.</summary>
    public int Length => checked((int)Shape.Count);

    /// <summary>The name that the equations give with <c>name:</c>, as in <c>W_f</c>. Null otherwise, because only the generator knows the names of
    /// variables.</summary>
    public string? Name { get; }

    /// <summary>Its initial values.</summary>
    public Initial Initial { get; }

    /// <summary>Kind and shape, as in <c>W [4, 3]</c>; with a name, as in <c>W_f [4, 3]</c>.</summary>
    public override string ToString() => $"{Name ?? Prefix(Kind).TrimEnd('_')} {Shape}";

    /// <summary>Whether a parameter of this name, as in <c>W_f</c>, can be this one.</summary>
    internal bool Matches(string name) => Name is null ? name.StartsWith(Prefix(Kind), StringComparison.Ordinal) : name == Name;

    private static string Prefix(EquationParameterKind kind) => kind switch
    {
        EquationParameterKind.InputMatrix => "W_",
        EquationParameterKind.RecurrentMatrix => "R_",
        EquationParameterKind.Bias => "b_",
        EquationParameterKind.Scale => "p_",
        EquationParameterKind.Gain => "gain_",
        _ => "shift_",
    };
}
