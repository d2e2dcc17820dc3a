using Unrolled.Compiler.Differentiation;
using Unrolled.Compiler.Graph;
using Unrolled.Compiler.Planning;
using Unrolled.CompilerServices;
using GraphParameter = Unrolled.Compiler.Graph.Parameter;

namespace Unrolled.EndToEnd.Tests.Support;

/// <summary>
/// A network evaluated in double precision by the compiler's interpreter, one sequence after another and one step after another: it knows
/// nothing of plans, packing, batches or vectors. Backward evaluates the derived graphs, which finite differences check elsewhere.
/// </summary>
internal sealed class Oracle
{
    private readonly ModelPlan _plan;
    private readonly Rounding _rounding;
    private readonly PassData _pass;
    private readonly Dictionary<ModelLayer, Track[]> _tracks = [];
    private readonly bool _training;

    /// <param name="plan">The model: only its equations and the order of its layers are used.</param>
    /// <param name="model">Whose parameters, seed and number of updates to take.</param>
    /// <param name="pass">What to evaluate.</param>
    /// <param name="training">Whether dropout drops.</param>
    /// <param name="single">Whether every operation rounds to float32.</param>
    public Oracle(ModelPlan plan, ModelHandle model, PassData pass, bool training = false, bool single = false)
    {
        _plan = plan;
        _pass = pass;
        _training = training;
        _rounding = single ? Rounding.Single : Rounding.Double;
        var rows = pass.Steps * pass.Batch;
        Outputs = new double[rows * plan.Outputs];
        InputGradients = new double[rows * plan.Spec.Inputs];
        foreach (var layer in plan.Layers)
            _tracks.Add(layer, [.. layer.Tracks.DefaultIfEmpty((Name: "", Reversed: false))
                .Select(track => new Track(layer, track.Name, track.Reversed, model, pass, this))]);
        for (var b = 0; b < pass.Batch; b++)
            Run(b);
    }

    public double[] Outputs { get; }

    public double[] InputGradients { get; }

    public Dictionary<string, double[]> FinalStates { get; } = [];

    public Dictionary<string, double[]> InitialStateGradients { get; } = [];

    public Dictionary<string, double[]> Gradients { get; } = [];

    /// <summary>What every named value was at every step, by track and label, [steps, batch, width].</summary>
    public Dictionary<string, double[]> Values { get; } = [];

    /// <summary>What a mask multiplies with, [steps, batch, width]: a pure function of seed, update, layer, mask, step, sequence and unit.</summary>
    private static float[] Mask(ModelLayer layer, Node node, ModelCore core, PassData pass, bool reversed)
    {
        var (mask, width) = (node.Mask!, node.Width);
        var numbers = new float[pass.Steps * pass.Batch * width];
        var counters = new Pass { Training = true, Update = core.Updates, SequenceUpdate = core.Updates };
        var draw = new MaskDraw(layer.Index, mask.Number, reversed, mask.Rate, mask.Dropped, mask.Kept, mask.Expectation);
        if (mask.Number == 0)
        {
            Array.Fill(numbers, 1);
            ref var first = ref numbers[0];
            Dropout.Apply(
                core.Seed, in counters, layer.Index, mask.Rate, Share.Whole(pass.Steps * pass.Batch), pass.Batch, ref first, width, ref first, width, width);
        }
        else if (mask.IsOfSequence)
        {
            Masks.FillSequences(in draw, core.Seed, in counters, Share.Whole(pass.Batch), ref numbers[0], width, width);
            for (var t = 1; t < pass.Steps; t++)
                numbers.AsSpan(0, pass.Batch * width).CopyTo(numbers.AsSpan(t * pass.Batch * width));
        }
        else
        {
            Masks.FillSteps(in draw, core.Seed, in counters, Share.Whole(pass.Steps * pass.Batch), pass.Batch, ref numbers[0], width, width);
        }

        return numbers;
    }

    private void Run(int b)
    {
        var steps = _pass.Lengths[b];
        var inputs = _plan.Spec.Inputs;
        var x = new double[steps][];
        for (var t = 0; t < steps; t++)
        {
            var row = (t * _pass.Batch) + b;
            x[t] = _plan.IsToken ? [_pass.Tokens[row]] : Array.ConvertAll(_pass.Inputs.AsSpan(row * inputs, inputs).ToArray(), v => (double)v);
        }

        var y = _plan.Layers.Aggregate(x, (below, layer) => _tracks[layer].Select(track => track.Returned(layer, track.Forward(b, below, x)))
            .Aggregate((first, second) => Combine(first, second, Enumerable.Concat)));
        var dy = new double[steps][];
        for (var t = 0; t < steps; t++)
        {
            var row = ((t * _pass.Batch) + b) * _plan.Outputs;
            y[t].CopyTo(Outputs, row);
            dy[t] = Array.ConvertAll(_pass.OutputGradients.AsSpan(row, _plan.Outputs).ToArray(), v => (double)v);
        }

        var modelInputs = new double[steps][];
        for (var t = 0; t < steps; t++)
            modelInputs[t] = new double[inputs];
        var dx = _plan.Layers.Reverse().Aggregate(dy, (above, layer) => Backward(layer, b, above, modelInputs));
        for (var t = 0; t < steps && !_plan.IsToken; t++)
        {
            for (var i = 0; i < inputs; i++)
                InputGradients[(((t * _pass.Batch) + b) * inputs) + i] = dx[t][i] + modelInputs[t][i];
        }
    }

