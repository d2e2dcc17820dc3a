using System.Text.Json;
using Unrolled.Conversion;

namespace Unrolled.Formats.Nam;

/// <summary>
/// Reads the LSTM models of Neural Amp Modeler: all weights in one list, a layer after the other, then the head. The initial states are those after a
/// second of silence.
/// </summary>
internal sealed class NamReader : IModelReader
{
    private const double UsualRate = 48_000;

    private static readonly string[] s_date = ["year", "month", "day"];

    public FileFormat Format => FileFormat.Nam;

    public bool Recognises(FileContent content) =>
        content.Json is { } json && json.RootElement.TryGetProperty("architecture", out var architecture) && architecture.ValueKind == JsonValueKind.String
        && json.RootElement.TryGetProperty("config", out _);

    public ModelFile Read(FileContent content, ReadOptions options)
    {
        var root = content.Json!.RootElement;
        string architecture = root.GetProperty("architecture").GetString()!;
        if (architecture != "LSTM")
            throw content.Error($"its architecture is {architecture}; Unrolled reads the LSTM models of Neural Amp Modeler, and has no convolutions.");
        string version = root.TryGetProperty("version", out var text) && text.ValueKind == JsonValueKind.String ? text.GetString()! : "none";
        if (!Version.TryParse(version, out var number) || number < new Version(0, 5) || number >= new Version(0, 8))
            throw content.Error($"its version is {version}; expected 0.5 to 0.7. Convert it with a version of Neural Amp Modeler that writes one of these.");

        var config = root.GetProperty("config");
        int inputs = Count(content, config, "input_size"), hidden = Count(content, config, "hidden_size"), count = Count(content, config, "num_layers");
        int outputs = config.TryGetProperty("out_channels", out _) ? Count(content, config, "out_channels") : 1;
        float[] weights = root.TryGetProperty("weights", out var list) && NestedLists.Shape(list) is { Rank: 1 } shape
            ? NestedLists.Values(list, shape)
            : throw content.Error("it has no list of weights.");
        long first = 4L * hidden * (inputs + hidden) + 6L * hidden, other = 8L * hidden * hidden + 6L * hidden;
        long expected = first + (Math.Min(count, weights.Length + 1) - 1) * other + (long)outputs * (hidden + 1);
        if (expected != weights.Length)
            throw content.Error($"{count} layers of {hidden} units with {inputs} inputs and {outputs} outputs have {expected} weights; found "
                + $"{weights.Length}.");

        double? rate = options.SampleRate ?? Rate(root);
        return new ModelFile(content.Name, Format, inputs, 0, Layers(weights, inputs, hidden, count, outputs))
        {
            SampleRate = rate ?? UsualRate,
            Metadata = Metadata(root),
            Notes =
            [
                "The initial states are learned: those after a second of silence. Programs for guitar let half a second of silence run before the "
                    + "first sample.",
                .. rate is null ? ["The file does not say its sample rate; 48,000 Hz is usual."] : Array.Empty<string>(),
            ],
        };
    }

    private static List<ModelFileLayer> Layers(float[] weights, int inputs, int hidden, int count, int outputs)
    {
        var layers = new List<ModelFileLayer>();
        int at = 0;
        float[] Next(int length) => weights.AsSpan((at += length) - length, length).ToArray();
        for (int layer = 0; layer < count; layer++)
        {
            int width = layer == 0 ? inputs : hidden;
            var both = new Matrix(Next(4 * hidden * (width + hidden)), 4 * hidden, width + hidden);
            var tensors = new DirectionTensors();
            GateOrder.Split(tensors, GateOrder.Lstm, both.TakeColumns(0, width), both.TakeColumns(width, hidden), Next(4 * hidden));
            tensors.Add("h0", Next(hidden));
            tensors.Add("c0", Next(hidden));
            layers.Add(new ModelFileLayer(new LstmAttribute(hidden) { LearnInitialState = true }, tensors));
        }

        var head = new DirectionTensors();
        head.Add("W", new Matrix(Next(outputs * hidden), outputs, hidden));
        head.Add("b", Next(outputs));
        layers.Add(new ModelFileLayer(new DenseAttribute(outputs), head));
        return layers;
    }

    private static int Count(FileContent content, JsonElement config, string name) =>
        config.ValueKind == JsonValueKind.Object && config.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number
        && value.TryGetInt32(out int count) && count is > 0 and <= 1_000_000
            ? count
            : throw content.Error($"its config has no {name} of at least 1.");

    private static double? Rate(JsonElement root) =>
        root.TryGetProperty("sample_rate", out var rate) && rate.ValueKind == JsonValueKind.Number && rate.TryGetDouble(out double value) && value > 0
            ? value
            : null;

    private static SortedDictionary<string, string> Metadata(JsonElement root)
    {
        var texts = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (!root.TryGetProperty("metadata", out var metadata) || metadata.ValueKind != JsonValueKind.Object)
            return texts;
        foreach (var property in metadata.EnumerateObject())
        {
            if (property.Value.ValueKind is JsonValueKind.String or JsonValueKind.Number)
                texts[property.Name] = property.Value.ToString();
            else if (property.Name == "date" && property.Value.ValueKind == JsonValueKind.Object)
                texts["date"] = string.Join("-", s_date.Select(part => property.Value.TryGetProperty(part, out var number) ? Padded(number) : "?"));
        }

        return texts;
    }

    private static string Padded(JsonElement number) => number.ToString().PadLeft(2, '0');
}
