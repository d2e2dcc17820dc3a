using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Unrolled.Compiler.Specs;

namespace Unrolled.Generator.Equations;

/// <summary>The steps that have been read, with where each stands.</summary>
/// <param name="inputs">The number of values before the first step: x and the states.</param>
internal sealed class EquationProgram(int inputs)
{
    private readonly List<EquationStep> _steps = [];
    private readonly List<Location> _locations = [];

    /// <summary>The number of the next step's value.</summary>
    public int Next => inputs + _steps.Count;

    /// <summary>The steps.</summary>
    public EquatableArray<EquationStep> Steps => new(_steps);

    /// <summary>Where each step stands.</summary>
    public ImmutableArray<Location> Locations => _locations.ToImmutableArray();

    /// <summary>Adds a step.</summary>
    public EquationValue Add(EquationStep step, Location location)
    {
        _steps.Add(step);
        _locations.Add(location);
        return new EquationValue.Vector(inputs + _steps.Count - 1);
    }

    /// <summary>Adds an operation on <paramref name="arguments"/>.</summary>
    public EquationValue Add(string operation, Location location, params int[] arguments)
        => Add(new EquationStep(operation, new EquatableArray<int>(arguments)), location);

    /// <summary>Names <paramref name="value"/> after the variable that it is assigned to, where the assignment made it: step <paramref name="first"/> or
    /// later.</summary>
    public void Label(EquationValue value, int first, string label)
    {
        if (value is EquationValue.Vector { Number: var number } && number >= first)
            _steps[number - inputs] = _steps[number - inputs] with { Label = label };
    }
}
