using System.Globalization;
using System.Text;

namespace Unrolled.Build;

/// <summary>What the header of a safetensors file says: which tensors it holds. The numbers are not read.</summary>
internal static class SafetensorsFile
{
    /// <summary>The format's own limit.</summary>
    private const long MaximumHeaderBytes = 100_000_000;

    /// <summary>The tensors of a file, each as <c>F32 [64, 28] lstm0.W_i</c>, sorted by name.</summary>
    /// <exception cref="FormatException">It is no safetensors file; the message says what was expected and what was found.</exception>
    public static IReadOnlyList<string> Tensors(Stream file)
    {
        var length = new byte[sizeof(long)];
        if (file.Read(length, 0, length.Length) < length.Length)
            throw new FormatException($"expected at least the 8 bytes of the header's length, found {file.Length.ToString(CultureInfo.InvariantCulture)}");
        long bytes = 0;
        for (var i = 7; i >= 0; i--)
            bytes = (bytes << 8) | length[i];
        var rest = file.Length - length.Length;
        if (bytes < 0 || bytes > Math.Min(rest, MaximumHeaderBytes))
            throw new FormatException($"its first 8 bytes say that a header of {((ulong)bytes).ToString(CultureInfo.InvariantCulture)} bytes follows, and {rest.ToString(CultureInfo.InvariantCulture)} bytes do");

        var text = new byte[bytes];
        for (var read = 0; read < text.Length;)
        {
            var more = file.Read(text, read, text.Length - read);
            read += more > 0 ? more : throw new FormatException("it ended while it was read");
        }

        return Tensors(Encoding.UTF8.GetString(text), rest - bytes);
    }

    private static IReadOnlyList<string> Tensors(string header, long dataBytes)
    {
        if (JsonReader.Read(header) is not Dictionary<string, object?> members)
            throw new FormatException("expected a header that is an object");
        var tensors = new SortedDictionary<string, string>(StringComparer.Ordinal);
        double end = 0;
        foreach (var member in members.Where(member => member.Key != "__metadata__"))
        {
            if (member.Value is not Dictionary<string, object?> tensor
                || !tensor.TryGetValue("dtype", out var type) || type is not string dtype
                || !tensor.TryGetValue("shape", out var sizes) || sizes is not List<object?> shape || !shape.All(size => size is double)
                || !tensor.TryGetValue("data_offsets", out var place) || place is not List<object?> { Count: 2 } offsets || !offsets.All(offset => offset is double))
                throw new FormatException($"tensor '{member.Key}': expected dtype, shape and data_offsets");
            if (member.Key.Any(char.IsControl))
                throw new FormatException($"tensor '{string.Concat(member.Key.Select(c => char.IsControl(c) ? '?' : c))}': a control character in its name");
            end = Math.Max(end, (double)offsets[1]!);
            tensors.Add(member.Key, $"{dtype} [{string.Join(", ", shape.Select(size => ((double)size!).ToString(CultureInfo.InvariantCulture)))}] {member.Key}");
        }

        return end == dataBytes ? [.. tensors.Values] : throw new FormatException($"expected {end.ToString(CultureInfo.InvariantCulture)} bytes of data after its header, found {dataBytes.ToString(CultureInfo.InvariantCulture)}");
    }
}
