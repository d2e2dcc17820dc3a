using System.Globalization;
using Unrolled.CompilerServices;

namespace Unrolled;

/// <summary>A model's equations in double precision, from what went into the last Forward of a tape, and with its output weights: slow and plain.</summary>
internal sealed class ReferenceModel
{
    private readonly List<Func<double[][], double[][]>> _layers = [];
    private string? _wanted;
    private double[][]? _wantedRows;
    private readonly List<ReferenceLayer> _tracks = [];
    private readonly double[][] _inputs;
    private readonly double[][] _outputWeights;

    private ReferenceModel(double[][] inputs, double[][] outputWeights, Dictionary<string, double[]> parameters)
    {
        _inputs = inputs;
        _outputWeights = outputWeights;
        Parameters = parameters;
    }

    /// <summary>The parameters by name, row-major: change them, then ask for the loss.</summary>
    public IReadOnlyDictionary<string, double[]> Parameters { get; }

    /// <summary>Reads the equations, the parameters and what stands on the tape: inputs, output gradients and final state gradients. Rows are
    /// [step][sequence].</summary>
    /// <exception cref="ArgumentException">The model does not describe its equations.</exception>
    public static ReferenceModel Of<TModel>(TModel model, Tape<TModel> tape)
        where TModel : class, IInferenceModel<TModel>
    {
        var layout = TModel.Layout;
        if (layout.Equations.Length == 0)
            throw new ArgumentException($"{layout.ModelName} was generated without a description of its equations: build it again with this version of "
                + "Unrolled.", nameof(model));
        var inputs = layout.Vocabulary > 0 ? tape.Tokens.ToArray().Select(token => new double[] { token }).ToArray() : Rows(tape.Inputs, layout.Inputs);
        var parameters = model.Parameters.ToDictionary(parameter => parameter.Name, Double);
        var reference = new ReferenceModel(inputs, Rows(tape.OutputGradients, layout.Outputs), parameters);
        string[] lines = layout.Equations.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var leaves = new ReferenceLeaves(inputs, tape.ForwardPass.Training ? (mask, reversed) => mask.Numbers(model.Core.Seed, tape, reversed) : null);
        for (int i = 0; i < lines.Length;)
        {
            string[] names = lines[i++].Split(' ')[1..];
            string[] equations = [.. lines.Skip(i).TakeWhile(line => !IsLayer(line))];
            i += equations.Length;
            bool isLast = equations is ["last", ..];
            equations = isLast ? equations[1..] : equations;
            ReferenceLayer[] tracks = names.Length == 0
                ? [ReferenceLayer.Of(equations, leaves, tape)]
                : [.. names.Select(name => ReferenceLayer.Of(name, equations, leaves, layout, parameters, tape))];
            reference._tracks.AddRange(tracks);
            reference._layers.Add(x => tracks.Select(Run(x)).Aggregate(Concatenate));

            Func<ReferenceLayer, double[][]> Run(double[][] x) => track =>
            {
                var y = track.Run(x, reference._wanted, reference._wantedRows);
                return isLast ? track.Last(y) : y;
            };
        }

        return reference;
    }

    /// <summary>The sum of all outputs and final states, each times its weight.</summary>
    public double Loss()
    {
        var y = _layers.Aggregate(_inputs, static (x, layer) => layer(x));
        double loss = _tracks.Sum(track => track.FinalStateLoss);
        for (int row = 0; row < y.Length; row++)
            loss += Dot(y[row], _outputWeights[row]);
        return loss;
    }

    /// <summary>The values with a name that no tape keeps: full name and width.</summary>
    public static IEnumerable<(string Name, int Width)> Named(ModelLayout layout)
    {
        string[] tracks = [];
        foreach (string line in layout.Equations.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            string[] words = line.Split(' ');
            if (words[0] == "layer")
                tracks = words[1..];
            for (int i = 0; words[0] == "name" && i < tracks.Length; i++)
                yield return ($"{tracks[i]}.{words[1]}", int.Parse(words[2], CultureInfo.InvariantCulture));
        }
    }

    /// <summary>A named value at every step, rows [step][sequence]; those past a sequence's end are empty.</summary>
    public double[][] Value(string name)
    {
        var rows = new double[_inputs.Length][];
        Array.Fill(rows, []);
        (_wanted, _wantedRows) = (name, rows);
        _layers.Aggregate(_inputs, static (x, layer) => layer(x));
        (_wanted, _wantedRows) = (null, null);
        return rows;
    }

    /// <summary>Σ a·b.</summary>
    internal static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
            sum += a[i] * b[i];
        return sum;
    }

    /// <summary>The values of a tensor.</summary>
    internal static double[] Double(NamedTensor tensor) => Array.ConvertAll(tensor.ToArray(), value => (double)value);

    private static double[][] Rows(ReadOnlySpan<float> values, int width)
    {
        var rows = new double[values.Length / width][];
        for (int row = 0; row < rows.Length; row++)
            rows[row] = Array.ConvertAll(values.Slice(row * width, width).ToArray(), value => (double)value);
        return rows;
    }

    private static bool IsLayer(string line) => line == "layer" || line.StartsWith("layer ", StringComparison.Ordinal);

    private static double[][] Concatenate(double[][] a, double[][] b) => [.. a.Zip(b, (u, v) => (double[])[.. u, .. v])];
}
