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
            Operation.Positive => [null],
            _ => throw new ArgumentOutOfRangeException(nameof(y), y.Operation, "Not an element-wise operation."),
        };
    }

    private static Node OneMinus(GraphBuilder g, Node y) => g.Subtract(g.Constant(1), y);
}
