namespace Unrolled.Compiler.Graph;

/// <summary>The whole vocabulary of the equation graph: leaves, sums of products, and element-wise operations. <see cref="Operations"/> says what each is;
/// their order says nothing.</summary>
internal enum Operation
{
    /// <summary>The layer's input at this step, as wide as the layer below, or a slice of it.</summary>
    Input,

    /// <summary>The token at this step: one integer, the right-hand side of a row look-up.</summary>
    Token,

    /// <summary>A state as the step before left it.</summary>
    State,

    /// <summary>A learned vector.</summary>
    Parameter,

    /// <summary>The model's inputs at this step, those that are asked for, with zeros behind them.</summary>
    ModelInputs,

    /// <summary>In training: random numbers, drawn anew for each step and sequence; outside training, their expectation.</summary>
    Mask,

    /// <summary>A number.</summary>
    Constant,

    /// <summary>In derivatives: dLoss/d(new value of a state), from the step after and from the end of the sequence.</summary>
    StateAdjoint,

    /// <summary>In derivatives: dLoss/d(output of this step), from the layer above.</summary>
    OutputAdjoint,

    /// <summary>A sum of products matrix · vector, plus a learned vector where it has a bias.</summary>
    Affine,

    /// <summary>In derivatives: a sum of products of transposed matrices with adjoints of <see cref="Affine"/> nodes.</summary>
    Transposed,

    /// <summary>The mean over all elements of the argument, in every element.</summary>
    Mean,

    /// <summary>1/√(mean + 1e-5) over all elements of the argument, in every element: what divides by a standard deviation in layer normalisation.</summary>
    InverseRoot,

    Add,
    Subtract,
    Multiply,
    Divide,
    Negate,

    /// <summary>The argument itself, through which no gradient flows.</summary>
    StopGradient,

    Sigmoid,
    Tanh,
    Relu,

    /// <summary>log(1 + exp(v)).</summary>
    Softplus,
    Exp,
    Log,
    Sqrt,
    Sin,
    Cos,
    Abs,
    Min,
    Max,

    /// <summary>1 where the argument is positive, else 0: the derivative of <see cref="Relu"/>, 0 at 0.</summary>
    Positive,

    /// <summary>-1, 0 or 1: the derivative of <see cref="Abs"/>, 0 at 0.</summary>
    Sign,
}

/// <summary>
/// The table of operations: a row says what an operation is in double precision, what its derivative is, how it is printed and emitted, and what it costs.
/// A new one is a member of
/// <see cref="Operation"/> and a row; in the runtime, a row and a method in <c>Equations.Functions.cs</c>, and a vector form in <c>VectorMath</c>.
/// </summary>
internal static class Operations
{
    /// <summary>What layer normalisation adds to a variance before it takes the root.</summary>
    private const double Epsilon = 1e-5;

