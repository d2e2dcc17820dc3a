namespace Unrolled.Compiler.Specs;

/// <summary>
/// A user's cell: its equations as a straight-line program, whatever the sizes it is used with. Value 0 is the input, values 1 to
/// <c>States.Count</c> are the states as the step before left them, and every step makes the next value.
/// </summary>
/// <param name="Name">The class's name, for comments.</param>
/// <param name="States">The names of the states, in order.</param>
/// <param name="Steps">The steps, in the order in which C# evaluates them.</param>
/// <param name="Results">What is returned: a value for every state, and one named <c>y</c> where the output is none of them.</param>
public sealed record EquationSpec(
    string Name,
    EquatableArray<string> States,
    EquatableArray<EquationStep> Steps,
    EquatableArray<EquationResult> Results);

/// <summary>One operation of a user's equations.</summary>
/// <param name="Operation">
/// <c>Constant</c>; <c>Add, Subtract, Multiply, Divide, Negate</c>; a function of the vocabulary by its C# name (<c>Sigmoid</c>, <c>Max</c>, …);
/// <c>Affine, Linear, Scale, Bias, Normalize, StopGradient</c>; <c>Slice</c>.
/// </param>
/// <param name="Arguments">The values that it works on.</param>
public sealed record EquationStep(string Operation, EquatableArray<int> Arguments)
{
    /// <summary>The number of a constant.</summary>
    public double Value { get; init; }

    /// <summary>The variable that the statement assigns, or "": the value has that name in the generated code where it is the whole right-hand side.</summary>
    public string Label { get; init; } = "";

    /// <summary>What stands after W_, R_, b_, p_, gain_ and shift_ in the names of its parameters.</summary>
    public string Gate { get; init; } = "";

    /// <summary>The first values that the user asked for, or null.</summary>
    public InitialSpec? Initial { get; init; }

    /// <summary>Whether the result is as wide as the input (<c>width: x</c>).</summary>
    public bool IsInputWide { get; init; }

    /// <summary>The bounds of a slice, as C# has them.</summary>
    public SliceSpec? Slice { get; init; }
}

/// <summary>First values of a parameter: <c>Constant</c> (with <paramref name="A"/>), <c>Uniform</c> (from <paramref name="A"/> to <paramref name="B"/>),
/// <c>Identity</c>, <c>Orthogonal</c>, <c>GlorotUniform</c>.</summary>
public sealed record InitialSpec(string Kind, double A, double B);

/// <summary>A range of the input's elements.</summary>
public sealed record SliceSpec(int Start, bool StartFromEnd, int End, bool EndFromEnd);

/// <summary>A returned value.</summary>
/// <param name="Name">The state's name, or <c>y</c>.</param>
/// <param name="Value">The value's number.</param>
public sealed record EquationResult(string Name, int Value);
