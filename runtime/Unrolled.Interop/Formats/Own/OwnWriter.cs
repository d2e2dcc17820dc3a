using Unrolled.Declarations;

namespace Unrolled.Formats.Own;

/// <summary>Writes Unrolled's own safetensors files.</summary>
internal sealed class OwnWriter : IModelWriter
{
    public FileFormat Format => FileFormat.Unrolled;

    public IReadOnlyList<string> Endings => [".safetensors"];

    public void Write(ModelFile model, Stream stream)
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["format"] = "unrolled",
            [OwnReader.Declaration] = string.Join("\n", DeclarationWriter.Attributes(model, index => $"Cell{index}")),
        };
        foreach (var (key, value) in model.Metadata.OrderBy(entry => entry.Key, StringComparer.Ordinal))
            metadata.TryAdd(key, value);
        SafetensorsWriter.Write(stream, [.. model.Tensors.Select(tensor => new SafetensorsEntry(tensor.Name, tensor.Shape, () => tensor.Values))], metadata);
    }
}
