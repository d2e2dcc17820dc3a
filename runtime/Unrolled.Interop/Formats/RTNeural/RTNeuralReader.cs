using System.Globalization;
using System.Text.Json;

namespace Unrolled.Formats.RTNeural;

/// <summary>
/// Reads RTNeural's JSON in the form that its Keras exporter writes: <c>in_shape</c> and <c>layers</c>, with the additions of AIDA-X (gains, a skip
/// connection, a self-test).
/// </summary>
internal sealed class RTNeuralReader : IModelReader
{
    public FileFormat Format => FileFormat.RTNeural;

    public bool Recognises(FileContent content) =>
        content.Json is { } json && json.RootElement.TryGetProperty("layers", out var layers) && layers.ValueKind == JsonValueKind.Array
        && json.RootElement.TryGetProperty("in_shape", out _);

    public ModelFile Read(FileContent content, ReadOptions options)
    {
        var root = content.Json!.RootElement;
        int inputs = Inputs(content, root.GetProperty("in_shape"));
        var layers = RTNeuralLayers.Read(content, root.GetProperty("layers"), inputs);
        var notes = new List<string>();
        var metadata = Metadata(root);
        int skip = Skip(content, root);
        if (skip > 0)
        {
            layers.Add(new ModelFileLayer(new ResidualAttribute { Channels = skip }));
            notes.Add("in_skip = 1: the first input is added to the output.");
        }

        if (root.TryGetProperty("in_gain", out _) || root.TryGetProperty("out_gain", out _))
            notes.Add("in_gain and out_gain are decibels before and after the model; the model does not apply them.");
        if (layers.Count == 0)
            throw content.Error("it has no layers.");
        double? rate = options.SampleRate ?? SampleRate(metadata);
        if (rate is null)
            notes.Add("The file does not say its sample rate.");
        var model = new ModelFile(content.Name, Format, inputs, 0, layers)
        {
            Metadata = metadata,
            Notes = notes,
            SampleRate = rate,
            SelfTest = SelfTest(content, root, inputs),
        };
        return skip <= model.Outputs ? model : throw content.Error($"in_skip is {skip} and the model has {model.Outputs} outputs.");
    }

    private static int Inputs(FileContent content, JsonElement shape)
    {
        var last = shape.ValueKind == JsonValueKind.Array && shape.GetArrayLength() > 0 ? shape[shape.GetArrayLength() - 1] : shape;
        if (shape.ValueKind == JsonValueKind.Array && shape.GetArrayLength() > 3)
            throw content.Error($"in_shape is {shape}; expected [null, null, inputs]: images and convolutions over two dimensions are no layers of Unrolled.");
        return last.ValueKind == JsonValueKind.Number && last.TryGetInt32(out int inputs) && inputs > 0
            ? inputs
            : throw content.Error($"in_shape is {shape}; expected [null, null, inputs].");
    }

    private static int Skip(FileContent content, JsonElement root)
    {
        if (!root.TryGetProperty("in_skip", out var skip))
            return 0;
        return skip.ValueKind == JsonValueKind.Number && skip.TryGetInt32(out int channels) && channels is 0 or 1
            ? channels
            : throw content.Error($"in_skip is {skip}; expected 0, or 1 for the first input added to the output.");
    }

    /// <summary>Everything at the root and under <c>metadata</c> that is a text or a number.</summary>
    private static SortedDictionary<string, string> Metadata(JsonElement root)
    {
        var texts = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var nested = root.TryGetProperty("metadata", out var metadata) && metadata.ValueKind == JsonValueKind.Object ? metadata.EnumerateObject() : default;
        foreach (var property in root.EnumerateObject().Concat(nested))
        {
            if (property.Name != "in_skip" && property.Value.ValueKind is JsonValueKind.String or JsonValueKind.Number)
                texts[property.Name] = property.Value.ToString();
        }

        return texts;
    }

    private static double? SampleRate(SortedDictionary<string, string> metadata)
    {
        foreach (string name in new[] { "samplerate", "sample_rate" })
        {
            if (metadata.TryGetValue(name, out string? text) && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double rate)
                && rate > 0 && double.IsFinite(rate))
                return rate;
        }

        return null;
    }

    /// <summary>AIDA-X stores what goes in and what comes out, gains included; here without them, as the model itself has it.</summary>
    private static SelfTest? SelfTest(FileContent content, JsonElement root, int inputs)
    {
        if (!root.TryGetProperty("input_batch", out var x) || !root.TryGetProperty("output_batch", out var y))
            return null;
        if (NestedLists.Shape(x) is not { } xs || NestedLists.Shape(y) is not { } ys || xs.Count != ys.Count * inputs)
            throw content.Error("input_batch and output_batch are no lists of numbers of one length.");
        float before = Gain(root, "in_gain"), after = Gain(root, "out_gain");
        return new SelfTest(
            Array.ConvertAll(NestedLists.Values(x, xs), value => value * before),
            Array.ConvertAll(NestedLists.Values(y, ys), value => value / after));
    }

    private static float Gain(JsonElement root, string name) =>
        root.TryGetProperty(name, out var decibels) && decibels.ValueKind == JsonValueKind.Number ? MathF.Pow(10, decibels.GetSingle() / 20) : 1;
}
