using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace Unrolled.Tool.Data;

/// <summary>NumPy's arrays, [steps] or [steps, width]: float32, float64 or integers, little-endian.</summary>
internal static partial class NpyFile
{
    private const int HeaderAlignment = 64;

    public static Sequence Read(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        string name = Path.GetFileName(path);
        if (bytes.Length < 12 || bytes[0] != 0x93 || !bytes.AsSpan(1).StartsWith("NUMPY"u8))
            throw new ToolException($"{name} is no .npy file.");
        bool isLong = bytes[6] >= 2;
        long length = isLong ? BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(8)) : BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(8));
        int start = isLong ? 12 : 10;
        if (start + length > bytes.Length)
            throw new ToolException($"{name} is no whole .npy file.");
        string header = Encoding.Latin1.GetString(bytes, start, (int)length);
        var match = Header().Match(header);
        if (!match.Success || match.Groups["order"].Value == "True")
            throw new ToolException($"{name}: expected an array of numbers in C order, found {header.Trim()}.");
        string[] shape = match.Groups["shape"].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        int[] sizes = Array.ConvertAll(shape, size => int.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : -1);
        if (sizes.Length is not (1 or 2))
            throw new ToolException($"{name}: expected [steps] or [steps, width], found [{string.Join(", ", sizes)}].");
        float[] values = Values(bytes.AsSpan(start + (int)length), match.Groups["type"].Value, name);
        int width = sizes.Length == 1 ? 1 : sizes[1];
        return values.Length == (long)sizes[0] * width && width > 0
            ? new Sequence(values, width, null)
            : throw new ToolException($"{name} has {values.Length} values; its shape is [{string.Join(", ", sizes)}].");
    }

    public static void Write(string path, Sequence sequence) => AtomicFile.Write(path, stream =>
    {
        string header = string.Create(CultureInfo.InvariantCulture, $"{{'descr': '<f4', 'fortran_order': False, 'shape': "
            + $"({sequence.Values.Length / sequence.Width}, {sequence.Width}), }}");
        int padding = HeaderAlignment - (10 + header.Length + 1) % HeaderAlignment;
        header += new string(' ', padding % HeaderAlignment) + "\n";
        stream.Write([0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, (byte)(header.Length >> 8)]);
        stream.Write(Encoding.Latin1.GetBytes(header));
        stream.Write(MemoryMarshal.AsBytes(sequence.Values.AsSpan()));
    });

    private static float[] Values(ReadOnlySpan<byte> data, string type, string name) => type switch
    {
        "<f4" => MemoryMarshal.Cast<byte, float>(data).ToArray(),
        "<f8" => Array.ConvertAll(MemoryMarshal.Cast<byte, double>(data).ToArray(), value => (float)value),
        "<i4" => Array.ConvertAll(MemoryMarshal.Cast<byte, int>(data).ToArray(), value => (float)value),
        "<i8" => Array.ConvertAll(MemoryMarshal.Cast<byte, long>(data).ToArray(), value => (float)value),
        _ => throw new ToolException($"{name}: its elements are '{type}'; expected float32, float64, int32 or int64, little-endian."),
    };

    [GeneratedRegex(@"'descr':\s*'(?<type>[^']+)'.*'fortran_order':\s*(?<order>True|False).*'shape':\s*\((?<shape>[\d,\s]*)\)", RegexOptions.Singleline)]
    private static partial Regex Header();
}
