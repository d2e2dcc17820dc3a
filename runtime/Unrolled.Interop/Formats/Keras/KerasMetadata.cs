using System.Text.Json;

namespace Unrolled.Formats.Keras;

/// <summary>What a model's file says beside its layers, which Keras has no place for: a member <c>unrolled</c> of its metadata, or an
/// attribute, which Keras passes over.</summary>
internal static class KerasMetadata
{
    /// <summary>The attribute of an HDF5 file with it.</summary>
    public const string Attribute = "unrolled_metadata";

    private const string Key = "unrolled";

    public static void Read(JsonElement root, Dictionary<string, string> metadata)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty(Key, out var own) || own.ValueKind != JsonValueKind.Object)
            return;
        foreach (var entry in own.EnumerateObject())
        {
            if (entry.Value.ValueKind == JsonValueKind.String)
                metadata[entry.Name] = entry.Value.GetString()!;
        }
    }

    /// <summary>The version of Keras that wrote the file, or null.</summary>
    public static string? Version(JsonElement root) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty("keras_version", out var version) && version.ValueKind == JsonValueKind.String
            ? version.GetString()
            : null;

    public static void Write(Utf8JsonWriter json, IReadOnlyDictionary<string, string> metadata)
    {
        json.WriteStartObject(Key);
        foreach (var (key, value) in metadata.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            if (key != "keras_version")
                json.WriteString(key, value);
        }

        json.WriteEndObject();
    }
}
