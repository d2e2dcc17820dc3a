using System.Globalization;
using System.Text.RegularExpressions;
using Unrolled.Conversion;

namespace Unrolled.Formats.StateDicts;

/// <summary>
/// nn.LSTM, nn.GRU and nn.RNN of any number of layers, and their cells: <c>weight_ih_l0</c> [gates · hidden, inputs], <c>weight_hh_l0</c> [gates · hidden,
/// hidden or projection], <c>bias_ih_l0</c> and <c>bias_hh_l0</c> [gates · hidden], <c>weight_hr_l0</c> [projection, hidden]; with <c>_reverse</c> for the
/// backward direction, without <c>_l0</c> for a cell.
/// </summary>
internal sealed partial class RecurrentModule : StateDictModule
{
    private readonly List<RecurrentWeights[]> _layers;
    private readonly Activation _activation;

    private RecurrentModule(string name, List<RecurrentWeights[]> layers, Activation activation)
        : base(name, layers[0][0].Inputs, layers[^1].Sum(direction => direction.Outputs))
    {
        (_layers, _activation) = (layers, activation);
    }

    public override bool IsRecurrent => true;

    /// <summary>Gates of a unit: 1 for a simple recurrent layer, 3 for a GRU, 4 for an LSTM.</summary>
    public int Gates => _layers[0][0].Gates;

    /// <summary>Hidden units of the first layer.</summary>
    public int Hidden => _layers[0][0].Hidden;

    /// <summary>Number of layers.</summary>
    public int Depth => _layers.Count;

    /// <summary>Whether a name within a module is one of such a layer.</summary>
    public static bool IsOne(string leaf) => Parameter().IsMatch(leaf);

    /// <summary>The module of these tensors.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="tensors">All its tensors.</param>
    /// <param name="activation">Of a simple recurrent layer.</param>
    /// <param name="error">An exception about the file.</param>
    /// <exception cref="ModelFileException">A tensor is missing or its shape does not fit.</exception>
    public static RecurrentModule Of(string name, IReadOnlyList<StateDictTensor> tensors, Activation activation, Func<string, ModelFileException> error)
    {
        var named = tensors.Select(tensor => (tensor, match: Parameter().Match(tensor.Leaf))).ToList();
        if (named.FirstOrDefault(entry => !entry.match.Success).tensor is { } other)
            throw error($"its recurrent layer '{name}' has the parameter {other}, which nn.LSTM, nn.GRU and nn.RNN have not. Use one of them.");
        var layers = new List<RecurrentWeights[]>();
        foreach (var layer in named.GroupBy(entry => Index(entry.match)).OrderBy(layer => layer.Key))
        {
            if (layer.Key != layers.Count)
                throw error($"its recurrent layer '{name}' has a layer {layer.Key} without a layer {layers.Count}.");
            RecurrentWeights[] directions =
            [
                .. from entry in layer
                   group entry by entry.match.Groups["reverse"].Success into direction
                   orderby direction.Key
                   select RecurrentWeights.Of(direction.ToDictionary(entry => Kind(entry.match), entry => entry.tensor, StringComparer.Ordinal), name, error),
            ];
            layers.Add(directions);
            Check(name, layers, layer.First().match.Groups["reverse"].Success && directions.Length == 1, error);
        }

        return new RecurrentModule(name, layers, activation) { Tensors = tensors };
    }

    public override IEnumerable<ModelFileLayer> Layers() => _layers.Select(directions =>
    {
        var weights = directions[0];
        RecurrentLayerAttribute attribute = weights.Gates switch
        {
            1 => new RnnAttribute(weights.Hidden) { Activation = _activation },
            3 => new GruAttribute(weights.Hidden),
            _ => new LstmAttribute(weights.Hidden) { Projection = weights.Projection },
        };
        attribute.Bias = weights.HasBias;
        attribute.Direction = directions.Length == 2 ? Direction.Both : Direction.Forward;
        return new ModelFileLayer(attribute, [.. directions.Select(direction => direction.Split())]);
    });

    private static void Check(string name, List<RecurrentWeights[]> layers, bool backwardAlone, Func<string, ModelFileException> error)
    {
        var last = layers[^1];
        if (backwardAlone)
            throw error($"its recurrent layer '{name}' has a backward direction without a forward one.");
        if (last.Length != layers[0].Length)
            throw error($"its recurrent layer '{name}' has both directions in some of its layers alone.");
        foreach (var direction in last)
        {
            if (!direction.IsLike(layers[0][0]))
                throw error($"its recurrent layer '{name}' has layers or directions of different kinds or sizes: {layers[0][0]} and {direction}.");
            int inputs = layers.Count == 1 ? last[0].Inputs : layers[^2].Sum(before => before.Outputs);
            if (direction.Inputs != inputs)
                throw error($"its recurrent layer '{name}' has {direction}, where {inputs} inputs are expected.");
        }
    }

    private static int Index(Match match) => match.Groups["index"].Success ? int.Parse(match.Groups["index"].ValueSpan, CultureInfo.InvariantCulture) : 0;

    private static string Kind(Match match) => match.Groups["kind"].Value;

    [GeneratedRegex(@"^(?<kind>weight_ih|weight_hh|weight_hr|bias_ih|bias_hh)(_l(?<index>\d{1,4})(?<reverse>_reverse)?)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Parameter();
}
