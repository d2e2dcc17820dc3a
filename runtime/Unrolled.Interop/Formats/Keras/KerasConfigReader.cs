using System.Text.Json;

namespace Unrolled.Formats.Keras;

/// <summary>The configuration that <c>model.to_json()</c> gives: the weights are read from the file of the same name beside it.</summary>
internal sealed class KerasConfigReader : IModelReader
{
    private static readonly string[] s_endings = [".weights.h5", ".h5", ".hdf5"];

    public FileFormat Format => FileFormat.KerasHdf5;

    public bool Recognises(FileContent content) => content.Json?.RootElement is { ValueKind: JsonValueKind.Object } root
        && root.TryGetProperty("class_name", out var name) && name.ValueKind == JsonValueKind.String && root.TryGetProperty("config", out _);

    public ModelFile Read(FileContent content, ReadOptions options)
    {
        string name = Path.GetFileNameWithoutExtension(content.Name);
        string? folder = content.Path is null ? null : Path.GetDirectoryName(content.Path);
        string? ending = folder is null ? null : Array.Find(s_endings, ending => File.Exists(Path.Combine(folder, name + ending)));
        return ending is not null
            ? new KerasHdf5Reader().Read(new FileContent(Path.Combine(folder!, name + ending)), options)
            : throw content.Error("it has the layers of a Keras model and no weights. "
                + $"Save the whole model as .keras, or its weights as {name}.weights.h5 beside it.");
    }
}
