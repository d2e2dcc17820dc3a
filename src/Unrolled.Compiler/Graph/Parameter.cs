namespace Unrolled.Compiler.Graph;

/// <summary>How a parameter's first values are drawn.</summary>
internal enum InitialKind
{
    GlorotUniform,
    Orthogonal,
    Identity,
    Constant,
    Uniform,
}

/// <summary>How a parameter's first values are drawn: with the constant where it is one, or the interval from which a uniform one draws.</summary>
internal sealed record Initial(InitialKind Kind, double Value = 0, double High = 0)
{
    public static readonly Initial GlorotUniform = new(InitialKind.GlorotUniform);
    public static readonly Initial Orthogonal = new(InitialKind.Orthogonal);
    public static readonly Initial Zero = new(InitialKind.Constant);
}

/// <summary>A learned matrix [Rows, Columns], or a vector [Rows] where Columns is 0, learned as well or only stored.</summary>
/// <param name="Name">As the literature names it: <c>W_i</c>, <c>R_f</c>, <c>b_o</c>, <c>p_i</c>.</param>
/// <param name="Rows">Length of what it produces.</param>
/// <param name="Columns">Length of what it multiplies; 0 for a vector.</param>
/// <param name="Initial">How its first values are drawn.</param>
/// <param name="IsTable">A table of embeddings: users see it as [Columns, Rows], a row a token.</param>
internal sealed record Parameter(string Name, int Rows, int Columns, Initial Initial, bool IsTable = false)
{
    /// <summary>Whether it is trained. What is not has no gradient; only vectors of element-wise operations can be so.</summary>
    public bool IsTrained { get; init; } = true;

    /// <summary>Whether all its values have to be greater than 0, since the equations divide by them.</summary>
    public bool IsPositive { get; init; }

    public bool IsMatrix => Columns > 0;

    public long Count => IsMatrix ? (long)Rows * Columns : Rows;

    public override string ToString() => Name;
}
