using Unrolled.Compiler.Graph;

namespace Unrolled.Compiler.Cells;

/// <summary>A vector in the equations of a cell; its operators build the graph.</summary>
internal readonly record struct Vec(GraphBuilder Builder, Node Node)
{
    public static Vec operator +(Vec a, Vec b) => new(a.Builder, a.Builder.Add(a.Node, b.Node));

    public static Vec operator -(Vec a, Vec b) => new(a.Builder, a.Builder.Subtract(a.Node, b.Node));

    public static Vec operator -(double a, Vec b) => new(b.Builder, b.Builder.Subtract(b.Builder.Constant(a), b.Node));

    public static Vec operator *(Vec a, Vec b) => new(a.Builder, a.Builder.Multiply(a.Node, b.Node));
}

/// <summary>The vocabulary in which cells are written: products with learned matrices, learned vectors, element-wise functions.</summary>
internal sealed class Equations
{
    private readonly GraphBuilder _builder = new();
    private readonly List<Parameter> _parameters = [];
    private readonly int _width;
    private readonly bool _bias;

    /// <param name="inputs">Width of the input, or the number of tokens.</param>
    /// <param name="isToken">Whether the input is a token.</param>
    /// <param name="width">Hidden units: how wide gates and states are unless said otherwise.</param>
    /// <param name="bias">Whether <see cref="Affine(string, double, Vec[])"/> has a bias.</param>
    public Equations(int inputs, bool isToken, int width, bool bias)
    {
        _width = width;
        _bias = bias;
        X = Wrap(isToken ? _builder.Token(inputs) : _builder.Input(inputs));
    }

    /// <summary>The input at this step.</summary>
    public Vec X { get; }

    /// <summary>A state as the step before left it.</summary>
    public Vec State(string name, int width = 0) => Wrap(_builder.State(name, width == 0 ? _width : width));

    /// <summary>W_g x + R_g h + … + b_g: a matrix an operand and, where the layer has biases, a bias, which starts at <paramref name="initialBias"/>.</summary>
    public Vec Affine(string gate, double initialBias, params Vec[] operands) =>
        Sum([.. operands.Select(operand => Product(gate, operand))], Bias("b_" + gate, _width, initialBias));

    /// <inheritdoc cref="Affine(string, double, Vec[])"/>
    public Vec Affine(string gate, params Vec[] operands) => Affine(gate, 0, operands);

    /// <summary>A sum of products, plus a bias where there is one.</summary>
    public Vec Sum(IReadOnlyList<Term> terms, Parameter? bias) => Wrap(_builder.Affine(terms, bias));

    /// <summary>The product of <paramref name="operand"/> with the matrix that the literature names W_g for the input and R_g for anything else.</summary>
    public Term Product(string gate, Vec operand)
    {
        var isInput = operand == X;
        return Product((isInput ? "W_" : "R_") + gate, operand, _width, isInput ? Initial.GlorotUniform : Initial.Orthogonal);
    }

    /// <summary>The product of <paramref name="operand"/> with a matrix [rows, width of the operand].</summary>
    public Term Product(string name, Vec operand, int rows, Initial initial, bool isTable = false) =>
        new(Learn(new(name, rows, operand.Node.Width, initial, isTable)), operand.Node);

    /// <summary>A learned bias, where the layer has biases.</summary>
    public Parameter? Bias(string name, int width, double initial = 0) => _bias ? Learn(new(name, width, 0, new(InitialKind.Constant, initial))) : null;

    /// <summary>A learned vector times <paramref name="operand"/>, element by element: a peephole.</summary>
    public Vec Scale(string name, Vec operand) => Wrap(_builder.Parameter(Learn(new(name, _width, 0, Initial.Zero)))) * operand;

    public Vec Sigmoid(Vec v) => Wrap(_builder.Elementwise(Operation.Sigmoid, v.Node));

    public Vec Tanh(Vec v) => Wrap(_builder.Elementwise(Operation.Tanh, v.Node));

    public Vec Relu(Vec v) => Wrap(_builder.Elementwise(Operation.Relu, v.Node));

    public Vec Constant(double value) => Wrap(_builder.Constant(value));

    /// <summary>The layer's activation of <paramref name="v"/>.</summary>
    public Vec Activate(Activation activation, Vec v) => activation switch
    {
        Activation.Identity => v,
        Activation.Tanh => Tanh(v),
        Activation.Sigmoid => Sigmoid(v),
        Activation.Relu => Relu(v),
        _ => throw new ArgumentOutOfRangeException(nameof(activation), activation, "Not an activation."),
    };

    /// <summary>Gives a value the name that the equations use.</summary>
    public Vec Name(string label, Vec v)
    {
        if (!v.Node.IsLeaf)
            v.Node.Label ??= label;
        return v;
    }

    /// <summary>The finished graph.</summary>
    /// <param name="output">What the layer above sees.</param>
    /// <param name="states">Every state's name and new value.</param>
    public CellGraph Finish(Vec output, params (string Name, Vec Next)[] states) => new(
        _builder,
        X.Node,
        [.. states.Select(state => new CellState(state.Name, _builder.State(state.Name, state.Next.Node.Width), state.Next.Node))],
        output.Node,
        _parameters);

    private Parameter Learn(Parameter parameter)
    {
        _parameters.Add(parameter);
        return parameter;
    }

    private Vec Wrap(Node node) => new(_builder, node);
}
