using System.Text;
using Unrolled.Formats.Hdf5;

namespace Unrolled.Formats.Keras;

/// <summary>
/// Writes the HDF5 file of Keras 2, which Keras 3 reads too: the configuration as an attribute, and a group a layer whose attribute names its variables.
/// </summary>
internal sealed class KerasHdf5Writer : IModelWriter
{
    private const string Version = "2.15.0";

    public FileFormat Format => FileFormat.KerasHdf5;

    public IReadOnlyList<string> Endings => [".h5", ".hdf5"];

    public void Write(ModelFile model, Stream stream)
    {
        var written = new KerasWrittenModel(model);
        var root = new Hdf5NewGroup();
        string config = Encoding.UTF8.GetString(written.Config(isKeras3: false));
        root.Texts.AddRange([("backend", "tensorflow"), ("keras_version", Version), ("model_config", config)]);
        if (model.Metadata.Keys.Any(key => key != "keras_version"))
        {
            root.Texts.Add((KerasMetadata.Attribute, Encoding.UTF8.GetString(KerasWrittenModel.Json(json =>
            {
                json.WriteStartObject();
                KerasMetadata.Write(json, model.Metadata);
                json.WriteEndObject();
            }))));
        }

        var weights = root.Group("model_weights");
        weights.Texts.AddRange([("backend", "tensorflow"), ("keras_version", Version)]);
        weights.Lists.Add(("layer_names", [.. written.Layers.Select(layer => layer.Name)]));
        foreach (var (name, layer) in written.Layers)
        {
            var group = weights.Group(name);
            group.Lists.Add(("weight_names", [.. layer.Variables.Select(variable => $"{name}/{variable.Name}:0")]));
            foreach (var variable in layer.Variables)
                KerasWriter.Add(group, $"{name}/{variable.Name}:0", variable);
        }

        weights.Group("top_level_model_weights").Lists.Add(("weight_names", []));
        stream.Write(Hdf5Writer.Write(root));
    }
}
