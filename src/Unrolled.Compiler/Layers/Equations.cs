using Unrolled.Compiler.Graph;

namespace Unrolled.Compiler.Layers;

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
    private readonly bool _normalize;

    /// <param name="inputs">Width of the input, or the number of tokens.</param>
    /// <param name="isToken">Whether the input is a token.</param>
    /// <param name="width">Hidden units: how wide gates and states are unless said otherwise.</param>
    /// <param name="bias">Whether sums have biases.</param>
    /// <param name="normalize">Whether the pre-activation of every gate is normalised.</param>
    public Equations(int inputs, bool isToken, int width, bool bias = true, bool normalize = false)
    {
        _normalize = normalize;
        _width = width;
        _bias = bias;
        X = Wrap(isToken ? _builder.Token(inputs) : _builder.Input(inputs));
    }

    /// <summary>The input at this step.</summary>
    public Vec X { get; }

    /// <summary>The first <paramref name="count"/> of the model's inputs, and zeros up to the width of the layer's.</summary>
    public Vec ModelInputs(int count) => Wrap(_builder.ModelInputs(count, X.Node.Width));

    /// <summary>As wide as the input: random in training, element by element, and its expectation outside.</summary>
    public Vec Mask(RandomMask mask) => Wrap(_builder.Mask(mask, X.Node.Width));

    /// <summary>A state as the step before left it.</summary>
    public Vec State(string name, int width = 0) => Wrap(_builder.State(name, width == 0 ? _width : width));

    /// <summary>W_g x + R_g h + … + b_g, normalised where the layer normalises: a matrix an operand.</summary>
    public Vec Affine(string gate, params Vec[] operands) => PreActivation(gate, 0, [.. operands.Select(operand => Product(gate, operand))]);

    /// <summary>
    /// The pre-activation of a gate: a sum of products, what <paramref name="more"/> adds, and a bias, which starts at <paramref name="initialBias"/>.
    /// In a layer that normalises, the bias is the shift of the normalisation.
    /// </summary>
    public Vec PreActivation(string gate, double initialBias, IReadOnlyList<Term> products, Func<Vec, Vec>? more = null)
    {
        var sum = Sum(products, _normalize ? null : Bias("b_" + gate, _width, initialBias));
        var whole = more is null ? sum : more(sum);
        return _normalize ? Normalize(gate, whole, initialShift: initialBias) : whole;
    }

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

    /// <summary>A learned bias, whatever the layer's options.</summary>
    public Parameter LearnedBias(string name, int width, Initial initial) => Learn(new(name, width, 0, initial));

    /// <summary>A learned vector times <paramref name="operand"/>, element by element: a peephole.</summary>
    public Vec Scale(string name, Vec operand) => Vector(name, _width, Initial.Zero) * operand;

    /// <summary>Layer normalisation over all units, with a learned gain (1 at first) and shift. J. L. Ba et al., Layer Normalization (2016).</summary>
    public Vec Normalize(string gate, Vec v, Initial? initialGain = null, double initialShift = 0)
    {
        var centred = Name("u_" + gate, v - Wrap(_builder.Mean(v.Node)));
        var scaled = centred * Name("s_" + gate, Wrap(_builder.InverseRoot((centred * centred).Node)));
        var gain = Vector("gain_" + gate, v.Node.Width, initialGain ?? new(InitialKind.Constant, 1));
        return (gain * scaled) + Vector("shift_" + gate, v.Node.Width, new(InitialKind.Constant, initialShift));
    }

    /// <summary>A learned vector.</summary>
    public Vec Vector(string name, int width, Initial initial) => Wrap(_builder.Parameter(Learn(new(name, width, 0, initial))));

    /// <summary>A vector as wide as the input that is stored with the model and never trained.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="initial">What it holds until it is set.</param>
    /// <param name="isPositive">Whether all its values have to be greater than 0.</param>
    public Vec Fixed(string name, double initial, bool isPositive = false) => Wrap(_builder.Parameter(Learn(
        new(name, X.Node.Width, 0, new(InitialKind.Constant, initial)) { IsTrained = false, IsPositive = isPositive })));

    /// <summary>An element-wise operation of the vocabulary.</summary>
    public Vec Apply(Operation operation, params Vec[] arguments) => Wrap(_builder.Elementwise(operation, [.. arguments.Select(argument => argument.Node)]));

    /// <summary>Elements of the input.</summary>
    public Vec Slice(int start, int width) => Wrap(_builder.Slice(start, width));

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
