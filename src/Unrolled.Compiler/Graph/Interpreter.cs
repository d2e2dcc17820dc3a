namespace Unrolled.Compiler.Graph;

/// <summary>To what precision the interpreter rounds.</summary>
internal enum Rounding
{
    Double,

    /// <summary>Every operation, as a machine with float32 alone would.</summary>
    Single,
}

/// <summary>Evaluates graphs one operation at a time in double precision: slow, plain, and the witness for everything that is generated.</summary>
internal static class Interpreter
{
    /// <summary>What layer normalisation adds to a variance before it takes the root.</summary>
    public const double Epsilon = 1e-5;

    /// <summary>One element of an element-wise operation.</summary>
    public static double Apply(Operation operation, double[] a) => operation switch
    {
        Operation.Add => a[0] + a[1],
        Operation.Subtract => a[0] - a[1],
        Operation.Multiply => a[0] * a[1],
        Operation.Divide => a[0] / a[1],
        Operation.Negate => -a[0],
        Operation.Sigmoid => 1 / (1 + Math.Exp(-a[0])),
        Operation.Tanh => Math.Tanh(a[0]),
        Operation.Relu => Math.Max(a[0], 0),
        Operation.Softplus => Math.Max(a[0], 0) + Log1P(Math.Exp(-Math.Abs(a[0]))),
        Operation.Exp => Math.Exp(a[0]),
        Operation.Log => Math.Log(a[0]),
        Operation.Sqrt => Math.Sqrt(a[0]),
        Operation.Sin => Math.Sin(a[0]),
        Operation.Cos => Math.Cos(a[0]),
        Operation.Abs => Math.Abs(a[0]),
        Operation.Min => Math.Min(a[0], a[1]),
        Operation.Max => Math.Max(a[0], a[1]),
        Operation.StopGradient => a[0],
        Operation.Positive => a[0] > 0 ? 1 : 0,
        Operation.Sign => a[0] > 0 ? 1 : a[0] < 0 ? -1 : 0,
        _ => throw new ArgumentOutOfRangeException(nameof(operation), operation, "Not an element-wise operation."),
    };

    /// <summary>Evaluates <paramref name="roots"/> and all that they need.</summary>
    /// <param name="roots">What to evaluate.</param>
    /// <param name="values">The values of leaves by node; filled with every other value. A token is one number.</param>
    /// <param name="parameters">Row-major values of every parameter.</param>
    /// <param name="rounding">To what precision every operation rounds.</param>
    public static void Evaluate(IEnumerable<Node> roots, IDictionary<Node, double[]> values, IReadOnlyDictionary<Parameter, double[]> parameters, Rounding rounding = Rounding.Double)
    {
        foreach (var node in CellGraph.Topological(roots))
        {
            if (!values.ContainsKey(node))
                values[node] = Round(Evaluate(node, values, parameters), rounding);
        }
    }

    private static double[] Round(double[] values, Rounding rounding) => rounding == Rounding.Double ? values : Array.ConvertAll(values, value => (double)(float)value);

    private static double[] Evaluate(Node node, IDictionary<Node, double[]> values, IReadOnlyDictionary<Parameter, double[]> parameters)
    {
        switch (node.Operation)
        {
            case Operation.Constant:
                return [node.Value];
            case Operation.Parameter:
                return parameters[node.Parameter!];
            case Operation.Affine:
                var sum = node.Parameter is { } bias ? (double[])parameters[bias].Clone() : new double[node.Width];
                foreach (var term in node.Terms)
                    Multiply(term, values[term.Operand], parameters[term.Matrix], sum);
                return sum;
            case Operation.Transposed:
                var back = new double[node.Width];
                foreach (var term in node.Terms)
                    MultiplyTransposed(term.Matrix, values[term.Operand], parameters[term.Matrix], back);
                return back;
            case Operation.Mean:
                return [.. Enumerable.Repeat(values[node.Arguments[0]].Average(), node.Width)];
            case Operation.InverseRoot:
                return [.. Enumerable.Repeat(1 / Math.Sqrt(values[node.Arguments[0]].Average() + Epsilon), node.Width)];
            case var operation when node.IsElementwise:
                var result = new double[node.Width];
                for (var i = 0; i < result.Length; i++)
                    result[i] = Apply(operation, [.. node.Arguments.Select(argument => values[argument][argument.Width == 0 ? 0 : i])]);
                return result;
            default:
                throw new InvalidOperationException($"{node} has no value.");
        }
    }

    /// <summary>log(1 + v) for v from 0 to 1, exact also where 1 + v rounds to 1.</summary>
    private static double Log1P(double v)
    {
        var sum = 1 + v;
        return sum == 1 ? v : Math.Log(sum) * (v / (sum - 1));
    }

    private static void Multiply(Term term, double[] operand, double[] matrix, double[] sum)
    {
        var (rows, columns) = (term.Matrix.Rows, term.Matrix.Columns);
        if (term.Operand.Operation == Operation.Token)
        {
            for (var i = 0; i < rows; i++)
                sum[i] += matrix[Index(term.Matrix, i, (int)operand[0])];
            return;
        }

        for (var i = 0; i < rows; i++)
        {
            for (var k = 0; k < columns; k++)
                sum[i] += matrix[(i * columns) + k] * operand[k];
        }
    }

    private static void MultiplyTransposed(Parameter matrix, double[] operand, double[] values, double[] sum)
    {
        for (var i = 0; i < matrix.Rows; i++)
        {
            for (var k = 0; k < matrix.Columns; k++)
                sum[k] += values[Index(matrix, i, k)] * operand[i];
        }
    }

    /// <summary>Where element (row, column) lies in the row-major values: a table of embeddings is stored a row a token.</summary>
    public static int Index(Parameter matrix, int row, int column) =>
        matrix.IsTable ? (column * matrix.Rows) + row : (row * matrix.Columns) + column;
}
