namespace Unrolled.Compiler.Graph;

/// <summary>What an operation is made of.</summary>
internal enum OperationKind
{
    /// <summary>Nothing: it comes from outside the step.</summary>
    Leaf,

    /// <summary>Products of matrices and vectors.</summary>
    Product,

    /// <summary>All elements of one vector, which give one number, the same in every element of the result.</summary>
    Reduction,

    /// <summary>The elements of its arguments at the same place.</summary>
    Elementwise,
}

/// <summary>The adjoint of every argument of <paramref name="y"/>, given that of its result; null where it is zero.</summary>
/// <param name="g">Makes the nodes.</param>
/// <param name="y">The value that goes back.</param>
/// <param name="dy">dLoss/d(<paramref name="y"/>).</param>
internal delegate Node?[] AdjointRule(GraphBuilder g, Node y, Node dy);

/// <summary>All that the compiler knows about an operation: a row of <see cref="Operations"/>.</summary>
/// <param name="Operation">Which one.</param>
/// <param name="Kind">What it is made of.</param>
internal sealed record OperationInfo(Operation Operation, OperationKind Kind)
{
    /// <summary>As the enum, C# and the equations of a model in the runtime call it.</summary>
    public string Name { get; } = Operation.ToString();

    /// <summary>Number of arguments; those of a product are not counted, they stand in its terms.</summary>
    public int Arity { get; init; }

    /// <summary>One element of the result, from the elements of the arguments; for a reduction, from the mean of its argument.</summary>
    public Func<double[], double>? Value { get; init; }

    /// <summary>The range of its elements, from those of its arguments' elements.</summary>
    public Func<Interval[], Interval> Range { get; init; } = _ => Interval.Any;

    /// <summary>What it sends back to its arguments; written in its result where that is shorter, so that the result alone has to be kept.</summary>
    public AdjointRule? Adjoint { get; init; }

    /// <summary>How a leaf is printed.</summary>
    public Func<Node, string> Print { get; init; } = node => node.Name;

    /// <summary>What stands before the parentheses where it is printed as a function.</summary>
    public string PrintedName { get; init; } = Operation.ToString().ToLowerInvariant();

    /// <summary>How a reduction that is no function on paper is printed, from its argument.</summary>
    public Func<string, string>? PrintedForm { get; init; }

    /// <summary>The operator that it is written with, between two arguments or before one; null for a function.</summary>
    public string? Symbol { get; init; }

    /// <summary>How strongly <see cref="Symbol"/> binds.</summary>
    public int Precedence { get; init; }

    /// <summary>Whether (a ∘ b) ∘ c is a ∘ (b ∘ c) on paper, which then needs no parentheses.</summary>
    public bool IsAssociative { get; init; }

    /// <summary>What emitted code calls, where it has no <see cref="Symbol"/>: a function of VectorMath, or one of the vector type, as in <c>V.Abs</c>.
    /// Null where the result is the argument.</summary>
    public string? VectorForm { get; init; } = Operation.ToString();

    /// <summary>Whether it is emitted as a call of VectorMath.</summary>
    public bool IsOfVectorMath => Kind == OperationKind.Elementwise && Symbol is null && VectorForm?.StartsWith("V.", StringComparison.Ordinal) == false;

    /// <summary>Whether VectorMath has it of two vectors at once, which share its constants, and in a fast form, <c>FastTanh</c>.</summary>
    public bool IsActivation { get; init; }

    /// <summary>About how many instructions it takes.</summary>
    public int Instructions { get; init; } = 30;

    /// <summary>Whether computing it again costs less than writing and reading it: one instruction, against two and their memory.</summary>
    public bool IsCheap => Instructions == 1;

    /// <summary>Cycles from an argument to the result, on a processor with 512 bits: what was measured, or else those of a multiply-add.</summary>
    public int Latency { get; init; } = 4;

    /// <summary>Whether it, or its derivative, is not finite where the last argument is 0.</summary>
    public bool HasPole { get; init; }

    /// <summary>Whether users may write it in equations; else it only occurs in derivatives.</summary>
    public bool IsInEquations { get; init; } = true;
}
