using System.Globalization;
using Unrolled.Formats.Hdf5;

namespace Unrolled.Formats.Keras;

/// <summary>Writes the zip file of Keras 3: its configuration, and the variables under the classes of the layers.</summary>
internal sealed class KerasWriter : IModelWriter
{
    private const string Version = "3.0.0";

    public FileFormat Format => FileFormat.Keras;

    public IReadOnlyList<string> Endings => [".keras"];

    public void Write(ModelFile model, Stream stream)
    {
        var written = new KerasWrittenModel(model);
        var zip = new ZipWriter(stream);
        zip.Add("metadata.json", KerasWrittenModel.Json(json =>
        {
            json.WriteStartObject();
            json.WriteString("keras_version", Version);
            KerasMetadata.Write(json, model.Metadata);
            json.WriteEndObject();
        }));
        zip.Add("config.json", written.Config(isKeras3: true));
        zip.Add("model.weights.h5", Hdf5Writer.Write(Variables(written)));
        zip.Finish();
    }

    private static Hdf5NewGroup Variables(KerasWrittenModel model)
    {
        var root = new Hdf5NewGroup();
        root.Group("layers/input_layer/vars");
        foreach (var (name, layer) in model.Layers)
        {
            // Names count the layers of a class, as the groups do.
            var group = root.Group($"layers/{name}");
            group.Group("vars");
            int share = layer.Variables.Count / layer.Places.Count;
            for (int place = 0; place < layer.Places.Count; place++)
            {
                var variables = group.Group(layer.Places[place].Length == 0 ? "vars" : layer.Places[place] + "/vars");
                variables.Texts.Add(("name", name));
                for (int k = 0; k < share; k++)
                    Add(variables, k.ToString(CultureInfo.InvariantCulture), layer.Variables[place * share + k]);
            }
        }

        root.Group("vars");
        return root;
    }

    /// <summary>Adds a variable to a group.</summary>
    internal static void Add(Hdf5NewGroup group, string path, KerasVariable variable)
    {
        if (variable.Values is { } values)
            group.Add(path, values, variable.Shape);
        else
            group.Add(path, 0);
    }
}
