namespace Unrolled.Compiler.Graph;

/// <summary>One product of a sum: a matrix and the vector that it multiplies.</summary>
internal sealed record Term(Parameter Matrix, Node Operand);

/// <summary>A value of the equation graph: a vector of <see cref="Width"/> elements. Made by <see cref="GraphBuilder"/> alone, which gives equal nodes one
/// identity.</summary>
internal sealed class Node
{
    public Node(int id, Operation operation, int width, IReadOnlyList<Node> arguments, IReadOnlyList<Term> terms, Parameter? parameter, string name,
        double value)
    {
        Id = id;
        Info = Operations.Of(operation);
        Width = width;
        Arguments = arguments;
        Terms = terms;
        Parameter = parameter;
        Name = name;
        Value = value;
    }

    /// <summary>Position in the order in which the nodes were made; arguments have smaller ones.</summary>
    public int Id { get; }

    public Operation Operation => Info.Operation;

    /// <summary>What is known about the operation.</summary>
    public OperationInfo Info { get; }

    /// <summary>Number of elements; 0 for a constant, which fits any width.</summary>
    public int Width { get; }

    /// <summary>What an element-wise operation works on.</summary>
    public IReadOnlyList<Node> Arguments { get; }

    /// <summary>The products of an <see cref="Operation.Affine"/> or <see cref="Operation.Transposed"/> node.</summary>
    public IReadOnlyList<Term> Terms { get; }

    /// <summary>The learned vector of a <see cref="Operation.Parameter"/> node, or the bias of an <see cref="Operation.Affine"/> one.</summary>
    public Parameter? Parameter { get; }

    /// <summary>The state's name of a <see cref="Operation.State"/> or <see cref="Operation.StateAdjoint"/> node.</summary>
    public string Name { get; }

    /// <summary>
    /// The number of a <see cref="Operation.Constant"/>, the start of a slice of the input, or how many of the <see cref="Operation.ModelInputs"/> there are.
    /// </summary>
    public double Value { get; }

    /// <summary>How the numbers of a <see cref="Operation.Mask"/> are drawn; else null.</summary>
    public RandomMask? Mask { get; init; }

    /// <summary>The variable that the equations give this value to, or null.</summary>
    public string? Label { get; set; }

    /// <summary>Everything that this node is computed from.</summary>
    public IEnumerable<Node> Sources => Arguments.Concat(Terms.Select(term => term.Operand));

    public bool IsLeaf => Info.Kind == OperationKind.Leaf;

    /// <summary>Whether it needs all elements of its argument.</summary>
    public bool IsReduction => Info.Kind == OperationKind.Reduction;

    public bool IsElementwise => Info.Kind == OperationKind.Elementwise;

    public override string ToString() => GraphPrinter.Print(this);
}
