using Unrolled.Formats.Onnx.Messages;

namespace Unrolled.Formats.Onnx;

/// <summary>Follows the nodes of a graph from its inputs to its outputs. A node that is not understood matters only where the model's output depends on
/// it.</summary>
internal sealed class GraphReader
{
    private const int MostAxes = 16;
    private const int MostNodes = 10_000;
    private readonly FileContent _content;
    private readonly GraphProto _graph;
    private readonly Operators _operators;
    private readonly ConstantBudget _budget;
    private readonly TensorReader _tensors;
    private readonly Dictionary<string, TensorProto> _initializers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, OnnxValue> _values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _uses = new(StringComparer.Ordinal);

    public GraphReader(FileContent content, GraphProto graph, bool isFromTf2Onnx)
    {
        (_content, _graph) = (content, graph);
        _budget = new ConstantBudget(content.Bytes.Length);
        _tensors = new TensorReader(content, _budget);
        _operators = new Operators(Notes, isFromTf2Onnx);
    }

    /// <summary>What was left out or assumed.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>The model's output: of several, the one with the most layers, at all steps before a single one, the first before others.</summary>
    /// <exception cref="ModelFileException">The graph does what no layers do.</exception>
    public Signal Read()
    {
        if (_graph.Node.Count > MostNodes)
            throw _content.Error($"its graph has {_graph.Node.Count} nodes; expected at most {MostNodes}. "
                + "Export the model with its layers, not a node a step.");
        foreach (var tensor in _graph.Initializer)
            _initializers[tensor.Name] = tensor;
        foreach (string name in _graph.Node.SelectMany(node => node.Input).Concat(_graph.Output.Select(output => output.Name)))
            _uses[name] = _uses.GetValueOrDefault(name) + 1;
        foreach (var input in _graph.Input.Where(input => !_initializers.ContainsKey(input.Name)))
            _values[input.Name] = Input(input);
        foreach (var node in _graph.Node)
        {
            var outputs = Read(node);
            for (int k = 0; k < node.Output.Count; k++)
            {
                string name = node.Output[k];
                if (name.Length > 0 && _uses.ContainsKey(name))
                    _values[name] = k < outputs.Length ? outputs[k]
                        : new OnnxUnknown($"{Short(OnnxNode.Title(node))} gives the output {k}, which no layer does");
            }

            foreach (string name in node.Input)
                Release(name);
        }

        return Output();
    }

    private OnnxValue[] Read(NodeProto node)
    {
        var inputs = new OnnxValue?[node.Input.Count];
        try
        {
            if (node.Domain is not ("" or "ai.onnx"))
                throw new Refusal("is none of ONNX itself");
            for (int k = 0; k < inputs.Length; k++)
            {
                inputs[k] = node.Input[k].Length == 0 ? null : Find(node.Input[k])
                    ?? throw new Refusal($"reads '{Short(node.Input[k])}', which nothing before it gives");
                if (inputs[k] is OnnxUnknown unknown && !(unknown.Input is not null && RecurrentOperators.IsState(node.OpType, k)))
                    return [.. Enumerable.Repeat(Operators.MovesAxes(node.OpType) ? unknown : new OnnxUnknown(unknown.Message), node.Output.Count)];
            }

            return _operators.Read(new OnnxNode(node, inputs, _tensors, _budget));
        }
        catch (Refusal refusal)
        {
            var input = Operators.MovesAxes(node.OpType) && inputs is [Signal { IsInput: true } signal, ..] ? signal.Chain.Input : null;
            return [.. Enumerable.Repeat(new OnnxUnknown($"{Short(OnnxNode.Title(node))} {refusal.Message}", input), node.Output.Count)];
        }
    }

    private OnnxValue? Find(string name)
    {
        if (_values.TryGetValue(name, out var value))
            return value;
        return _initializers.TryGetValue(name, out var tensor) ? _values[name] = _tensors.Read(tensor) : null;
    }

    /// <summary>Lets go of a value that nothing reads any more.</summary>
    private void Release(string name)
    {
        if (!_uses.TryGetValue(name, out int uses))
            return;
        if (uses > 1)
        {
            _uses[name] = uses - 1;
            return;
        }

        _uses.Remove(name);
        _values.Remove(name);
        _initializers.Remove(name);
    }

    private static OnnxValue Input(ValueInfoProto input)
    {
        var place = new GraphInput(input.Name);
        var dims = input.Type?.TensorType?.Shape?.Dim;
        if (dims is null || dims.Count > MostAxes)
            return new OnnxUnknown($"its input '{Short(input.Name)}' has {(dims is null ? "no shape" : $"{dims.Count} axes")}", place);
        var axes = dims.Select((dim, axis) => new[]
        {
            new Atom(AtomKind.Outer, axis, dim.HasDimValue && dim.DimValue > 0 ? Dimension.Of(dim.DimValue)
                : Dimension.Open(dim.DimParam.Length > 0 ? Short(dim.DimParam) : $"{Short(input.Name)}.{axis}")),
        }).ToList();
        return new Signal(new Link(null, place, null, Pick.All), axes);
    }

    private Signal Output()
    {
        var outputs = _graph.Output.Select(output => (output.Name, Value: Find(output.Name))).ToList();
        if (outputs.Count == 0 || outputs[0].Value is null)
            throw _content.Error(outputs.Count == 0 ? "its graph has no output." : $"nothing gives its output '{Short(outputs[0].Name)}'.");
        if (outputs[0].Value is OnnxUnknown unknown)
            throw _content.Error($"{unknown.Message}.");
        var (name, output) = outputs.Where(candidate => candidate.Value is Signal { IsInput: false })
            .OrderByDescending(candidate => ((Signal)candidate.Value!).Chain.Depth).ThenBy(candidate => ((Signal)candidate.Value!).Pick != Pick.All)
            .FirstOrDefault();
        if (output is not Signal signal)
            throw _content.Error($"its output '{Short(outputs[0].Name)}' does not come from layers that read an input.");
        string[] others = [.. outputs.Where(other => other.Name != name).Select(other => $"'{Short(other.Name)}'")];
        if (others.Length > 0)
            Notes.Add($"The class gives the output '{Short(name)}'; left out: {string.Join(", ", others)}. "
                + "The final states of layers are in the State of the class.");
        return signal;
    }

    private static string Short(string text) => text.Length <= 80 ? text : text[..80] + "…";
}
