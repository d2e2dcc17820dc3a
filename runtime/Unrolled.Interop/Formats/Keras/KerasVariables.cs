using System.Globalization;
using System.Text;
using Unrolled.Formats.Hdf5;

namespace Unrolled.Formats.Keras;

/// <summary>The variables of a file, by the order of layers: names differ between versions and between a file and its configuration.</summary>
internal sealed class KerasVariables
{
    private readonly Hdf5File _file;
    private readonly KerasConfig _config;
    private readonly Dictionary<KerasLayer, Func<IReadOnlyList<Hdf5Object>>> _layers = [];

    /// <summary>Finds the variables of all layers.</summary>
    public KerasVariables(Hdf5File file, KerasConfig config)
    {
        (_file, _config) = (file, config);
        var root = file.Root;
        if ((root.Find("model_weights") ?? root) is var legacy && Texts(legacy, "layer_names") is { } names)
            AddByNames(legacy, names);
        else if ((root.Find("layers") ?? root.Find("_layer_checkpoint_dependencies")) is { } layers)
            AddByClass(layers);
        else
            throw file.Error("expected weights of Keras in it: layer_names, or a group 'layers'. Save the model with Keras as .keras or .h5.");
    }

    /// <summary>The variables of a layer, in Keras's order.</summary>
    /// <param name="layer">The layer, as the model has it: a wrapper holds those of the layer within it.</param>
    public IReadOnlyList<Hdf5Object> Of(KerasLayer layer) => _layers.TryGetValue(layer, out var variables) ? variables() : [];

    /// <summary>How many variables Keras keeps of a layer.</summary>
    public static int Count(KerasLayer layer) => layer.ClassName switch
    {
        "LSTM" or "GRU" or "SimpleRNN" => layer.Flag("use_bias", true) ? 3 : 2,
        "Bidirectional" => 2 * (layer.Inner("layer") is { } inner ? Count(inner) : 0),
        "TimeDistributed" => layer.Inner("layer") is { ClassName: not ("TimeDistributed" or "Bidirectional") } inner ? Count(inner) : 0,
        "Dense" => layer.Flag("use_bias", true) ? 2 : 1,
        "Embedding" => 1,
        // Mean, variance and how many were counted, which newer versions leave out; nothing where the configuration has them.
        "Normalization" => layer.Has("mean") ? 0 : 3,
        _ => 0,
    };

    /// <summary>The texts of an attribute, which Keras cuts into numbered ones where they are long; null where there is none.</summary>
    private static List<string>? Texts(Hdf5Object owner, string name)
    {
        if (owner.Attribute(name) is { } whole)
            return [.. whole.Texts()];
        var texts = new List<string>();
        for (int part = 0; owner.Attribute(name + part.ToString(CultureInfo.InvariantCulture)) is { } some; part++)
            texts.AddRange(some.Texts());
        return texts.Count == 0 ? null : texts;
    }

    // Keras 2, and Keras 3's .h5: a group a layer, whose weight_names say its data sets in order.
    private void AddByNames(Hdf5Object groups, List<string> names)
    {
        var weighted = new List<(Hdf5Object Group, List<string> Weights)>();
        foreach (string name in names)
        {
            var group = groups.Find(name) ?? throw _file.Error($"expected a group {name}, as its layer_names say.");
            if (Texts(group, "weight_names") is { Count: > 0 } weights)
                weighted.Add((group, weights));
        }

        var layers = _config.All.Where(layer => Count(layer) > 0).ToList();
        if (layers.Count != weighted.Count)
            throw _file.Error($"its weights are for {weighted.Count} layers, and its configuration has {layers.Count} with weights. "
                + "Save both from the same model.");
        for (int k = 0; k < layers.Count; k++)
        {
            var (group, weights) = weighted[k];
            _layers.Add(layers[k], () => [.. weights.Select(weight => group.Find(weight)
                ?? throw _file.Error($"expected a data set {weight}, as its weight_names say."))]);
        }
    }

    // Keras 3, and .keras of Keras 2: groups are named after the classes, and numbered. A number may be left out where Keras 2 met a layer twice.
    private void AddByClass(Hdf5Object groups)
    {
        foreach (var kind in _config.All.Where(layer => Count(layer) > 0).GroupBy(layer => SnakeCase(layer.ClassName), StringComparer.Ordinal))
        {
            var layers = kind.ToList();
            var found = groups.Names.Select(name => (Name: name, Number: Number(name, kind.Key)))
                .Where(group => group.Number >= 0)
                .OrderBy(group => group.Number)
                .Select(group => groups.Find(group.Name)!).Where(group => Find(group, layers[0]).Count > 0)
                .ToList();
            if (found.Count != layers.Count)
                throw _file.Error($"it has weights of {found.Count} layers {layers[0].ClassName}, and its configuration has {layers.Count}. "
                    + "Save both from the same model.");
            for (int k = 0; k < layers.Count; k++)
            {
                var (group, layer) = (found[k], layers[k]);
                _layers.Add(layer, () => Find(group, layer));
            }
        }
    }

    private static List<Hdf5Object> Find(Hdf5Object group, KerasLayer layer)
    {
        string[] places = layer.ClassName switch
        {
            "LSTM" or "GRU" or "SimpleRNN" => ["cell/vars"],
            "Bidirectional" => ["forward_layer/cell/vars", "backward_layer/cell/vars"],
            "TimeDistributed" => ["layer/vars"],
            _ => ["vars"],
        };
        var variables = new List<Hdf5Object>();
        foreach (string place in places)
        {
            for (int k = 0; group.Find($"{place}/{k.ToString(CultureInfo.InvariantCulture)}") is { IsDataset: true } variable; k++)
                variables.Add(variable);
        }

        return variables;
    }

    // 0 for lstm, 2 for lstm_2, and below 0 for other names.
    private static int Number(string name, string kind)
    {
        if (!name.StartsWith(kind, StringComparison.Ordinal))
            return -1;
        if (name.Length == kind.Length)
            return 0;
        return name[kind.Length] == '_' && int.TryParse(name.AsSpan(kind.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number
            : -1;
    }

    /// <summary>A class's name as files have it: <c>SimpleRNN</c> is <c>simple_rnn</c>.</summary>
    internal static string SnakeCase(string name)
    {
        var text = new StringBuilder();
        for (int k = 0; k < name.Length; k++)
        {
            bool begins = char.IsUpper(name[k]) && k > 0 && (!char.IsUpper(name[k - 1]) || (k + 1 < name.Length && char.IsLower(name[k + 1])));
            text.Append(begins ? "_" : "").Append(char.ToLowerInvariant(name[k]));
        }

        return text.ToString();
    }
}
