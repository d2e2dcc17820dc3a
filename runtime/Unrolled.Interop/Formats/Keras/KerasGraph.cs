using System.Text.Json;

namespace Unrolled.Formats.Keras;

/// <summary>The layers of a functional model, each with those whose values it takes: only a single chain is one after another.</summary>
internal sealed class KerasGraph
{
    // Comparisons of tokens with 0, which Keras 3 puts beside an Embedding with mask_zero.
    private const string MaskLayer = "NotEqual";
    private const string Advice = "Save a model of a single chain.";
    private readonly string _file;
    private readonly KerasLayer _model;
    private readonly Dictionary<string, KerasLayer> _layers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _parents = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _consumers = new(StringComparer.Ordinal);

    /// <summary>Reads the connections of layers.</summary>
    public KerasGraph(string file, KerasLayer model, IReadOnlyList<KerasLayer> layers)
    {
        (_file, _model) = (file, model);
        var elements = model.Option("layers")!.Value.EnumerateArray().ToList();
        // Keras 2 names layers in their element, Keras 3 in both; connections go by these names.
        foreach (var layer in layers)
        {
            if (!_layers.TryAdd(layer.Name, layer))
                throw layer.Error("expected names that differ, found this one twice.");
        }

        for (int k = 0; k < layers.Count; k++)
            Connect(layers[k], elements[k]);
    }

    /// <summary>The layers from the input to the output.</summary>
    public List<KerasLayer> Chain()
    {
        string input = End("input_layers", "inputs");
        string name = End("output_layers", "outputs");
        var chain = new List<KerasLayer>();
        while (true)
        {
            var layer = _layers[name];
            if (chain.Count == _layers.Count)
                throw layer.Error($"its values come from itself. {Advice}");
            chain.Add(layer);
            if (name == input)
                break;
            if (!_parents.TryGetValue(name, out name!))
                throw layer.Error("expected a layer whose values it takes.");
        }

        if (_layers.Values.Except(chain).FirstOrDefault(layer => layer.ClassName != MaskLayer) is { } other)
            throw other.Error($"it is outside the chain from input to output, and layers of Unrolled follow one another. {Advice}");
        chain.Reverse();
        return chain;
    }

    private void Connect(KerasLayer layer, JsonElement element)
    {
        if (!element.TryGetProperty("inbound_nodes", out var nodes) || nodes.ValueKind != JsonValueKind.Array)
            throw layer.Error("expected inbound_nodes in its configuration.");
        if (nodes.GetArrayLength() > 1)
            throw layer.Error($"it is used {nodes.GetArrayLength()} times, and a layer of Unrolled has one place. {Advice}");
        if (nodes.GetArrayLength() == 0 || layer.ClassName == MaskLayer)
            return;
        var inputs = new List<JsonElement>();
        var node = nodes[0];
        if (node.ValueKind == JsonValueKind.Object)
        {
            Histories(node.GetProperty("args"), inputs);
            bool hasNamed = node.TryGetProperty("kwargs", out var named) && named.ValueKind == JsonValueKind.Object;
            foreach (var argument in hasNamed ? named.EnumerateObject() : default)
            {
                var also = new List<JsonElement>();
                Histories(argument.Value, also);
                if (argument.Name == "inputs")
                    inputs.AddRange(also);
                else if (also.Count > 0 && argument.Name != "mask")
                    throw layer.Error($"its {argument.Name} comes from layer {Name(layer, also[0])}, and layers of Unrolled take one input. {Advice}");
            }
        }
        else if (node.ValueKind == JsonValueKind.Array)
        {
            // Of Keras 2: [[name, node, tensor, named arguments], …], or one of these alone.
            inputs.AddRange(node.GetArrayLength() > 0 && node[0].ValueKind == JsonValueKind.Array ? node.EnumerateArray() : [node]);
            foreach (var input in inputs)
                CheckNamed(layer, input);
        }

        if (inputs.Count != 1)
            throw layer.Error($"it joins {inputs.Count} inputs, and layers of Unrolled take one. {Advice}");
        string parent = Name(layer, inputs[0]);
        if (inputs[0].GetArrayLength() > 2 && inputs[0][2].ValueKind == JsonValueKind.Number && inputs[0][2].GetDouble() != 0)
            throw layer.Error($"it takes a state of layer {parent} instead of its output. {Advice}");
        _parents[layer.Name] = parent;
        if (!_consumers.TryAdd(parent, layer.Name))
            throw (_layers.GetValueOrDefault(parent) ?? layer).Error(
                $"its output forks to {_consumers[parent]} and {layer.Name}, and layers of Unrolled follow one another. {Advice}");
    }

    private void CheckNamed(KerasLayer layer, JsonElement input)
    {
        if (input.ValueKind != JsonValueKind.Array || input.GetArrayLength() < 4 || input[3].ValueKind != JsonValueKind.Object)
            return;
        foreach (var argument in input[3].EnumerateObject())
        {
            if (argument.Name != "mask" && argument.Value.ValueKind == JsonValueKind.Array && argument.Value.GetArrayLength() > 0)
                throw layer.Error($"its {argument.Name} comes from another layer, and layers of Unrolled take one input. {Advice}");
        }
    }

    private string Name(KerasLayer layer, JsonElement history) => history.ValueKind == JsonValueKind.Array && history.GetArrayLength() > 0
        && history[0].ValueKind == JsonValueKind.String && history[0].GetString() is { } name && _layers.ContainsKey(name)
        ? name
        : throw layer.Error("expected the name of a layer in its inbound_nodes.");

    // The places of Keras 3 where a tensor comes from, at any depth that the JSON has.
    private static void Histories(JsonElement element, List<JsonElement> found)
    {
        if (element.ValueKind == JsonValueKind.Object)
        {
            if (element.TryGetProperty("keras_history", out var history))
            {
                found.Add(history);
                return;
            }

            foreach (var property in element.EnumerateObject())
                Histories(property.Value, found);
        }
        else if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray())
                Histories(item, found);
        }
    }

    // [["input_1", 0, 0]], or in Keras 3 one of these alone.
    private string End(string option, string what)
    {
        if (_model.Option(option) is not { ValueKind: JsonValueKind.Array } ends || ends.GetArrayLength() == 0)
            throw _model.Error($"expected {option} in its configuration.");
        if (ends[0].ValueKind == JsonValueKind.Array)
        {
            if (ends.GetArrayLength() > 1)
                throw _model.Error($"it has {ends.GetArrayLength()} {what}, and a model of Unrolled has one. Save a model with a single one.");
            ends = ends[0];
        }

        return ends.GetArrayLength() > 0 && ends[0].ValueKind == JsonValueKind.String && ends[0].GetString() is { } name && _layers.ContainsKey(name)
            ? name
            : throw new ModelFileException($"{_file}: expected the name of a layer in {option} of its configuration.");
    }
}
