using System.Globalization;

namespace Unrolled.Compiler.Graph;

/// <summary>Makes nodes: one identity for equal ones, and the simplifications that hold for every number (x·1, x + 0, −(−x)).</summary>
internal sealed class GraphBuilder
{
    private readonly Dictionary<string, Node> _known = new(StringComparer.Ordinal);

    public Node Input(int width) => Make(Operation.Input, width, name: "x");

    /// <summary>Elements <paramref name="start"/> to <paramref name="start"/> + <paramref name="width"/> of the input.</summary>
    public Node Slice(int start, int width) =>
        Make(Operation.Input, width, name: string.Format(CultureInfo.InvariantCulture, "x[{0}..{1}]", start, start + width), value: start);

    public Node Token(int vocabulary) => Make(Operation.Token, vocabulary, name: "token");

    public Node State(string name, int width) => Make(Operation.State, width, name: name);

    public Node Parameter(Parameter parameter) => Make(Operation.Parameter, parameter.Rows, parameter: parameter, name: parameter.Name);

    /// <summary>The first <paramref name="count"/> of the model's inputs, and zeros up to <paramref name="width"/>.</summary>
    public Node ModelInputs(int count, int width) => Make(Operation.ModelInputs, width, name: "inputs", value: count);

    /// <summary>Random numbers.</summary>
    public Node Mask(RandomMask mask, int width, string name = "mask") => Make(Operation.Mask, width, name: name, mask: mask);

    public Node Constant(double value) => Make(Operation.Constant, 0, value: value);

    public Node StateAdjoint(string name, int width) => Make(Operation.StateAdjoint, width, name: name);

    public Node OutputAdjoint(int width) => Make(Operation.OutputAdjoint, width, name: "y");

    /// <summary>Σ matrix · operand, plus <paramref name="bias"/>.</summary>
    public Node Affine(IReadOnlyList<Term> terms, Parameter? bias)
    {
        if (terms.Count == 0)
            throw new ArgumentException("A sum of products needs a product.", nameof(terms));
        return Make(Operation.Affine, terms[0].Matrix.Rows, terms: terms, parameter: bias);
    }

    /// <summary>Σ matrixᵀ · operand.</summary>
    public Node Transposed(IReadOnlyList<Term> terms) => Make(Operation.Transposed, terms[0].Matrix.Columns, terms: terms);

    /// <summary>An element-wise operation on one or two vectors of the same width, or on a vector and a constant.</summary>
    public Node Elementwise(Operation operation, params Node[] arguments)
    {
        if (Simplify(operation, arguments) is { } simpler)
            return simpler;
        var width = 0;
        foreach (var argument in arguments)
        {
            if (argument.Width == 0 || argument.Width == width)
                continue;
            if (width != 0)
                throw new ArgumentException($"{operation} of a vector of {width} and one of {argument.Width} elements.");
            width = argument.Width;
        }

        return Make(operation, width, arguments);
    }

    public Node Add(Node a, Node b) => Elementwise(Operation.Add, a, b);

    public Node Subtract(Node a, Node b) => Elementwise(Operation.Subtract, a, b);

    public Node Multiply(Node a, Node b) => Elementwise(Operation.Multiply, a, b);

    public Node Divide(Node a, Node b) => Elementwise(Operation.Divide, a, b);

    /// <summary>The mean over all elements, in every element.</summary>
    public Node Mean(Node a) => a.Operation == Operation.Mean || a.Width == 0 ? a : Make(Operation.Mean, a.Width, [a]);

    /// <summary>1/√(mean + 1e-5) over all elements, in every element.</summary>
    public Node InverseRoot(Node a) => Make(Operation.InverseRoot, a.Width, [a]);

    public Node Negate(Node a) => Elementwise(Operation.Negate, a);

    public Node OneMinus(Node a) => Subtract(Constant(1), a);

    private Node? Simplify(Operation operation, Node[] a)
    {
        if (a.All(argument => argument.Operation == Operation.Constant))
            return Constant(Operations.Value(operation, [.. a.Select(argument => argument.Value)]));
        return operation switch
        {
            Operation.Add when IsConstant(a[0], 0) => a[1],
            Operation.Add when IsConstant(a[1], 0) => a[0],
            Operation.Add when a[1].Operation == Operation.Negate => Subtract(a[0], a[1].Arguments[0]),
            Operation.Subtract when IsConstant(a[1], 0) => a[0],
            Operation.Subtract when IsConstant(a[0], 0) => Negate(a[1]),
            Operation.Multiply when IsConstant(a[0], 1) => a[1],
            Operation.Multiply when IsConstant(a[1], 1) => a[0],
            Operation.Multiply when IsConstant(a[0], -1) => Negate(a[1]),
            Operation.Multiply when IsConstant(a[1], -1) => Negate(a[0]),
            Operation.Divide when IsConstant(a[1], 1) => a[0],
            Operation.Negate when a[0].Operation == Operation.Negate => a[0].Arguments[0],

            // The logarithm of a sigmoid that has rounded to 0 would be minus infinity.
            Operation.Log when a[0].Operation == Operation.Sigmoid => Negate(Elementwise(Operation.Softplus, Negate(a[0].Arguments[0]))),
            _ => null,
        };
    }

    private static bool IsConstant(Node node, double value) => node.Operation == Operation.Constant && node.Value == value;

    private Node Make(
        Operation operation,
        int width,
        IReadOnlyList<Node>? arguments = null,
        IReadOnlyList<Term>? terms = null,
        Parameter? parameter = null,
        string name = "",
        double value = 0,
        RandomMask? mask = null)
    {
        arguments ??= [];
        terms ??= [];
        var key = string.Join(
            " ",
            ((int)operation).ToString(CultureInfo.InvariantCulture),
            width.ToString(CultureInfo.InvariantCulture),
            name,
            parameter?.Name,
            Bits(value),
            mask is null ? "" : Bits(mask),
            string.Join(",", arguments.Select(node => node.Id)),
            string.Join(",", terms.Select(term => term.Matrix.Name + "·" + term.Operand.Id.ToString(CultureInfo.InvariantCulture))));
        if (!_known.TryGetValue(key, out var node))
            _known.Add(key, node = new Node(_known.Count, operation, width, arguments, terms, parameter, name, value) { Mask = mask });
        return node;
    }

    private static string Bits(RandomMask mask) =>
        string.Join(":", Bits(mask.Rate), Bits(mask.Dropped), Bits(mask.Kept), Bits(mask.Expectation), Bits(mask.Number), mask.IsOfSequence);

    private static string Bits(double value) => BitConverter.DoubleToInt64Bits(value).ToString(CultureInfo.InvariantCulture);
}
