using System.Text.Json;

namespace Unrolled.Formats.Keras;

/// <summary>A model as Keras configures it: all layers in their order, and the chain that the values go through.</summary>
internal sealed class KerasConfig
{
    private KerasConfig(IReadOnlyList<KerasLayer> all, IReadOnlyList<KerasLayer> chain, bool isKeras3)
    {
        (All, Chain, IsKeras3) = (all, chain, isKeras3);
    }

    /// <summary>All layers, in the order of which weights are kept.</summary>
    public IReadOnlyList<KerasLayer> All { get; }

    /// <summary>The layers from the input to the output.</summary>
    public IReadOnlyList<KerasLayer> Chain { get; }

    /// <summary>Whether Keras 3 wrote it: its hard sigmoid has another slope than that of Keras 2.</summary>
    public bool IsKeras3 { get; }

    /// <summary>Reads a configuration.</summary>
    /// <param name="file">The file's name, for messages.</param>
    /// <param name="root"><c>{"class_name": "Sequential", "config": {…}}</c>.</param>
    /// <param name="version">The version of Keras, or null where the file does not say it.</param>
    public static KerasConfig Read(string file, JsonElement root, string? version)
    {
        var model = KerasLayer.Read(file, root, "the root");
        bool isKeras3 = version is null ? root.TryGetProperty("module", out _) : version is not ['1' or '2', '.', ..];
        switch (model.ClassName)
        {
            case "Sequential":
                var layers = Layers(file, model.Config.ValueKind == JsonValueKind.Array ? model.Config : model.Option("layers"), model);
                return new(layers, layers, isKeras3);
            case "Functional" or "Model":
                var all = Layers(file, model.Option("layers"), model);
                return new(all, new KerasGraph(file, model, all).Chain(), isKeras3);
            default:
                throw model.Error("expected a Sequential or Functional model; of a class of one's own Keras keeps no layers. "
                    + "Build it as one of those, and save it again.");
        }
    }

    /// <summary>Parses the text of a configuration.</summary>
    public static JsonDocument Parse(string file, ReadOnlyMemory<byte> text)
    {
        if (text.Length > MostBytes)
            throw new ModelFileException($"{file}: its configuration has {text.Length} bytes, expected at most {MostBytes}.");
        try
        {
            return JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 64 });
        }
        catch (JsonException exception)
        {
            throw new ModelFileException($"{file}: its configuration is not valid JSON: {exception.Message.ReplaceLineEndings(" ")}", exception);
        }
    }

    /// <summary>The most bytes of a configuration.</summary>
    public const int MostBytes = 2 << 20;

    private static List<KerasLayer> Layers(string file, JsonElement? layers, KerasLayer model) => layers is { ValueKind: JsonValueKind.Array } list
        ? [.. list.EnumerateArray().Select(layer => KerasLayer.Read(file, layer, "layers"))]
        : throw model.Error("expected a list of layers in its configuration.");
}