    /// <summary>Each track of a layer has its part of the layer's outputs, and sends back to all of its inputs.</summary>
    private double[][] Backward(ModelLayer layer, int b, double[][] dy, double[][] modelInputs)
    {
        var tracks = _tracks[layer];
        var width = layer.Outputs / tracks.Length;
        return tracks.Select((track, k) => track.Backward(b, track.Received(layer, [.. dy.Select(row => row[(k * width)..((k + 1) * width)])]), modelInputs))
            .Aggregate((first, second) => Combine(first, second, (u, v) => u.Zip(v, (a, c) => a + c)));
    }

    private static double[][] Combine(double[][] a, double[][] b, Func<double[], double[], IEnumerable<double>> rows) =>
        [.. a.Zip(b, (u, v) => rows(u, v).ToArray())];

    /// <summary>One layer in one direction.</summary>
    private sealed class Track
    {
        private readonly CellGraph _graph;
        private readonly Derivative _derivative;
        private readonly IReadOnlyList<Node> _forward;
        private readonly IReadOnlyList<Node> _backward;
        private readonly Node[] _named;
        private readonly string _name;
        private readonly bool _reversed;
        private readonly PassData _pass;
        private readonly Oracle _oracle;
        private readonly Dictionary<GraphParameter, double[]> _parameters = [];
        private readonly Dictionary<GraphParameter, double[]> _gradients = [];
        private readonly Dictionary<Node, float[]> _masks;
        private readonly List<Dictionary<Node, double[]>> _history = [];

        public Track(ModelLayer layer, string name, bool reversed, ModelHandle model, PassData pass, Oracle oracle)
        {
            var graph = oracle._training ? layer.Graph : layer.Graph.ForInference();
            (_graph, _name, _reversed, _pass, _oracle) = (graph, name, reversed, pass, oracle);
            _masks = graph.Nodes().Where(node => node.Operation == Operation.Mask)
                .ToDictionary(mask => mask, mask => Mask(layer, mask, model.Core, pass, reversed));
            _derivative = Differentiator.Differentiate(graph);
            (_forward, _named) = (graph.Nodes(), [.. graph.Named()]);
            _backward = CellGraph.Topological([.. _derivative.Sums.Values, .. _derivative.Vectors.Select(vector => vector.Contribution),
                .. _derivative.States.Values.Concat(_derivative.Inputs.Select(input => input.Adjoint))
                .SelectMany(adjoint => new[] { adjoint.Elementwise, adjoint.Transposed }).OfType<Node>()]);
            foreach (var parameter in graph.Parameters)
            {
                _parameters.Add(parameter, Array.ConvertAll(model.Parameters[$"{name}.{parameter.Name}"].ToArray(), v => (double)v));
                _gradients.Add(parameter, new double[parameter.Count]);
                oracle.Gradients.Add($"{name}.{parameter.Name}", _gradients[parameter]);
            }

            foreach (var state in graph.States)
            {
                oracle.FinalStates.Add($"{name}.{state.Name}", new double[pass.Batch * state.Next.Width]);
                oracle.InitialStateGradients.Add($"{name}.{state.Name}", new double[pass.Batch * state.Next.Width]);
            }

            foreach (var node in _named)
                oracle.Values.TryAdd($"{name}.{node.Label}", new double[pass.Steps * pass.Batch * node.Width]);
        }

        private IEnumerable<int> Times(int steps) => _reversed ? Enumerable.Range(0, steps).Reverse() : Enumerable.Range(0, steps);

        /// <summary>Of what the track gives, what the layer gives: at the last step the final output, where it returns that alone.</summary>
        public double[][] Returned(ModelLayer layer, double[][] y) => !layer.ReturnsLast ? y
            : [.. y.Select((row, t) => t == y.Length - 1 ? y[_reversed ? 0 : t] : new double[row.Length])];

        /// <summary>The reverse of <see cref="Returned"/>, for its gradient.</summary>
        public double[][] Received(ModelLayer layer, double[][] dy) => !layer.ReturnsLast ? dy
            : [.. dy.Select((row, t) => t == (_reversed ? 0 : dy.Length - 1) ? dy[^1] : new double[row.Length])];

