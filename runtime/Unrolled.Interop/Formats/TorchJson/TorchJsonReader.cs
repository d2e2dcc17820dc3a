using System.Globalization;
using System.Text.Json;
using Unrolled.Conversion;
using Unrolled.Formats.StateDicts;

namespace Unrolled.Formats.TorchJson;

/// <summary>
/// Reads a state_dict as JSON: names to nested lists of numbers, at the root as RTNeural's torch models have it, or under <c>state_dict</c> beside
/// <c>model_data</c>, as GuitarML, Proteus and NeuralPi do.
/// </summary>
internal sealed class TorchJsonReader : IModelReader
{
    public FileFormat Format => FileFormat.TorchJson;

    public bool Recognises(FileContent content) =>
        content.Json is { RootElement: var root } && !root.TryGetProperty("layers", out _)
        && (Has(root, "state_dict", JsonValueKind.Object) || Has(root, "model_data", JsonValueKind.Object)
            || IsWaveNet(root) || root.EnumerateObject().Any(IsParameter));

    public ModelFile Read(FileContent content, ReadOptions options)
    {
        var root = content.Json!.RootElement;
        if (IsWaveNet(root))
            throw content.Error("it is a WaveNet, which is made of convolutions; Unrolled has recurrent, linear and embedding layers.");
        var settings = Has(root, "model_data", JsonValueKind.Object) ? new ModelData(root.GetProperty("model_data"), content) : null;
        bool nested = Has(root, "state_dict", JsonValueKind.Object);
        if (!nested && !root.EnumerateObject().Any(IsParameter))
            throw content.Error("it has the settings of a model (model_data) without its weights (state_dict). Export the trained model.");
        var state = State(nested ? root.GetProperty("state_dict") : root, content);
        if (options.Key is { } key)
            state = state.Below(key) ?? throw content.Error($"it has no parameters whose names begin with the key '{key}'.");
        var read = settings is null ? options : options with { SampleRate = options.SampleRate ?? settings.SampleRate };
        return settings is null
            ? StateDictReader.Read(content, Format, state, read)
            : settings.Check(StateDictReader.Read(content, Format, state with { Notes = settings.Notes(read) }, read, settings.Last));
    }

    private static StateDict State(JsonElement element, FileContent content)
    {
        var tensors = new List<StateDictTensor>();
        foreach (var property in element.EnumerateObject().Where(property => property.Value.ValueKind == JsonValueKind.Array))
        {
            var shape = NestedLists.Shape(property.Value)
                ?? throw content.Error($"its parameter {property.Name} is not a list of numbers, or a list of lists of one length.");
            var values = property.Value;
            tensors.Add(new StateDictTensor(property.Name, shape, ElementType.Float32, (first, count) => NestedLists.Values(values, shape, first, count)));
        }

        if (tensors.GroupBy(tensor => tensor.Name).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw content.Error($"its parameter {twice.Key} is there twice.");
        return new StateDict(tensors);
    }

    private static bool IsParameter(JsonProperty property) =>
        property.Value.ValueKind == JsonValueKind.Array && RecurrentModule.IsOne(property.Name[(property.Name.LastIndexOf('.') + 1)..]);

    private static bool IsWaveNet(JsonElement root) =>
        root.TryGetProperty("dilations", out _) && (root.TryGetProperty("variables", out _) || root.TryGetProperty("residual_channels", out _));

    private static bool Has(JsonElement root, string name, JsonValueKind kind) => root.TryGetProperty(name, out var value) && value.ValueKind == kind;

    /// <summary>What GuitarML's files say of a model.</summary>
    private sealed class ModelData
    {
        private readonly FileContent _content;
        private readonly JsonElement _data;
        private readonly int _skip;

        public ModelData(JsonElement data, FileContent content)
        {
            (_content, _data) = (content, data);
            if (Has(data, "model", JsonValueKind.String) && data.GetProperty("model").GetString() is { } model && model != "SimpleRNN")
                throw content.Error($"its model is '{model}'; expected SimpleRNN: a recurrent layer and a linear one.");
            _skip = Whole("skip") ?? 0;
        }

        public IEnumerable<LayerAttribute> Last => _skip > 0 ? [new ResidualAttribute { Channels = _skip }] : [];

        /// <summary>Samples a second, which few of these files say.</summary>
        public double? SampleRate => _data.TryGetProperty("sample_rate", out var rate) && rate.TryGetDouble(out double value) && value > 0 ? value : null;

        public List<string> Notes(ReadOptions options)
        {
            var notes = new List<string>();
            if (_skip > 0)
                notes.Add($"skip = {_skip}: the first {(_skip == 1 ? "input is" : $"{_skip} inputs are")} added to the output.");
            if (options.SampleRate is null)
                notes.Add("The file does not say its sample rate; such models are trained at 44,100 Hz by convention.");
            return notes;
        }

        /// <summary>The model, once the settings say the same as its weights.</summary>
        public ModelFile Check(ModelFile model)
        {
            var first = model.Layers[0].Declaration;
            var (kind, hidden) = first switch
            {
                LstmAttribute lstm => ("LSTM", lstm.Hidden),
                GruAttribute gru => ("GRU", gru.Hidden),
                RnnAttribute rnn => ("RNN", rnn.Hidden),
                _ => ("other", 0),
            };
            Same("input_size", Whole("input_size"), model.Inputs);
            Same("output_size", Whole("output_size"), model.Outputs);
            Same("hidden_size", Whole("hidden_size"), hidden);
            Same("num_layers", Whole("num_layers"), model.Layers.Count(layer => layer.Declaration is RecurrentLayerAttribute));
            if (Has(_data, "unit_type", JsonValueKind.String) && _data.GetProperty("unit_type").GetString() is { } type && type != kind)
                throw _content.Error($"its model_data says the unit_type {type}, and its weights are those of {kind}.");
            return _skip <= Math.Min(model.Inputs, model.Outputs)
                ? model
                : throw _content.Error($"its model_data says skip = {_skip}, of {model.Inputs} inputs and {model.Outputs} outputs.");
        }

        private void Same(string name, int? said, int found)
        {
            if (said is not null && said != found)
                throw _content.Error($"its model_data says {name} = {said}, and its weights have {found.ToString(CultureInfo.InvariantCulture)}.");
        }

        private int? Whole(string name)
        {
            if (!Has(_data, name, JsonValueKind.Number))
                return null;
            var number = _data.GetProperty(name);
            return number.TryGetInt32(out int value) && value >= 0 ? value : throw _content.Error($"its model_data says {name} = {number}.");
        }
    }
}
