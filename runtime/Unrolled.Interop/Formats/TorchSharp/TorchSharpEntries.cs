using System.Text;
using Unrolled.Conversion;

namespace Unrolled.Formats.TorchSharp;

/// <summary>An entry of a file of TorchSharp: a tensor's name, type, sizes and where its numbers lie.</summary>
internal sealed record TorchSharpEntry(string Name, ElementType Type, long[] Sizes, int Start, int Length);

/// <summary>
/// The entries of a file of TorchSharp: their number, then for each the name with its length before it, the number of the type, the number of dimensions,
/// the sizes, and the numbers. Whole numbers are in groups of seven bits, lowest first.
/// </summary>
internal ref struct TorchSharpEntries
{
    private const int MaximumRank = 16;
    private const int MaximumName = 1000;
    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly ReadOnlySpan<byte> _bytes;
    private int _at;

    private TorchSharpEntries(ReadOnlySpan<byte> bytes)
    {
        _bytes = bytes;
    }

    /// <summary>All entries; null where the bytes are no such file.</summary>
    public static List<TorchSharpEntry>? Of(ReadOnlySpan<byte> bytes)
    {
        var reader = new TorchSharpEntries(bytes);
        long count = reader.Number();
        if (count < 1 || count > bytes.Length / 4)
            return null;
        var entries = new List<TorchSharpEntry>();
        for (long index = 0; index < count; index++)
        {
            if (reader.Entry() is not { } entry)
                return null;
            entries.Add(entry);
        }

        return reader._at == bytes.Length && entries.Select(entry => entry.Name).Distinct(StringComparer.Ordinal).Count() == entries.Count ? entries : null;
    }

    private TorchSharpEntry? Entry()
    {
        long nameLength = Number();
        if (nameLength is < 1 or > MaximumName || nameLength > _bytes.Length - _at || Text(_bytes.Slice(_at, (int)nameLength)) is not { } name)
            return null;
        _at += (int)nameLength;
        var (type, size) = Type(Number());
        long rank = Number();
        if (size == 0 || rank is < 0 or > MaximumRank)
            return null;
        long[] sizes = new long[rank];
        Int128 length = size;
        for (int dimension = 0; dimension < rank; dimension++)
        {
            sizes[dimension] = Number();
            if (sizes[dimension] is < 0 or > int.MaxValue)
                return null;
            length *= sizes[dimension];
            if (length > _bytes.Length)
                return null;
        }

        if (length > _bytes.Length - _at)
            return null;
        var entry = new TorchSharpEntry(name, type, sizes, _at, (int)length);
        _at += (int)length;
        return entry;
    }

    /// <summary>A whole number; −1 where there is none.</summary>
    private long Number()
    {
        long value = 0;
        for (int shift = 0; shift < 63 && _at < _bytes.Length; shift += 7)
        {
            byte part = _bytes[_at++];
            value |= (long)(part & 0x7F) << shift;
            if (part < 0x80)
                return value;
        }

        return -1;
    }

    private static string? Text(ReadOnlySpan<byte> bytes)
    {
        try
        {
            string text = s_utf8.GetString(bytes);
            return text.Any(char.IsControl) ? null : text;
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    /// <summary>The types by their numbers in torch, and bytes an element.</summary>
    private static (ElementType Type, int Size) Type(long number) => number switch
    {
        5 => (ElementType.Float16, 2),
        6 => (ElementType.Float32, 4),
        7 => (ElementType.Float64, 8),
        15 => (ElementType.BFloat16, 2),
        0 or 1 or 11 => (ElementType.Other, 1),
        2 => (ElementType.Other, 2),
        3 => (ElementType.Other, 4),
        4 => (ElementType.Other, 8),
        _ => (ElementType.Other, 0),
    };
}