        public double[][] Forward(int b, double[][] x, double[][] modelInputs)
        {
            _history.Clear();
            var y = new double[x.Length][];
            var states = _graph.States.ToDictionary(state => state, state => Row(_pass.InitialStates[$"{_name}.{state.Name}"], b, state.Next.Width));
            foreach (var t in Times(x.Length))
            {
                var values = new Dictionary<Node, double[]> { [_graph.Input] = x[t] };
                foreach (var part in _forward.Where(node => node.Operation == Operation.Input))
                    values[part] = x[t].AsSpan((int)part.Value, part.Width).ToArray();
                foreach (var part in _forward.Where(node => node.Operation == Operation.ModelInputs))
                    values[part] = [.. modelInputs[t].Take((int)part.Value), .. new double[part.Width - (int)part.Value]];
                foreach (var (mask, numbers) in _masks)
                    values[mask] = Row(numbers, (t * _pass.Batch) + b, mask.Width);
                foreach (var state in _graph.States)
                    values[state.Previous] = states[state];
                Interpreter.EvaluateInOrder(_forward, values, _parameters, _oracle._rounding);
                foreach (var state in _graph.States)
                    states[state] = values[state.Next];
                y[t] = values[_graph.Output];
                _history.Add(values);
                foreach (var node in _named)
                    values[node].CopyTo(_oracle.Values[$"{_name}.{node.Label}"], ((t * _pass.Batch) + b) * node.Width);
            }

            foreach (var state in _graph.States)
                states[state].CopyTo(_oracle.FinalStates[$"{_name}.{state.Name}"], b * state.Next.Width);
            return y;
        }

        public double[][] Backward(int b, double[][] dy, double[][] modelInputs)
        {
            var dx = new double[dy.Length][];
            var states = _graph.States.ToDictionary(state => state, state => Row(_pass.StateGradients[$"{_name}.{state.Name}"], b, state.Next.Width));
            foreach (var t in Times(dy.Length).Reverse())
            {
                var values = _history[_history.Count - 1];
                _history.RemoveAt(_history.Count - 1);
                values[_graph.Builder.OutputAdjoint(_graph.Output.Width)] = dy[t];
                foreach (var state in _graph.States)
                    values[_graph.Builder.StateAdjoint(state.Name, state.Next.Width)] = states[state];
                Interpreter.EvaluateInOrder(_backward, values, _parameters, _oracle._rounding);
                AddGradients(values);
                foreach (var state in _graph.States)
                    states[state] = Sum(_derivative.States[state.Name], values, state.Next.Width);
                dx[t] = new double[_graph.Input.Operation == Operation.Token ? 1 : _graph.Input.Width];
                foreach (var (part, adjoint) in _derivative.Inputs)
                {
                    var sum = Sum(adjoint, values, part.Width);
                    if (part.Operation == Operation.ModelInputs)
                    {
                        for (var i = 0; i < (int)part.Value; i++)
                            modelInputs[t][i] += sum[i];
                        continue;
                    }

                    for (var i = 0; i < sum.Length; i++)
                        dx[t][(int)part.Value + i] += sum[i];
                }
            }

            foreach (var state in _graph.States)
                states[state].CopyTo(_oracle.InitialStateGradients[$"{_name}.{state.Name}"], b * state.Next.Width);
            return dx;
        }

        private void AddGradients(Dictionary<Node, double[]> values)
        {
            foreach (var gradient in _derivative.Matrices)
            {
                var (sum, adjoint, operand) = (_gradients[gradient.Matrix], values[gradient.Adjoint], values[gradient.Operand]);
                var (rows, columns) = (gradient.Matrix.Rows, gradient.Matrix.Columns);
                if (gradient.Operand.Operation == Operation.Token)
                {
                    for (var i = 0; i < rows; i++)
                        sum[Interpreter.Index(gradient.Matrix, i, (int)operand[0])] += adjoint[i];
                    continue;
                }

                for (var i = 0; i < rows; i++)
                {
                    var factor = adjoint[i];
                    var row = sum.AsSpan(i * columns, columns);
                    for (var k = 0; k < row.Length; k++)
                        row[k] += factor * operand[k];
                }
            }

            foreach (var gradient in _derivative.Vectors)
            {
                var (sum, part) = (_gradients[gradient.Vector], values[gradient.Contribution]);
                for (var i = 0; i < sum.Length; i++)
                    sum[i] += part[i];
            }
        }

        private static double[] Sum(OutgoingAdjoint adjoint, Dictionary<Node, double[]> values, int width)
        {
            var sum = new double[width];
            foreach (var part in new[] { adjoint.Elementwise, adjoint.Transposed }.OfType<Node>().Select(node => values[node]))
            {
                for (var i = 0; i < width; i++)
                    sum[i] += part[i];
            }

            return sum;
        }

        private static double[] Row(float[] rows, int b, int width) => Array.ConvertAll(rows.AsSpan(b * width, width).ToArray(), v => (double)v);
    }
}
