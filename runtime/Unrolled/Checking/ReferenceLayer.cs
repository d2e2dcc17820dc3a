using Unrolled.CompilerServices;

namespace Unrolled;

/// <summary>One layer in one direction, evaluated in double precision.</summary>
internal sealed class ReferenceLayer
{
    private readonly ReferenceGraph _graph;
    private readonly bool _reversed;
    private readonly int _steps;
    private readonly int _batch;
    private readonly double[]?[] _initialStates;
    private readonly double[][] _stateWeights;

    /// <summary>What StopGradient gave at the first evaluation, [step][sequence], each in the order of the graph: constant from then on.</summary>
    private readonly List<double[]>?[] _stopped;

    private ReferenceLayer(ReferenceGraph graph, bool reversed, int steps, int batch, double[]?[] initialStates, double[][] stateWeights)
    {
        _graph = graph;
        _reversed = reversed;
        _steps = steps;
        _batch = batch;
        _initialStates = initialStates;
        _stateWeights = stateWeights;
        _stopped = new List<double[]>?[steps * batch];
    }

    /// <summary>The sum of the final states of the last run, each times its weight.</summary>
    public double FinalStateLoss { get; private set; }

    public static ReferenceLayer Of<TModel>(string name, string[] equations, ModelLayout layout, Dictionary<string, double[]> parameters, Tape<TModel> tape)
        where TModel : class, IModel<TModel>
    {
        bool reversed = false;
        foreach (var track in layout.Tracks)
            reversed |= track.Name == name && track.Reversed;
        var graph = ReferenceGraph.Read(equations, parameter => parameters[$"{name}.{parameter}"]);
        return new ReferenceLayer(
            graph, reversed, tape.Steps, tape.Batch,
            [.. graph.States.Select(state => parameters.GetValueOrDefault($"{name}.{state.Name}0"))],
            [.. graph.States.Select(state => ReferenceModel.Double(tape.FinalStateGradients[$"{name}.{state.Name}"]))]);
    }

    /// <summary>All sequences, each from its initial state: rows are [step][sequence].</summary>
    public double[][] Run(double[][] x)
    {
        var y = new double[x.Length][];
        FinalStateLoss = 0;
        for (int b = 0; b < _batch; b++)
        {
            double[][] states = [.. _graph.States.Select((state, k) => _initialStates[k] ?? new double[state.Width])];
            for (int t = 0; t < _steps; t++)
            {
                int row = (_reversed ? _steps - 1 - t : t) * _batch + b;
                bool isFirst = _stopped[row] is null;
                y[row] = _graph.Evaluate(x[row], states, _stopped[row] ??= [], isFirst);
            }

            for (int k = 0; k < states.Length; k++)
                FinalStateLoss += ReferenceModel.Dot(states[k], _stateWeights[k].AsSpan(b * states[k].Length, states[k].Length));
        }

        return y;
    }
}