    /// <summary>All rows, functions in the order in which messages list them.</summary>
    public static IReadOnlyList<OperationInfo> All { get; } =
    [
        Leaf(Operation.Input),
        Leaf(Operation.Token),
        Leaf(Operation.State) with { Print = node => $"{node.Name}[t-1]" },
        Leaf(Operation.Parameter),
        Leaf(Operation.ModelInputs),
        Leaf(Operation.Mask),
        Leaf(Operation.Constant) with { Print = node => GraphPrinter.Number(node.Value) },
        Leaf(Operation.StateAdjoint) with { Print = node => $"d{node.Name}'" },
        Leaf(Operation.OutputAdjoint) with { Print = node => $"d{node.Name}" },

        new(Operation.Affine, OperationKind.Product),
        new(Operation.Transposed, OperationKind.Product),

        Reduction(Operation.Mean, mean => mean, (g, y, dy) => [g.Mean(dy)]) with { Range = a => a[0] },
        Reduction(
            Operation.InverseRoot, mean => 1 / Math.Sqrt(mean + Epsilon),
            (g, y, dy) => [g.Multiply(g.Multiply(g.Constant(-0.5), g.Multiply(y, g.Multiply(y, y))), g.Mean(dy))])
            with { PrintedForm = argument => $"1 / sqrt(mean({argument}) + 1e-5)", Precedence = 2 },

        OfTwo(Operation.Add, (a, b) => a + b, (g, y, dy) => [dy, dy])
            with { Symbol = "+", Precedence = 1, IsAssociative = true, Instructions = 1, Range = a => a[0] + a[1] },
        OfTwo(Operation.Subtract, (a, b) => a - b, (g, y, dy) => [dy, g.Negate(dy)])
            with { Symbol = "-", Precedence = 1, Instructions = 1, Range = a => a[0] - a[1] },
        OfTwo(Operation.Multiply, (a, b) => a * b, (g, y, dy) => [g.Multiply(dy, y.Arguments[1]), g.Multiply(dy, y.Arguments[0])])
            with { Symbol = "*", Precedence = 2, IsAssociative = true, Instructions = 1, Range = a => a[0] * a[1] },
        OfTwo(Operation.Divide, (a, b) => a / b, (g, y, dy) => [g.Divide(dy, y.Arguments[1]), g.Negate(g.Divide(g.Multiply(dy, y), y.Arguments[1]))])
            with { Symbol = "/", Precedence = 2, HasPole = true },
        OfOne(Operation.Negate, a => -a, (g, y, dy) => [g.Negate(dy)]) with { Symbol = "-", Precedence = 3, Instructions = 1, Range = a => -a[0] },

        OfOne(Operation.StopGradient, a => a, (g, y, dy) => [null]) with { VectorForm = null, Instructions = 1, Range = a => a[0] },
        OfOne(Operation.Sigmoid, a => 1 / (1 + Math.Exp(-a)), (g, y, dy) => [g.Multiply(dy, g.Multiply(y, g.OneMinus(y)))])
            with { IsActivation = true, Instructions = 15, Latency = 38, Range = _ => new(0, 1) },
        OfOne(Operation.Tanh, Math.Tanh, (g, y, dy) => [g.Multiply(dy, g.OneMinus(g.Multiply(y, y)))])
            with { IsActivation = true, Instructions = 15, Latency = 28, Range = _ => Interval.Unit },
        OfOne(Operation.Relu, a => Math.Max(a, 0), (g, y, dy) => [g.Multiply(dy, g.Elementwise(Operation.Positive, y))])
            with { Instructions = 1, Range = a => a[0].Through(v => Math.Max(v, 0)) },
        OfOne(Operation.Softplus, a => Math.Max(a, 0) + Log1P(Math.Exp(-Math.Abs(a))),
            (g, y, dy) => [g.Multiply(dy, g.Elementwise(Operation.Sigmoid, y.Arguments[0]))])
            with { Range = _ => new(0, double.PositiveInfinity) },
        OfOne(Operation.Exp, Math.Exp, (g, y, dy) => [g.Multiply(dy, y)]) with { Range = a => a[0].Through(Math.Exp) },
        OfOne(Operation.Log, Math.Log, (g, y, dy) => [g.Divide(dy, y.Arguments[0])]) with { HasPole = true },
        OfOne(Operation.Sqrt, Math.Sqrt, (g, y, dy) => [g.Divide(g.Multiply(g.Constant(0.5), dy), y)]) with { VectorForm = "V.Sqrt", HasPole = true },
        OfOne(Operation.Sin, Math.Sin, (g, y, dy) => [g.Multiply(dy, g.Elementwise(Operation.Cos, y.Arguments[0]))]) with { Range = _ => Interval.Unit },
        OfOne(Operation.Cos, Math.Cos, (g, y, dy) => [g.Negate(g.Multiply(dy, g.Elementwise(Operation.Sin, y.Arguments[0])))])
            with { Range = _ => Interval.Unit },
        OfOne(Operation.Abs, Math.Abs, (g, y, dy) => [g.Multiply(dy, g.Elementwise(Operation.Sign, y.Arguments[0]))])
            with { VectorForm = "V.Abs", Instructions = 1, Range = a => new(0, Math.Max(Math.Abs(a[0].Low), Math.Abs(a[0].High))) },
        OfTwo(Operation.Min, Math.Min, (g, y, dy) => Share(g, dy, y.Arguments[1], y.Arguments[0]))
            with { Instructions = 1, Range = a => new(Math.Min(a[0].Low, a[1].Low), Math.Min(a[0].High, a[1].High)) },
        OfTwo(Operation.Max, Math.Max, (g, y, dy) => Share(g, dy, y.Arguments[0], y.Arguments[1]))
            with { Instructions = 1, Range = a => new(Math.Max(a[0].Low, a[1].Low), Math.Max(a[0].High, a[1].High)) },

        OfOne(Operation.Positive, a => a > 0 ? 1 : 0, (g, y, dy) => [null]) with { Instructions = 1, IsInEquations = false, Range = _ => new(0, 1) },
        OfOne(Operation.Sign, a => a > 0 ? 1 : a < 0 ? -1 : 0, (g, y, dy) => [null])
            with { Instructions = 1, IsInEquations = false, Range = _ => Interval.Unit },
    ];

    private static readonly Dictionary<Operation, OperationInfo> Rows = All.ToDictionary(row => row.Operation);

    /// <summary>The functions that equations may call, without those that learn parameters.</summary>
    public static IEnumerable<OperationInfo> Functions => All.Where(row => row.Kind == OperationKind.Elementwise && row.IsInEquations && row.Symbol is null);

    /// <summary>The row of <paramref name="operation"/>.</summary>
    public static OperationInfo Of(Operation operation) => Rows[operation];

    /// <summary>One element of an element-wise operation.</summary>
    public static double Value(Operation operation, params double[] arguments) => Rows[operation].Value!(arguments);

    private static OperationInfo Leaf(Operation operation) => new(operation, OperationKind.Leaf);

    private static OperationInfo Reduction(Operation operation, Func<double, double> ofMean, AdjointRule adjoint) =>
        new(operation, OperationKind.Reduction) { Arity = 1, Value = a => ofMean(a[0]), Adjoint = adjoint };

    private static OperationInfo OfOne(Operation operation, Func<double, double> value, AdjointRule adjoint) =>
        new(operation, OperationKind.Elementwise) { Arity = 1, Value = a => value(a[0]), Adjoint = adjoint };

    private static OperationInfo OfTwo(Operation operation, Func<double, double, double> value, AdjointRule adjoint) =>
        new(operation, OperationKind.Elementwise) { Arity = 2, Value = a => value(a[0], a[1]), Adjoint = adjoint };

    /// <summary>All to the greater of <paramref name="a"/> and <paramref name="b"/>, half to each at a tie.</summary>
    private static Node?[] Share(GraphBuilder g, Node dy, Node a, Node b)
    {
        var half = g.Multiply(g.Constant(0.5), g.Elementwise(Operation.Sign, g.Subtract(a, b)));
        return [g.Multiply(dy, g.Add(g.Constant(0.5), half)), g.Multiply(dy, g.Subtract(g.Constant(0.5), half))];
    }

    /// <summary>log(1 + v) for v from 0 to 1, exact also where 1 + v rounds to 1.</summary>
    private static double Log1P(double v)
    {
        var sum = 1 + v;
        return sum == 1 ? v : Math.Log(sum) * (v / (sum - 1));
    }
}
