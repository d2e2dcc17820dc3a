using Unrolled.CompilerServices;

namespace Unrolled;

/// <summary>One layer in one direction, evaluated in double precision.</summary>
internal sealed class ReferenceLayer
{
    private readonly ReferenceGraph _graph;
    private readonly bool _reversed;
    private readonly string _name;
    private readonly int[] _lengths;

    /// <summary>By state: [hidden] where it is learned, the array that may change; else [batch, hidden].</summary>
    private readonly double[][] _initialStates;
    private readonly double[][] _stateWeights;

    /// <summary>What StopGradient gave at the first evaluation, [step][sequence], each in the order of the graph: constant from then on.</summary>
    private readonly List<double[]>?[] _stopped;

    private ReferenceLayer(string name, ReferenceGraph graph, bool reversed, int steps, int[] lengths, double[][] initialStates, double[][] stateWeights)
    {
        _name = name;
        _graph = graph;
        _reversed = reversed;
        _lengths = lengths;
        _initialStates = initialStates;
        _stateWeights = stateWeights;
        _stopped = new List<double[]>?[steps * lengths.Length];
    }

    /// <summary>The sum of the final states of the last run, each times its weight.</summary>
    public double FinalStateLoss { get; private set; }

    /// <summary>A layer without parameters and states, of which the model has no track.</summary>
    public static ReferenceLayer Of<TModel>(string[] equations, ReferenceLeaves leaves, Tape<TModel> tape)
        where TModel : class, IInferenceModel<TModel> =>
        new("", ReferenceGraph.Read(equations, _ => [], leaves), reversed: false, tape.Steps, tape.Track(0).Lengths.ToArray(), [], []);

    /// <summary>A layer in one direction: a track.</summary>
    public static ReferenceLayer Of<TModel>(
        string name, string[] equations, ReferenceLeaves leaves, ModelLayout layout, Dictionary<string, double[]> parameters, Tape<TModel> tape)
        where TModel : class, IInferenceModel<TModel>
    {
        int index = 0;
        while (layout.Tracks[index].Name != name)
            index++;
        var track = tape.Track(index);
        var graph = ReferenceGraph.Read(equations, parameter => parameters[$"{name}.{parameter}"], leaves with { Reversed = track.Reversed });
        return new ReferenceLayer(
            name, graph, track.Reversed, tape.Steps, track.Lengths.ToArray(),
            [.. graph.States.Select(state => Start(state.Name))],
            [.. graph.States.Select(state => ReferenceModel.Double(tape.FinalStateGradients[$"{name}.{state.Name}"]))]);

        double[] Start(string state)
        {
            var learned = track.StartsLearned($"{name}.{state}") ? parameters[$"{name}.{state}0"] : null;
            return learned ?? ReferenceModel.Double(tape.InitialState[$"{name}.{state}"]);
        }
    }

    /// <summary>What the layer returns of its outputs where it returns the final one alone: at the last step, and 0 at the others.</summary>
    public double[][] Last(double[][] y)
    {
        double[][] last = Array.ConvertAll(y, row => new double[row.Length]);
        for (int b = 0; b < _lengths.Length; b++)
        {
            if (_lengths[b] > 0)
                last[(_lengths[b] - 1) * _lengths.Length + b] = y[_reversed ? b : (_lengths[b] - 1) * _lengths.Length + b];
        }

        return last;
    }

    /// <summary>All sequences, each from its initial state: rows are [step][sequence], those past a sequence's end empty.</summary>
    /// <param name="x">The layer's input rows.</param>
    /// <param name="wanted">The full name of a named value, or null.</param>
    /// <param name="rows">Receives the named value's rows.</param>
    public double[][] Run(double[][] x, string? wanted = null, double[][]? rows = null)
    {
        var y = new double[x.Length][];
        Array.Fill(y, []);
        FinalStateLoss = 0;
        int value = -1;
        foreach (var (name, number) in _graph.Named)
            value = $"{_name}.{name}" == wanted ? number : value;
        for (int b = 0; b < _lengths.Length; b++)
        {
            double[][] states = [.. _graph.States.Select((state, k) => _initialStates[k].Length == state.Width ? _initialStates[k]
                : _initialStates[k][(b * state.Width)..((b + 1) * state.Width)])];
            for (int t = 0; t < _lengths[b]; t++)
            {
                int row = (_reversed ? _lengths[b] - 1 - t : t) * _lengths.Length + b;
                bool isFirst = _stopped[row] is null;
                y[row] = _graph.Evaluate(row, x[row], states, _stopped[row] ??= [], isFirst, value < 0 ? null : values => rows![row] = values[value]);
            }

            for (int k = 0; k < states.Length; k++)
                FinalStateLoss += ReferenceModel.Dot(states[k], _stateWeights[k].AsSpan(b * states[k].Length, states[k].Length));
        }

        return y;
    }
}
