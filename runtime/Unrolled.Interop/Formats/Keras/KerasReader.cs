using Unrolled.Formats.Hdf5;

namespace Unrolled.Formats.Keras;

/// <summary>Keras models in a zip file: <c>.keras</c> of Keras 2.12 and later, and of Keras 3.</summary>
internal sealed class KerasReader : IModelReader
{
    private const string ConfigMember = "config.json", MetadataMember = "metadata.json", WeightsMember = "model.weights.h5", ArraysMember = "model.weights.npz";

    public FileFormat Format => FileFormat.Keras;

    public bool Recognises(FileContent content) =>
        content.Zip is { } zip && zip.Find(ConfigMember) is not null
        && (zip.Find(WeightsMember) ?? zip.Find(ArraysMember) ?? zip.Find(MetadataMember)) is not null;

    public ModelFile Read(FileContent content, ReadOptions options)
    {
        var archive = content.Zip!;
        if (archive.Find(WeightsMember) is null && archive.Find(ArraysMember) is not null)
            throw content.Error("its weights are NumPy arrays, since Keras had no h5py. Install h5py, load the model and save it again.");
        string? version = null;
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        if (archive.Find(MetadataMember) is not null)
        {
            using var document = KerasConfig.Parse(content.Name, Member(content, archive, MetadataMember));
            version = KerasMetadata.Version(document.RootElement);
            KerasMetadata.Read(document.RootElement, metadata);
        }

        using var json = KerasConfig.Parse(content.Name, Member(content, archive, ConfigMember));
        var config = KerasConfig.Read(content.Name, json.RootElement, version);
        if (version is not null)
            metadata["keras_version"] = version;
        var weights = new Hdf5File(Member(content, archive, WeightsMember), content.Name);
        return KerasModel.Read(content.Name, Format, config, weights, metadata, options);
    }

    private static ReadOnlyMemory<byte> Member(FileContent content, ZipDirectory archive, string name) =>
        archive.Read(archive.Find(name) ?? throw content.Error($"expected a member {name} in it. Save the model again with Keras."));
}
