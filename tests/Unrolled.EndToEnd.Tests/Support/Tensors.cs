using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Unrolled.EndToEnd.Tests.Support;

/// <summary>A reference file (safetensors), read without the runtime's own reader.</summary>
internal sealed class Tensors
{
    private readonly Dictionary<string, double[]> _values = new(StringComparer.Ordinal);

    public Tensors(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var header = (int)BinaryPrimitives.ReadInt64LittleEndian(bytes);
        using var document = JsonDocument.Parse(bytes.AsMemory(8, header));
        foreach (var property in document.RootElement.EnumerateObject())
        {
            if (property.Name == "__metadata__")
            {
                Config = JsonDocument.Parse(property.Value.GetProperty("config").GetString()!).RootElement;
                continue;
            }

            var offsets = property.Value.GetProperty("data_offsets");
            var data = bytes.AsSpan(8 + header)[offsets[0].GetInt32()..offsets[1].GetInt32()];
            _values.Add(property.Name, property.Value.GetProperty("dtype").GetString() switch
            {
                "F32" => Array.ConvertAll(MemoryMarshal.Cast<byte, float>(data).ToArray(), value => (double)value),
                "F64" => MemoryMarshal.Cast<byte, double>(data).ToArray(),
                "I64" => Array.ConvertAll(MemoryMarshal.Cast<byte, long>(data).ToArray(), value => (double)value),
                var type => throw new InvalidDataException($"{path}: {property.Name} is of type {type}."),
            });
        }
    }

    /// <summary>What the case is.</summary>
    public JsonElement Config { get; }

    public double[] this[string name] => _values[name];

    public double[] this[string name, int start, int count] => _values[name].AsSpan(start, count).ToArray();

    public static float[] Single(double[] values) => Array.ConvertAll(values, value => (float)value);

    /// <summary>The files of a folder of reference cases, by name.</summary>
    public static IReadOnlyDictionary<string, string> Folder(string name)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "Reference", name);
        return new SortedDictionary<string, string>(Directory.GetFiles(folder, "*.safetensors")
            .ToDictionary(path => Path.GetFileNameWithoutExtension(path)), StringComparer.Ordinal);
    }
}
