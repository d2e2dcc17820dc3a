using System.Buffers.Binary;

namespace Unrolled.Formats;

/// <summary>Safetensors files, for the formats that use them.</summary>
internal static class SafetensorsFile
{
    /// <summary>A reader, or null where the content does not begin as such a file does.</summary>
    /// <exception cref="ModelFileException">It begins so and is none.</exception>
    public static SafetensorsReader? TryOpen(FileContent content)
    {
        var bytes = content.Bytes.AsSpan();
        return bytes.Length > 9 && BinaryPrimitives.ReadUInt64LittleEndian(bytes) < (ulong)bytes.Length && bytes[8] == (byte)'{' ? Open(content) : null;
    }

    /// <summary>A reader.</summary>
    /// <exception cref="ModelFileException">It is no safetensors file.</exception>
    public static SafetensorsReader Open(FileContent content)
    {
        try
        {
            return new SafetensorsReader(new MemoryStream(content.Bytes, writable: false), content.Name);
        }
        catch (InvalidDataException exception)
        {
            throw new ModelFileException(exception.Message.ReplaceLineEndings(" "), exception);
        }
    }
}
