using System.Collections.Immutable;
using Unrolled.Compiler.Specs;

namespace Unrolled.Generator.Equations;

/// <summary>What an expression of a user's equations is, while they are read.</summary>
internal abstract record EquationValue
{
    /// <summary>What could not be read, and has been reported: whatever is made of it is not reported again.</summary>
    public static readonly EquationValue Unknown = new UnknownValue();

    /// <summary>A vector, by its number in the spec: 0 is x, then the states, then the steps.</summary>
    public sealed record Vector(int Number) : EquationValue;

    /// <summary>A number, truth value or string that is known, or null.</summary>
    public sealed record Constant(object? Content) : EquationValue;

    /// <summary>A tuple.</summary>
    public sealed record Tuple(ImmutableArray<EquationValue> Elements) : EquationValue;

    /// <summary>What a parameter starts from.</summary>
    public sealed record Start(InitialSpec Initial) : EquationValue;

    private sealed record UnknownValue : EquationValue;
}
