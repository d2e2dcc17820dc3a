using System.IO.Compression;

namespace Unrolled.Formats.Hdf5;

/// <summary>What was done to the chunks of a data set, in the order of writing.</summary>
internal sealed class Hdf5Filters
{
    private const int Deflate = 1, Shuffle = 2, Fletcher = 3, Most = 32;
    private readonly List<int> _filters = [];

    /// <summary>Reads them; none where the data set has none.</summary>
    public static Hdf5Filters Read(Hdf5File file, Hdf5Object owner)
    {
        var filters = new Hdf5Filters();
        if (owner.Message(Hdf5MessageType.Filters) is not { } message)
            return filters;
        var cursor = message.Cursor(file);
        int version = cursor.Byte();
        int count = cursor.Byte();
        if (version is not (1 or 2) || count > Most)
            throw file.Damaged(message.Position, "expected filters of version 1 or 2");
        cursor.Skip(version == 1 ? 6 : 0);
        for (int k = 0; k < count; k++)
        {
            int id = cursor.UInt16();
            int name = version == 1 || id >= 256 ? cursor.UInt16() : 0;
            cursor.Skip(2);
            int values = cursor.UInt16();
            cursor.Skip(version == 1 ? (name + 7) & ~7 : name);
            cursor.Skip(4 * (version == 1 ? (values + 1) & ~1 : values));
            filters._filters.Add(id is Deflate or Shuffle or Fletcher
                ? id
                : throw file.Error($"a data set has the filter {id}, expected deflate (1), shuffle (2) or none. Save it again without compression."));
        }

        return filters;
    }

    /// <summary>The bytes of a chunk.</summary>
    /// <param name="file">The file.</param>
    /// <param name="stored">What the file has.</param>
    /// <param name="skipped">A bit for each filter that was not applied.</param>
    /// <param name="length">Bytes of the chunk.</param>
    /// <param name="size">Bytes of a value.</param>
    public ReadOnlySpan<byte> Decode(Hdf5File file, Hdf5Cursor stored, uint skipped, int length, int size)
    {
        int position = stored.Position;
        var bytes = stored.Take(stored.Left);
        file.Charge(bytes.Length / 8);
        for (int k = _filters.Count - 1; k >= 0; k--)
        {
            if ((skipped >> k & 1) != 0)
                continue;
            if (_filters[k] == Fletcher)
            {
                bytes = bytes.Length >= 4 ? bytes[..^4] : throw file.Damaged(position, "expected a checksum behind a chunk");
                continue;
            }

            file.ChargeValues(length);
            bytes = _filters[k] == Deflate ? Inflate(file, bytes, position, length) : Unshuffle(bytes, size);
        }

        return bytes.Length == length ? bytes : throw file.Damaged(position, $"expected a chunk of {length} bytes, found {bytes.Length}");
    }

    private static byte[] Inflate(Hdf5File file, ReadOnlySpan<byte> bytes, int position, int length)
    {
        // A checksum may stand before compression, at the end.
        byte[] values = new byte[length + 4];
        try
        {
            using var stream = new ZLibStream(new MemoryStream(bytes.ToArray(), writable: false), CompressionMode.Decompress);
            int read = stream.ReadAtLeast(values, values.Length, throwOnEndOfStream: false);
            return read == values.Length ? values : values[..read];
        }
        catch (InvalidDataException exception)
        {
            throw new ModelFileException(file.Damaged(position, "expected deflated bytes").Message, exception);
        }
    }

    // The first bytes of all values stand first, then the second ones.
    private static byte[] Unshuffle(ReadOnlySpan<byte> bytes, int size)
    {
        int count = bytes.Length / size;
        byte[] values = bytes.ToArray();
        for (int k = 0; k < size; k++)
        {
            for (int value = 0; value < count; value++)
                values[value * size + k] = bytes[k * count + value];
        }

        return values;
    }
}
