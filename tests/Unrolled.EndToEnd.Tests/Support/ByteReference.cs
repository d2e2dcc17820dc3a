using Unrolled.Compiler.Graph;
using Unrolled.Compiler.Planning;
using GraphParameter = Unrolled.Compiler.Graph.Parameter;
using PlannedType = Unrolled.Compiler.Layers.WeightType;

namespace Unrolled.EndToEnd.Tests.Support;

/// <summary>
/// A step of a model in double precision, with the weights that its plan has: whole numbers where it has bytes. It knows nothing of panels and vectors.
/// </summary>
internal sealed class ByteReference(ModelPlan plan, ParameterSet parameters)
{
    private readonly Dictionary<(string Track, GraphParameter Matrix), (int[] Weights, float Scale)[]> _rows = [];
    private readonly Dictionary<(string Track, GraphParameter Matrix), float[]> _floats = [];

    /// <summary>The names of all states.</summary>
    public IEnumerable<string> States =>
        from layer in plan.Layers from track in layer.Tracks from state in layer.Graph.States select $"{track.Name}.{state.Name}";

    /// <summary>The output and the states after a step.</summary>
    /// <param name="x">The input, or the token.</param>
    /// <param name="before">A state before the step, by name.</param>
    /// <param name="after">A state as the model has it after the step: what the layer above reads.</param>
    public (double[] Output, Dictionary<string, double[]> States) Step(double[] x, Func<string, double[]> before, Func<string, double[]> after)
    {
        var states = new Dictionary<string, double[]>();
        foreach (var layer in plan.Layers)
        {
            var (graph, track) = (layer.Plans!.Inference.Cell, layer.Tracks.Single().Name);
            var values = new Dictionary<Node, double[]> { [graph.Input] = x };
            foreach (var state in graph.States)
                values[state.Previous] = before($"{track}.{state.Name}");
            var vectors = graph.Parameters.Where(parameter => !parameter.IsMatrix)
                .ToDictionary(parameter => parameter, parameter => Values(track, parameter));
            foreach (var node in graph.Nodes())
            {
                if (node.Operation == Operation.Affine)
                    values[node] = Sum(node, layer.Plans, track, values);
                else
                    Interpreter.EvaluateInOrder([node], values, vectors);
            }

            foreach (var state in graph.States)
                states[$"{track}.{state.Name}"] = values[state.Next];
            var output = graph.States.FirstOrDefault(state => state.Next == graph.Output);
            x = output is null ? values[graph.Output] : after($"{track}.{output.Name}");
        }

        return (x, states);
    }

    private double[] Values(string track, GraphParameter parameter) =>
        Array.ConvertAll(parameters[$"{track}.{parameter.Name}"].ToArray(), value => (double)value);

    private double[] Sum(Node node, LayerPlans plans, string track, Dictionary<Node, double[]> values)
    {
        var sum = node.Parameter is { } bias ? Values(track, bias) : new double[node.Width];
        foreach (var (matrix, operand) in node.Terms.Select(term => (term.Matrix, values[term.Operand])))
        {
            var type = plans.Weights.GetValueOrDefault(matrix);
            for (var i = 0; i < sum.Length; i++)
                sum[i] += type == PlannedType.Int8 ? Bytes(track, matrix, i, operand) : Floats(track, matrix, i, operand, type);
        }

        return sum;
    }

    private double Bytes(string track, GraphParameter matrix, int row, double[] operand)
    {
        if (!_rows.TryGetValue((track, matrix), out var rows))
        {
            var values = parameters[$"{track}.{matrix.Name}"].ToArray();
            _rows.Add((track, matrix), rows = [.. values.Chunk(matrix.Columns).Select(weights => ByteWeights.Of(weights))]);
        }

        var (weights, scale) = rows[row];
        return weights.Select((weight, k) => weight * ByteWeights.Of((float)operand[k])).Sum() * (double)scale;
    }

    private double Floats(string track, GraphParameter matrix, int row, double[] operand, PlannedType type)
    {
        var values = _floats.TryGetValue((track, matrix), out var known) ? known : _floats[(track, matrix)] = parameters[$"{track}.{matrix.Name}"].ToArray();
        double Weight(int column)
        {
            var weight = values[Interpreter.Index(matrix, row, column)];
            return type == PlannedType.BFloat16 ? ByteWeights.BFloat16(weight) : weight;
        }

        return operand.Length == matrix.Columns
            ? Enumerable.Range(0, matrix.Columns).Sum(column => Weight(column) * operand[column])
            : Weight((int)operand[0]);
    }
}
