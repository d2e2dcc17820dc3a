using System.Text.Json;

namespace Unrolled.Formats.Keras;

/// <summary>A layer as Keras configures it.</summary>
/// <param name="file">The file's name, for messages.</param>
/// <param name="className">Keras's name of its kind: <c>LSTM</c>.</param>
/// <param name="name">Its own name.</param>
/// <param name="config">Its options.</param>
internal sealed class KerasLayer(string file, string className, string name, JsonElement config)
{
    public string ClassName { get; } = className;

    public string Name { get; } = name;

    /// <summary>Reads <c>{"class_name": …, "config": {…}}</c>.</summary>
    public static KerasLayer Read(string file, JsonElement layer, string where)
    {
        if (layer.ValueKind != JsonValueKind.Object || !layer.TryGetProperty("class_name", out var className) || className.ValueKind != JsonValueKind.String
            || !layer.TryGetProperty("config", out var config) || config.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array))
            throw new ModelFileException($"{file}: expected a layer with class_name and config in {where} of its configuration.");
        string kind = className.GetString()!;
        string? name = Text(layer, "name") ?? Text(config, "name");
        return new(file, kind, name ?? kind, config);
    }

    public JsonElement Config => config;

    /// <summary>An exception about this layer.</summary>
    public ModelFileException Error(string message) => new($"{file}: layer {Name} ({ClassName}): {message}");

    /// <summary>A layer within this one, or null.</summary>
    public KerasLayer? Inner(string option) => Option(option) is { } inner ? Read(file, inner, $"{option} of {Name}") : null;

    /// <summary>Whether an option is there and not null.</summary>
    public bool Has(string option) => Option(option) is not null;

    public JsonElement? Option(string option) =>
        config.ValueKind == JsonValueKind.Object && config.TryGetProperty(option, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    public bool Flag(string option, bool otherwise) => Option(option) is not { } value
        ? otherwise
        : value.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => throw Wrong(option, "true or false", value),
        };

    /// <summary>A number of at least 1.</summary>
    public int Count(string option) => Option(option) is { ValueKind: JsonValueKind.Number } value && value.TryGetDouble(out double number)
        && number is >= 1 and <= 1 << 24 && number == Math.Floor(number)
        ? (int)number
        : throw Wrong(option, "a whole number of at least 1", Option(option));

    public double Number(string option, double otherwise) => Option(option) is not { } value
        ? otherwise
        : value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) && double.IsFinite(number)
            ? number
            : throw Wrong(option, "a number", value);

    /// <summary>A number, or a list of them, which Keras may nest in lists of one element.</summary>
    public double[]? Numbers(string option)
    {
        if (Option(option) is not { } value)
            return null;
        // An array of NumPy stands in an object of its own.
        if (value.ValueKind == JsonValueKind.Object && value.TryGetProperty("config", out var config) && config.ValueKind == JsonValueKind.Object
            && config.TryGetProperty("value", out var inside))
            value = inside;
        while (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 1 && value[0].ValueKind == JsonValueKind.Array)
            value = value[0];
        var elements = value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().ToList() : [value];
        return [.. elements.Select(element => element.ValueKind == JsonValueKind.Number && element.TryGetDouble(out double number) && double.IsFinite(number)
            ? number
            : throw Wrong(option, "numbers", value))];
    }

    public string Text(string option, string otherwise) => Option(option) is not { } value
        ? otherwise
        : value.ValueKind == JsonValueKind.String ? value.GetString()! : throw Wrong(option, "a text", value);

    /// <summary>The sizes of its input, null where they are open; null where it does not say them.</summary>
    public int?[]? InputShape()
    {
        if ((Option("batch_shape") ?? Option("batch_input_shape")) is not { } shape)
            return null;
        if (shape.ValueKind != JsonValueKind.Array)
            throw Wrong("batch_shape", "sizes", shape);
        return [.. shape.EnumerateArray().Select(size => size.ValueKind == JsonValueKind.Null
            ? (int?)null
            : size.ValueKind == JsonValueKind.Number && size.TryGetInt32(out int number) ? number : throw Wrong("batch_shape", "sizes", shape))];
    }

    /// <summary>An exception for a value that an option cannot have.</summary>
    public ModelFileException Wrong(string option, string expected, JsonElement? found)
    {
        string text = found?.GetRawText() ?? "nothing";
        return Error($"expected {expected} for {option}, found {(text.Length <= 60 ? text : text[..60] + "…").ReplaceLineEndings(" ")}.");
    }

    private static string? Text(JsonElement element, string option) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(option, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
