namespace Unrolled.Formats.Own;

/// <summary>Unrolled's own safetensors files, which say their declaration under <c>unrolled.declaration</c>.</summary>
internal sealed class OwnReader : IModelReader
{
    internal const string Declaration = "unrolled.declaration";

    public FileFormat Format => FileFormat.Unrolled;

    public bool Recognises(FileContent content) => SafetensorsFile.TryOpen(content) is { } reader && Uses(reader);

    public ModelFile Read(FileContent content, ReadOptions options)
    {
        using var reader = SafetensorsFile.Open(content);
        if (!reader.Metadata.TryGetValue(Declaration, out string? declaration) || declaration.Length == 0)
            throw content.Error("it does not say which layers it is for, since an older version of Unrolled saved it. Load it into its class and save "
                + "it again.");
        var tensors = reader.Tensors.Select(tensor => new ModelTensor(tensor.Name, tensor.Shape, reader.ReadSingles(tensor.Name)));
        var metadata = reader.Metadata.Where(entry => entry.Key is not ("format" or "model") && !entry.Key.StartsWith("unrolled.", StringComparison.Ordinal))
            .ToDictionary(entry => entry.Key, entry => entry.Value, StringComparer.Ordinal);
        return ModelFile.Described(content.Name, declaration, tensors, Format, metadata);
    }

    private static bool Uses(SafetensorsReader reader)
    {
        using (reader)
            return reader.Metadata.TryGetValue("format", out string? format) && format == "unrolled";
    }
}
