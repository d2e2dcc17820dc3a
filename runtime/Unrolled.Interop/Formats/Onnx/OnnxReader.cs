using System.Globalization;
using Google.Protobuf;
using Unrolled.Formats.Onnx.Messages;

namespace Unrolled.Formats.Onnx;

/// <summary>ONNX models: a chain of recurrent and dense layers, whatever an exporter puts around them.</summary>
internal sealed class OnnxReader : IModelReader
{
    private const int OldestOperators = 7;
    private const int NewestOperators = 21;

    /// <summary>The metadata with the sample rate, which ONNX has no place for.</summary>
    internal const string SampleRate = "sample_rate";

    internal const string Producer = "Unrolled";

    private static readonly MessageParser<ModelProto> s_parser = ModelProto.Parser.WithDiscardUnknownFields(true);

    public FileFormat Format => FileFormat.Onnx;

    public bool Recognises(FileContent content) => MessageBounds.LooksLikeModel(content.Bytes);

    public ModelFile Read(FileContent content, ReadOptions options)
    {
        var model = Parse(content);
        var graph = model.Graph ?? throw content.Error("it has no graph.");
        var notes = new List<string>();
        long version = model.OpsetImport.FirstOrDefault(operators => operators.Domain is "" or "ai.onnx")?.Version ?? 1;
        if (version < OldestOperators)
            throw content.Error($"it uses version {version} of ONNX's operators (opset); expected {OldestOperators} or newer. "
                + "Convert it with onnx.version_converter.");
        if (version > NewestOperators)
            notes.Add($"The file uses version {version} of ONNX's operators, read as {NewestOperators}.");
        string producer = $"{model.ProducerName} {model.ProducerVersion}".Trim();
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in model.MetadataProps)
            metadata[entry.Key] = entry.Value;
        double? rate = options.SampleRate;
        if (metadata.Remove(SampleRate, out string? text) && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double said)
            && double.IsFinite(said) && said > 0)
            rate = said;
        var reader = new GraphReader(content, graph, model.ProducerName.Contains("tf2onnx", StringComparison.Ordinal));
        var output = reader.Read();
        notes.AddRange(reader.Notes);
        try
        {
            var (inputs, vocabulary, layers) = LayerAssembly.Of(output, notes);
            OwnDeclaration.Apply(layers, metadata);
            if (model.ProducerName is not (Producer or ""))
                metadata.TryAdd("producer", producer);
            return new ModelFile(content.Name, Format, inputs, vocabulary, layers) { Metadata = metadata, Notes = notes, SampleRate = rate };
        }
        catch (Refusal refusal)
        {
            throw content.Error($"its graph {refusal.Message}.");
        }
    }

    private static ModelProto Parse(FileContent content)
    {
        long estimate = MessageBounds.Estimate(content.Bytes);
        if (MessageBounds.IsTooMuch(estimate, content.Bytes.Length))
            throw content.Error($"its {content.Bytes.Length} bytes would take about {estimate / 1_000_000} MB in memory, which no trained model needs.");
        try
        {
            return s_parser.ParseFrom(content.Bytes);
        }
        catch (InvalidProtocolBufferException exception)
        {
            throw content.Error($"it begins as an ONNX file does and is damaged: {exception.Message.ReplaceLineEndings(" ")}", exception);
        }
    }
}
