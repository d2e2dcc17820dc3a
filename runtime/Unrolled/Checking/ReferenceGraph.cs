using System.Globalization;

namespace Unrolled;

/// <summary>The equations of one layer, read from the text that generated code has of them.</summary>
internal sealed class ReferenceGraph
{
    private readonly List<Value> _values = [];
    private readonly List<(string Name, int Width, int Next)> _states = [];
    private readonly List<(string Name, int Value)> _named = [];
    private int _output;

    /// <summary>How a value follows from x, the states and the values before it.</summary>
    private delegate double[] Value(double[] x, double[][] states, double[][] before, Context context);

    /// <summary>The states with their widths, and the numbers of the values that are next.</summary>
    public IReadOnlyList<(string Name, int Width, int Next)> States => _states;

    /// <summary>The values with a name that no tape keeps.</summary>
    public IReadOnlyList<(string Name, int Value)> Named => _named;

    /// <param name="equations">A line a value.</param>
    /// <param name="parameter">A parameter's values by its name in the layer, row-major; the array itself, whose elements may change.</param>
    /// <param name="model">What the layer can read of the model.</param>
    public static ReferenceGraph Read(string[] equations, Func<string, double[]> parameter, ReferenceLeaves model)
    {
        var graph = new ReferenceGraph();
        var split = equations.Select(line => line.Split(" # ")[0].Split(' ')).ToArray();
        foreach (string[] words in split.Where(words => words[0] == "next"))
        {
            string[]? state = split.FirstOrDefault(other => other[0] == "State" && other[1] == words[1]);
            graph._states.Add((words[1], state is null ? 0 : Integer(state[2]), Integer(words[2])));
        }

        foreach (string[] words in split)
        {
            if (words[0] == "output")
                graph._output = Integer(words[1]);
            else if (words[0] == "name")
                graph._named.Add((words[1], Integer(words[3])));
            else if (words[0] != "next")
                graph._values.Add(graph.ValueOf(words, parameter, model));
        }

        return graph;
    }

    /// <summary>
    /// One step of one sequence, which is a row of the tape: replaces the states, returns the output; all values go to <paramref name="seen"/>.
    /// </summary>
    public double[] Evaluate(int row, double[] x, double[][] states, List<double[]> stopped, bool isFirst, Action<double[][]>? seen = null)
    {
        var values = new double[_values.Count][];
        var context = new Context(row, stopped, isFirst);
        for (int i = 0; i < values.Length; i++)
            values[i] = _values[i](x, states, values, context);
        for (int k = 0; k < states.Length; k++)
            states[k] = values[_states[k].Next];
        seen?.Invoke(values);
        return values[_output];
    }

    private Value ValueOf(string[] words, Func<string, double[]> parameter, ReferenceLeaves model)
    {
        switch (words[0])
        {
            case "Input":
                int start = Integer(words[1]), end = start + Integer(words[2]);
                return (x, _, _, _) => x[start..end];
            case "Token":
                return static (x, _, _, _) => x;
            case "State":
                int state = _states.FindIndex(candidate => candidate.Name == words[1]);
                return (_, states, _, _) => states[state];
            case "Vector":
                double[] vector = parameter(words[1]);
                return (_, _, _, _) => [.. vector];
            case "ModelInputs":
                int inputs = Integer(words[1]), among = Integer(words[2]);
                return (_, _, _, context) => [.. model.Inputs[context.Row].Take(inputs), .. new double[among - inputs]];
            case "Mask":
                double[][]? mask = model.Mask?.Invoke(ReferenceMask.Read(words), model.Reversed);
                double[] expectation = [Number(words[3])];
                return (_, _, _, context) => mask?[context.Row] ?? expectation;
            case "Constant":
                double[] number = [Number(words[1])];
                return (_, _, _, _) => number;
            case "Affine":
                return Affine(words, parameter);
            case "StopGradient":
                int argument = Integer(words[1]);
                return (_, _, before, context) => context.Take(before[argument]);
            default:
                int[] arguments = [.. words.Skip(1).Select(Integer)];
                return Operation(words[0], arguments);
        }
    }

    private static Value Affine(string[] words, Func<string, double[]> parameter)
    {
        int rows = Integer(words[1]);
        double[] bias = words[2] == "-" ? new double[rows] : parameter(words[2]);
        var terms = words.Skip(3).Chunk(3).Select(term => (Kind: term[0], Matrix: parameter(term[1]), Operand: Integer(term[2]))).ToArray();
        return (_, _, before, _) =>
        {
            double[] sum = [.. bias];
            foreach (var (kind, matrix, operand) in terms)
            {
                double[] v = before[operand];
                int columns = matrix.Length / rows;
                for (int i = 0; i < rows; i++)
                {
                    sum[i] += kind switch
                    {
                        "row" => matrix[(int)v[0] * rows + i],
                        "column" => matrix[i * columns + (int)v[0]],
                        _ => ReferenceModel.Dot(matrix.AsSpan(i * columns, columns), v),
                    };
                }
            }

            return sum;
        };
    }

    private static Value Operation(string name, int[] arguments)
    {
        int first = arguments[0];
        if (Equations.OfMean.TryGetValue(name, out var ofMean))
            return (_, _, before, _) => Repeat(ofMean(before[first].Average()), before[first].Length);
        if (Equations.OfOne.TryGetValue(name, out var function))
            return (_, _, before, _) => Array.ConvertAll(before[first], v => function(v));
        if (!Equations.OfTwo.TryGetValue(name, out var binary))
            throw new InvalidOperationException($"The generated equations have an operation {name} that this version of Unrolled does not know: build the "
                + "model again.");
        int second = arguments[1];
        return (_, _, before, _) => Combine(before[first], before[second], binary);
    }

    /// <summary>A number, which has one element, goes with any vector.</summary>
    private static double[] Combine(double[] a, double[] b, Func<double, double, double> operation)
    {
        var result = new double[Math.Max(a.Length, b.Length)];
        for (int i = 0; i < result.Length; i++)
            result[i] = operation(a[a.Length == 1 ? 0 : i], b[b.Length == 1 ? 0 : i]);
        return result;
    }

    private static double[] Repeat(double value, int count)
    {
        var result = new double[count];
        Array.Fill(result, value);
        return result;
    }

    private static double Number(string word) => double.Parse(word, CultureInfo.InvariantCulture);

    private static int Integer(string word) => int.Parse(word, CultureInfo.InvariantCulture);

    /// <summary>The row that is evaluated, and what StopGradient gave there: noted in the first run of a step, repeated in later ones.</summary>
    private sealed class Context(int row, List<double[]> stopped, bool isFirst)
    {
        private int _next;

        public int Row => row;

        public double[] Take(double[] value)
        {
            if (isFirst)
                stopped.Add(value);
            return stopped[_next++];
        }
    }
}

/// <summary>What a layer can read of its model, besides what the layer below gives.</summary>
/// <param name="Inputs">The model's inputs, rows [step][sequence].</param>
/// <param name="Mask">The numbers of a mask, for a direction that is reversed or not, rows [step][sequence]; null in a pass that does not train.</param>
internal sealed record ReferenceLeaves(double[][] Inputs, Func<ReferenceMask, bool, double[][]>? Mask)
{
    /// <summary>Whether the layer runs from the last step to the first.</summary>
    public bool Reversed { get; init; }
}
