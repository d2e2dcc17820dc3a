using System.Collections.Immutable;

namespace Unrolled.Generator.Equations;

/// <summary>Where a value goes, which names the parameters in the expression that makes it: one variable, several, or none.</summary>
/// <param name="Name">The variable or state, or null.</param>
/// <param name="Elements">The targets of a tuple's elements; empty where there is one target or none.</param>
internal sealed record EquationTarget(string? Name, ImmutableArray<EquationTarget> Elements)
{
    /// <summary>A value that nothing is assigned to.</summary>
    public static readonly EquationTarget None = new(null, ImmutableArray<EquationTarget>.Empty);

    /// <summary>One variable or state.</summary>
    public static EquationTarget Of(string name) => new(name, ImmutableArray<EquationTarget>.Empty);

    /// <summary>A target for each element of a tuple.</summary>
    public static EquationTarget Of(IEnumerable<EquationTarget> elements) => new(null, elements.ToImmutableArray());

    /// <summary>Where element <paramref name="index"/> of a tuple goes: a variable that takes the whole tuple names all its elements.</summary>
    public EquationTarget Element(int index) => index < Elements.Length ? Elements[index] : this;
}
