using System.Text.Json;

namespace Unrolled.Formats.Keras;

/// <summary>A variable of a layer.</summary>
/// <param name="Name">Its name in Keras 2, with those of the layers within its own: <c>lstm_cell/kernel</c>.</param>
/// <param name="Values">Its values, row-major; null for the count of a Normalization.</param>
/// <param name="Shape">Its sizes.</param>
internal sealed record KerasVariable(string Name, float[]? Values, params int[] Shape);

/// <summary>A layer as Keras keeps it.</summary>
/// <param name="ClassName">Keras's name of its kind.</param>
/// <param name="Options">Writes its options.</param>
/// <param name="Places">Where Keras 3 keeps its variables, in as many equal parts as there are places.</param>
/// <param name="Variables">Its variables, in order.</param>
internal sealed record KerasWrittenLayer(string ClassName, Action<Utf8JsonWriter> Options, IReadOnlyList<string> Places, IReadOnlyList<KerasVariable> Variables)
{
    /// <summary>Layers within it, by the option's name.</summary>
    public IReadOnlyList<(string Option, string Name, KerasWrittenLayer Layer)> Inner { get; init; } = [];

    /// <summary>Writes its configuration.</summary>
    public void Write(Utf8JsonWriter json, string name, bool isKeras3)
    {
        json.WriteStartObject();
        if (isKeras3)
            json.WriteString("module", "keras.layers");
        json.WriteString("class_name", ClassName);
        json.WriteStartObject("config");
        json.WriteString("name", name);
        json.WriteBoolean("trainable", true);
        json.WriteString("dtype", "float32");
        Options(json);
        foreach (var (option, innerName, layer) in Inner)
        {
            json.WritePropertyName(option);
            layer.Write(json, innerName, isKeras3);
        }

        json.WriteEndObject();
        if (isKeras3)
            json.WriteNull("registered_name");
        json.WriteEndObject();
    }
}
