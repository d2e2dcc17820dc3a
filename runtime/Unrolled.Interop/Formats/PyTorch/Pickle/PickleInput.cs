using System.Buffers.Binary;
using System.Text;

namespace Unrolled.Formats.PyTorch.Pickle;

/// <summary>The bytes of a pickle, read in order; what is not there is an <see cref="InvalidDataException"/>.</summary>
internal sealed class PickleInput(ReadOnlyMemory<byte> bytes)
{
    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Bytes read so far.</summary>
    public int Position { get; private set; }

    public byte Byte() => Take(1)[0];

    public int UInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

    public int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    public double Double() => BinaryPrimitives.ReadDoubleBigEndian(Take(8));

    /// <summary>A length of four bytes, unsigned.</summary>
    public long Length32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    /// <summary>A length of eight bytes.</summary>
    public long Length64() => BinaryPrimitives.ReadInt64LittleEndian(Take(8));

    /// <summary>The next bytes.</summary>
    public ReadOnlySpan<byte> Take(long count)
    {
        if (count < 0 || count > bytes.Length - Position)
            throw new InvalidDataException($"its pickle ends where {count} more bytes should be");
        Position += (int)count;
        return bytes.Span.Slice(Position - (int)count, (int)count);
    }

    /// <summary>Text in UTF-8, where lone surrogates are as Python writes them.</summary>
    public string Text(long count)
    {
        var text = Take(count);
        try
        {
            return s_utf8.GetString(text);
        }
        catch (DecoderFallbackException)
        {
            return Encoding.Latin1.GetString(text);
        }
    }

    /// <summary>A line without its end, as protocol 0 has them.</summary>
    public string Line()
    {
        int length = bytes.Span[Position..].IndexOf((byte)'\n');
        if (length < 0)
            throw new InvalidDataException("its pickle ends within a line");
        string line = Text(length);
        Position++;
        return line.TrimEnd('\r');
    }
}
