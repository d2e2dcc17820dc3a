using System.Text;
using System.Text.Json;
using Unrolled.Formats.Hdf5;

namespace Unrolled.Formats.Keras;

/// <summary>Keras models in an HDF5 file: <c>.h5</c> of Keras 2, and files of weights beside the configuration of the same name.</summary>
internal sealed class KerasHdf5Reader : IModelReader
{
    private static readonly string[] s_weightEndings = [".weights.h5", ".h5", ".hdf5", ".keras"];

    public FileFormat Format => FileFormat.KerasHdf5;

    public bool Recognises(FileContent content) => Hdf5File.IsHdf5(content.Bytes);

    public ModelFile Read(FileContent content, ReadOptions options)
    {
        var file = new Hdf5File(content.Bytes, content.Name);
        string? version = Text(file.Root, "keras_version") ?? Text(file.Root.Find("model_weights"), "keras_version");
        string? config = Text(file.Root, "model_config");
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        if (Text(file.Root, KerasMetadata.Attribute) is { } own)
        {
            using var document = KerasConfig.Parse(content.Name, Encoding.UTF8.GetBytes(own));
            KerasMetadata.Read(document.RootElement, metadata);
        }

        using var json = KerasConfig.Parse(content.Name, config is null ? Beside(content) : Encoding.UTF8.GetBytes(config));
        version ??= KerasMetadata.Version(json.RootElement);
        if (version is not null)
            metadata["keras_version"] = version;
        return KerasModel.Read(content.Name, Format, KerasConfig.Read(content.Name, json.RootElement, version), file, metadata, options);
    }

    private static string? Text(Hdf5Object? owner, string name) => owner?.Attribute(name)?.Texts() is [var text] ? text : null;

    // model.json beside model.weights.h5: in the same folder and under the same name alone.
    private static byte[] Beside(FileContent content)
    {
        string ending = Array.Find(s_weightEndings, ending => content.Name.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
            ?? Path.GetExtension(content.Name);
        string json = content.Name[..^ending.Length] + ".json";
        string? path = content.Path is null ? null : Path.Combine(Path.GetDirectoryName(content.Path)!, json);
        if (path is null || !File.Exists(path))
            throw content.Error($"it has weights and no layers. Save the whole model as .keras, or write model.to_json() into {json} beside it.");
        long length = new FileInfo(path).Length;
        return length <= KerasConfig.MostBytes
            ? File.ReadAllBytes(path)
            : throw content.Error($"{json} beside it has {length} bytes, expected at most {KerasConfig.MostBytes}.");
    }
}
