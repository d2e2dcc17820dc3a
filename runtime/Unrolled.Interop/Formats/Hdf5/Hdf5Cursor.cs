using System.Buffers.Binary;
using System.Text;

namespace Unrolled.Formats.Hdf5;

/// <summary>A place in an HDF5 file from which numbers are read, little-endian, up to an end.</summary>
internal struct Hdf5Cursor(Hdf5File file, int position, int end)
{
    public int Position { get; private set; } = position;

    public readonly int End => end;

    public readonly int Left => end - Position;

    public byte Byte() => Take(1)[0];

    public int UInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

    public uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    /// <summary>A number of so many bytes.</summary>
    public ulong Unsigned(int bytes)
    {
        ulong value = 0;
        var taken = Take(bytes);
        for (int k = 0; k < bytes; k++)
            value |= (ulong)taken[k] << (8 * k);
        return value;
    }

    /// <summary>A length or count as wide as the file's lengths; at most what an int holds.</summary>
    public int Length()
    {
        int at = Position;
        ulong value = Unsigned(file.LengthBytes);
        return value <= int.MaxValue ? (int)value : throw file.Damaged(at, $"expected a length within the file, found {value}");
    }

    /// <summary>An address within the file; null for the undefined one.</summary>
    public int? Address()
    {
        int at = Position;
        ulong value = Unsigned(file.AddressBytes);
        if (value == ulong.MaxValue >> (64 - 8 * file.AddressBytes))
            return null;
        return value < (ulong)file.Bytes.Length ? (int)value : throw file.Damaged(at, $"expected an address within the file, found {value}");
    }

    /// <summary>An address within the file.</summary>
    public int DefinedAddress()
    {
        int at = Position;
        return Address() ?? throw file.Damaged(at, "expected an address, found the undefined one");
    }

    /// <summary>The next bytes.</summary>
    public ReadOnlySpan<byte> Take(int count)
    {
        if (count < 0 || count > Left)
            throw file.Damaged(Position, $"expected {count} more bytes of a structure, found {Left}");
        Position += count;
        return file.Bytes.Slice(Position - count, count);
    }

    public void Skip(int count) => Take(count);

    /// <summary>Four letters with which a structure begins, and its version.</summary>
    public void Expect(string signature, int version)
    {
        int at = Position;
        ExpectLetters(signature);
        if (Byte() is var found && found != version)
            throw file.Damaged(at, $"expected version {version} of {signature}, found {found}");
    }

    /// <summary>Four letters with which a structure begins.</summary>
    public void ExpectLetters(string signature)
    {
        int at = Position;
        if (Encoding.Latin1.GetString(Take(signature.Length)) != signature)
            throw file.Damaged(at, $"expected {signature}");
    }

    /// <summary>A text that ends with 0 within the next bytes, or with them.</summary>
    public string Text(int count)
    {
        var bytes = Take(count);
        int zero = bytes.IndexOf((byte)0);
        return Encoding.UTF8.GetString(zero < 0 ? bytes : bytes[..zero]);
    }
}
