using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Unrolled;

/// <summary>A tensor to write: its values are asked for when their turn comes.</summary>
/// <param name="Name">Its name in the file.</param>
/// <param name="Shape">Its sizes.</param>
/// <param name="Values">Returns its values, row-major, as many as the shape says.</param>
public sealed record SafetensorsEntry(string Name, Shape Shape, Func<float[]> Values);

/// <summary>Writes safetensors files of F32 tensors: the same tensors give the same bytes.</summary>
public static class SafetensorsWriter
{
    /// <summary>The alignment of the data in bytes.</summary>
    private const int DataAlignment = 8;

    /// <summary>Writes a file atomically: afterwards there is either the old file or the complete new one.</summary>
    /// <param name="path">The file.</param>
    /// <param name="tensors">The tensors, in the order in which they are to stand.</param>
    /// <param name="metadata">Strings for <c>__metadata__</c>.</param>
    public static void Write(string path, IReadOnlyList<SafetensorsEntry> tensors, IReadOnlyDictionary<string, string>? metadata = null) =>
        AtomicFile.Write(path, stream => Write(stream, tensors, metadata));

    /// <summary>Writes to a stream.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="tensors">The tensors, in the order in which they are to stand.</param>
    /// <param name="metadata">Strings for <c>__metadata__</c>.</param>
    public static void Write(Stream stream, IReadOnlyList<SafetensorsEntry> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(tensors);
        var header = Header(tensors, metadata);
        Span<byte> length = stackalloc byte[8];
        int padding = (DataAlignment - header.WrittenCount % DataAlignment) % DataAlignment;
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)(header.WrittenCount + padding));
        stream.Write(length);
        stream.Write(header.WrittenSpan);
        stream.Write("        "u8[..padding]);
        foreach (var tensor in tensors)
            WriteValues(stream, tensor);
    }

    private static ArrayBufferWriter<byte> Header(IReadOnlyList<SafetensorsEntry> tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        var header = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(header);
        json.WriteStartObject();
        if (metadata is not null)
        {
            json.WriteStartObject("__metadata__");
            foreach (var (key, value) in metadata)
                json.WriteString(key, value);
            json.WriteEndObject();
        }

        long offset = 0;
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var tensor in tensors)
        {
            if (!names.Add(tensor.Name))
                throw new ArgumentException($"Two tensors are named '{tensor.Name}'.", nameof(tensors));
            json.WriteStartObject(tensor.Name);
            json.WriteString("dtype", "F32");
            json.WriteStartArray("shape");
            foreach (int size in tensor.Shape.Sizes)
                json.WriteNumberValue(size);
            json.WriteEndArray();
            json.WriteStartArray("data_offsets");
            json.WriteNumberValue(offset);
            json.WriteNumberValue(offset += tensor.Shape.Count * sizeof(float));
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.Flush();
        return header;
    }

    private static void WriteValues(Stream stream, SafetensorsEntry tensor)
    {
        float[] values = tensor.Values();
        if (values.Length != tensor.Shape.Count)
            throw new ArgumentException($"{tensor.Name} {tensor.Shape} has {tensor.Shape.Count} values; got {values.Length}.");
        const int Chunk = 1 << 24;
        for (int start = 0; start < values.Length; start += Chunk)
        {
            var bytes = MemoryMarshal.AsBytes(values.AsSpan(start, Math.Min(Chunk, values.Length - start)));
            if (BitConverter.IsLittleEndian)
            {
                stream.Write(bytes);
                continue;
            }

            byte[] swapped = bytes.ToArray();
            LittleEndian.Swap(swapped, sizeof(float));
            stream.Write(swapped);
        }
    }
}
