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
    /// <summary>Evaluates <paramref name="roots"/> and all that they need.</summary>
    /// <param name="roots">What to evaluate.</param>
    /// <param name="values">The values of leaves by node; filled with every other value. A token is one number.</param>
    /// <param name="parameters">Row-major values of every parameter.</param>
    /// <param name="rounding">To what precision every operation rounds.</param>
    public static void Evaluate(IEnumerable<Node> roots, IDictionary<Node, double[]> values, IReadOnlyDictionary<Parameter, double[]> parameters,
        Rounding rounding = Rounding.Double)
    {
        EvaluateInOrder(CellGraph.Topological(roots), values, parameters, rounding);
    }

    /// <summary>The same for nodes that are in order already: whoever evaluates a graph again and again sorts it once.</summary>
    /// <param name="nodes">What to evaluate, arguments first.</param>
    /// <param name="values">The values of leaves by node; filled with every other value. A token is one number.</param>
    /// <param name="parameters">Row-major values of every parameter.</param>
    /// <param name="rounding">To what precision every operation rounds.</param>
    public static void EvaluateInOrder(
        IReadOnlyList<Node> nodes, IDictionary<Node, double[]> values, IReadOnlyDictionary<Parameter, double[]> parameters, Rounding rounding = Rounding.Double)
    {
        foreach (var node in nodes)
        {
            if (!values.ContainsKey(node))
                values[node] = Round(Evaluate(node, values, parameters), rounding);
        }
    }

    private static double[] Round(double[] values, Rounding rounding) => rounding == Rounding.Double ? values
        : Array.ConvertAll(values, value => (double)(float)value);

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
            case var operation when node.IsReduction:
                return [.. Enumerable.Repeat(Operations.Value(operation, values[node.Arguments[0]].Average()), node.Width)];
            case var operation when node.IsElementwise:
                return Elements(operation, [.. node.Arguments.Select(argument => values[argument])],
                    [.. node.Arguments.Select(argument => argument.Width == 0)], node.Width);
            default:
                throw new InvalidOperationException($"{node} has no value.");
        }
    }

    /// <summary>Element by element; an argument that is one number is the same for all.</summary>
    private static double[] Elements(Operation operation, double[][] arguments, bool[] isNumber, int width)
    {
        var (result, element, value) = (new double[width], new double[arguments.Length], Operations.Of(operation).Value!);
        for (var i = 0; i < width; i++)
        {
            for (var k = 0; k < arguments.Length; k++)
                element[k] = arguments[k][isNumber[k] ? 0 : i];
            result[i] = value(element);
        }

        return result;
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
            var (row, of) = (sum[i], i * columns);
            for (var k = 0; k < columns; k++)
                row += matrix[of + k] * operand[k];
            sum[i] = row;
        }
    }

    private static void MultiplyTransposed(Parameter matrix, double[] operand, double[] values, double[] sum)
    {
        var (ofRow, ofColumn) = (Index(matrix, 1, 0), Index(matrix, 0, 1));
        for (var i = 0; i < matrix.Rows; i++)
        {
            for (var k = 0; k < matrix.Columns; k++)
                sum[k] += values[(i * ofRow) + (k * ofColumn)] * operand[i];
        }
    }

    /// <summary>Where element (row, column) lies in the row-major values: a table of embeddings is stored a row a token.</summary>
    public static int Index(Parameter matrix, int row, int column) =>
        matrix.IsTable ? (column * matrix.Rows) + row : (row * matrix.Columns) + column;
}
