using System.Globalization;
using System.Text.Json;
using Unrolled.Declarations;

namespace Unrolled.Formats.Keras;

/// <summary>A model as layers of Keras, with the names that Keras gives them.</summary>
internal sealed class KerasWrittenModel
{
    private readonly ModelFile _model;

    /// <summary>Finds a layer of Keras for each layer.</summary>
    /// <exception cref="ModelFileException">Keras has no such layer or option.</exception>
    public KerasWrittenModel(ModelFile model)
    {
        _model = model;
        if (model.Vocabulary > 0 && model.Layers[0].Declaration is not EmbeddingAttribute)
            throw model.Error($"{model.Layers[0].Name} reads tokens, and layers of Keras read them through an Embedding alone. "
                + "Train it with [Embedding(…)] as the first layer.");
        var names = new Dictionary<string, int>(StringComparer.Ordinal);
        string? last = null;
        foreach (var layer in model.Layers)
        {
            var written = KerasWrittenLayers.Of(model, layer);
            if (layer.Declaration is RecurrentLayerAttribute recurrent)
            {
                if (last is not null)
                    throw model.Error($"{last} has the option Returns = Returns.Last, after which no layer of Keras reads steps, as {layer.Name} does. "
                        + "Save it as Unrolled's own file.");
                last = recurrent.Returns == Returns.Last ? layer.Name : null;
            }

            string kind = KerasVariables.SnakeCase(written.ClassName);
            names[kind] = names.TryGetValue(kind, out int count) ? count + 1 : 0;
            Layers.Add((names[kind] == 0 ? kind : $"{kind}_{names[kind].ToString(CultureInfo.InvariantCulture)}", written));
        }
    }

    /// <summary>The layers with their names.</summary>
    public List<(string Name, KerasWrittenLayer Layer)> Layers { get; } = [];

    /// <summary>The configuration of the model.</summary>
    public byte[] Config(bool isKeras3) => Json(json =>
    {
        json.WriteStartObject();
        if (isKeras3)
            json.WriteString("module", "keras");
        json.WriteString("class_name", "Sequential");
        json.WriteStartObject("config");
        json.WriteString("name", "sequential");
        if (isKeras3)
            json.WriteBoolean("trainable", true);
        json.WriteStartArray("layers");
        WriteInput(json, isKeras3);
        foreach (var (name, layer) in Layers)
            layer.Write(json, name, isKeras3);
        json.WriteEndArray();
        json.WriteEndObject();
        if (isKeras3)
            json.WriteNull("registered_name");
        json.WriteEndObject();
    });

    /// <summary>The bytes of a JSON text.</summary>
    public static byte[] Json(Action<Utf8JsonWriter> write)
    {
        var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
            write(json);
        return stream.ToArray();
    }

    private void WriteInput(Utf8JsonWriter json, bool isKeras3)
    {
        json.WriteStartObject();
        if (isKeras3)
            json.WriteString("module", "keras.layers");
        json.WriteString("class_name", "InputLayer");
        json.WriteStartObject("config");
        json.WriteStartArray(isKeras3 ? "batch_shape" : "batch_input_shape");
        json.WriteNullValue();
        json.WriteNullValue();
        if (_model.Vocabulary == 0)
            json.WriteNumberValue(_model.Inputs);
        json.WriteEndArray();
        json.WriteString("dtype", _model.Vocabulary == 0 ? "float32" : "int32");
        json.WriteBoolean("sparse", false);
        json.WriteString("name", "input_1");
        json.WriteEndObject();
        if (isKeras3)
            json.WriteNull("registered_name");
        json.WriteEndObject();
    }
}
