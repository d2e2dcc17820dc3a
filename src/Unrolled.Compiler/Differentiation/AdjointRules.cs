using Unrolled.Compiler.Graph;

namespace Unrolled.Compiler.Differentiation;

/// <summary>What an element-wise operation sends back to its arguments: one rule an operation, written in its result where that is shorter.</summary>
internal static class AdjointRules
{
    /// <summary>The adjoint of every argument of <paramref name="y"/>, given that of its result; null where it is zero.</summary>
    public static Node?[] Apply(GraphBuilder g, Node y, Node dy)
    {
        var a = y.Arguments;
        return y.Operation switch
        {
            Operation.Add => [dy, dy],
            Operation.Subtract => [dy, g.Negate(dy)],
            Operation.Multiply => [g.Multiply(dy, a[1]), g.Multiply(dy, a[0])],
            Operation.Divide => [g.Elementwise(Operation.Divide, dy, a[1]), g.Negate(g.Elementwise(Operation.Divide, g.Multiply(dy, y), a[1]))],
            Operation.Negate => [g.Negate(dy)],
            Operation.Sigmoid => [g.Multiply(dy, g.Multiply(y, OneMinus(g, y)))],
            Operation.Tanh => [g.Multiply(dy, OneMinus(g, g.Multiply(y, y)))],
            Operation.Relu => [g.Multiply(dy, g.Elementwise(Operation.Positive, y))],
            Operation.Softplus => [g.Multiply(dy, g.Elementwise(Operation.Sigmoid, a[0]))],
            Operation.Exp => [g.Multiply(dy, y)],
            Operation.Log => [g.Elementwise(Operation.Divide, dy, a[0])],
            Operation.Sqrt => [g.Elementwise(Operation.Divide, g.Multiply(g.Constant(0.5), dy), y)],
            Operation.Sin => [g.Multiply(dy, g.Elementwise(Operation.Cos, a[0]))],
            Operation.Cos => [g.Negate(g.Multiply(dy, g.Elementwise(Operation.Sin, a[0])))],
            Operation.Abs => [g.Multiply(dy, g.Elementwise(Operation.Sign, a[0]))],
            Operation.Max => Share(g, dy, a[0], a[1]),
            Operation.Min => Share(g, dy, a[1], a[0]),
            Operation.Mean => [g.Mean(dy)],
            Operation.InverseRoot => [g.Multiply(g.Multiply(g.Constant(-0.5), g.Multiply(y, g.Multiply(y, y))), g.Mean(dy))],
            Operation.StopGradient or Operation.Positive or Operation.Sign => [null],
            _ => throw new ArgumentOutOfRangeException(nameof(y), y.Operation, "Not an element-wise operation."),
        };
    }

    /// <summary>All to the greater of <paramref name="a"/> and <paramref name="b"/>, half to each at a tie.</summary>
    private static Node?[] Share(GraphBuilder g, Node dy, Node a, Node b)
    {
        var half = g.Multiply(g.Constant(0.5), g.Elementwise(Operation.Sign, g.Subtract(a, b)));
        return [g.Multiply(dy, g.Add(g.Constant(0.5), half)), g.Multiply(dy, g.Subtract(g.Constant(0.5), half))];
    }

    private static Node OneMinus(GraphBuilder g, Node y) => g.Subtract(g.Constant(1), y);
}
