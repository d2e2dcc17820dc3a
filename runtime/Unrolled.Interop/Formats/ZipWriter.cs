using System.Buffers.Binary;
using System.Text;

namespace Unrolled.Formats;

/// <summary>Writes a zip archive of stored members: the same members give the same bytes. Each member's data begin at a multiple of 64 bytes.</summary>
internal sealed class ZipWriter(Stream stream)
{
    private const int Alignment = 64;
    private const int LocalLength = 30;

    /// <summary>The first of January 1980, the earliest date that an archive can say.</summary>
    private const ushort Date = (1 << 5) | 1;

    private static readonly uint[] s_crc = Table();

    private readonly List<(byte[] Name, uint Crc, uint Size, uint Header)> _members = [];
    private long _at;

    /// <summary>Adds a member.</summary>
    /// <exception cref="ModelFileException">The archive would have more than four gigabytes.</exception>
    public void Add(string name, ReadOnlySpan<byte> data)
    {
        byte[] encoded = Encoding.UTF8.GetBytes(name);
        long plain = _at + LocalLength + encoded.Length + 4;
        int padding = (int)((Alignment - plain % Alignment) % Alignment);
        if (plain + padding + data.Length > uint.MaxValue)
            throw new ModelFileException($"{name}: the archive would have more than {uint.MaxValue} bytes.");
        uint crc = Crc(data);
        _members.Add((encoded, crc, (uint)data.Length, (uint)_at));
        Span<byte> header = stackalloc byte[LocalLength];
        "PK\x3\x4"u8.CopyTo(header);
        Common(header[4..], crc, (uint)data.Length, encoded.Length, 4 + padding);
        Write(header);
        Write(encoded);
        Span<byte> extra = stackalloc byte[4 + Alignment];
        "FB"u8.CopyTo(extra);
        BinaryPrimitives.WriteUInt16LittleEndian(extra[2..], (ushort)padding);
        Write(extra[..(4 + padding)]);
        Write(data);
    }

    /// <summary>Writes the directory, after all members.</summary>
    public void Finish()
    {
        uint start = (uint)_at;
        Span<byte> entry = stackalloc byte[46];
        foreach (var (name, crc, size, header) in _members)
        {
            entry.Clear();
            "PK\x1\x2"u8.CopyTo(entry);
            BinaryPrimitives.WriteUInt16LittleEndian(entry[4..], 20);
            Common(entry[6..], crc, size, name.Length, 0);
            BinaryPrimitives.WriteUInt32LittleEndian(entry[42..], header);
            Write(entry);
            Write(name);
        }

        Span<byte> end = stackalloc byte[22];
        end.Clear();
        "PK\x5\x6"u8.CopyTo(end);
        BinaryPrimitives.WriteUInt16LittleEndian(end[8..], (ushort)_members.Count);
        BinaryPrimitives.WriteUInt16LittleEndian(end[10..], (ushort)_members.Count);
        BinaryPrimitives.WriteUInt32LittleEndian(end[12..], (uint)(_at - start));
        BinaryPrimitives.WriteUInt32LittleEndian(end[16..], start);
        Write(end);
    }

    /// <summary>What a member's own header and its entry in the directory both have.</summary>
    private static void Common(Span<byte> header, uint crc, uint size, int nameLength, int extraLength)
    {
        header[..26].Clear();
        BinaryPrimitives.WriteUInt16LittleEndian(header, 20);
        BinaryPrimitives.WriteUInt16LittleEndian(header[8..], Date);
        BinaryPrimitives.WriteUInt32LittleEndian(header[10..], crc);
        BinaryPrimitives.WriteUInt32LittleEndian(header[14..], size);
        BinaryPrimitives.WriteUInt32LittleEndian(header[18..], size);
        BinaryPrimitives.WriteUInt16LittleEndian(header[22..], (ushort)nameLength);
        BinaryPrimitives.WriteUInt16LittleEndian(header[24..], (ushort)extraLength);
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        stream.Write(bytes);
        _at += bytes.Length;
    }

    private static uint Crc(ReadOnlySpan<byte> data)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in data)
            crc = s_crc[(byte)(crc ^ value)] ^ (crc >> 8);
        return ~crc;
    }

    private static uint[] Table()
    {
        uint[] table = new uint[256];
        for (uint value = 0; value < 256; value++)
        {
            uint crc = value;
            for (int bit = 0; bit < 8; bit++)
                crc = (crc & 1) != 0 ? 0xEDB88320 ^ (crc >> 1) : crc >> 1;
            table[value] = crc;
        }

        return table;
    }
}
