using System.Buffers.Binary;

namespace Unrolled.Formats.Hdf5;

/// <summary>Bytes of a structure, added one after another; numbers are little-endian.</summary>
internal sealed class Hdf5Bytes
{
    private byte[] _bytes = new byte[64];
    private int _length;

    public ReadOnlySpan<byte> Span => _bytes.AsSpan(0, _length);

    public Hdf5Bytes Add(params ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Next(bytes.Length));
        return this;
    }

    public Hdf5Bytes Add16(ushort value)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(Next(2), value);
        return this;
    }

    public Hdf5Bytes Add32(uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(Next(4), value);
        return this;
    }

    public Hdf5Bytes Add64(ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(Next(8), value);
        return this;
    }

    /// <summary>Adds zeros up to a multiple of so many bytes.</summary>
    public void Pad(int multiple) => Next((multiple - _length % multiple) % multiple);

    private Span<byte> Next(int count)
    {
        if (_length + count > _bytes.Length)
            Array.Resize(ref _bytes, Math.Max(2 * _bytes.Length, _length + count));
        _length += count;
        return _bytes.AsSpan(_length - count, count);
    }
}
