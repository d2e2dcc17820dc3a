namespace Unrolled.Formats.Hdf5;

/// <summary>A fractal heap, which holds the links or attributes of an object that has many: pieces in blocks whose sizes double from row to row.</summary>
internal sealed class Hdf5FractalHeap
{
    private const int Managed = 0, Tiny = 2;
    private readonly Hdf5File _file;
    private readonly int _address;
    private readonly int _idLength, _offsetBytes, _lengthBytes, _width, _rows, _root;
    private readonly long _first, _mostDirect;
    private readonly bool _hasChecksums;

    /// <summary>Reads the head of a heap.</summary>
    public Hdf5FractalHeap(Hdf5File file, int address)
    {
        (_file, _address) = (file, address);
        var cursor = file.At(address);
        cursor.Expect("FRHP", 0);
        _idLength = cursor.UInt16();
        int filters = cursor.UInt16();
        _hasChecksums = (cursor.Byte() & 2) != 0;
        long mostManaged = cursor.UInt32();
        cursor.Skip(2 * (file.AddressBytes + file.LengthBytes) + 8 * file.LengthBytes);
        _width = cursor.UInt16();
        (_first, _mostDirect) = (cursor.Length(), cursor.Length());
        int bits = cursor.UInt16();
        cursor.Skip(2);
        _root = cursor.DefinedAddress();
        _rows = cursor.UInt16();
        if (filters != 0)
            throw file.Error("its HDF5 structure has compressed names, which Keras never writes. Save it again with h5py.");
        file.Verify(address, cursor.Position - address);
        if (_width == 0 || _first <= 0 || _mostDirect < _first || bits is 0 or > 63)
            throw file.Damaged(address, "expected the sizes of a heap");
        _offsetBytes = (bits + 7) / 8;
        _lengthBytes = Bytes(Math.Min(_mostDirect, mostManaged));
    }

    /// <summary>The piece to which an identifier leads.</summary>
    public Hdf5Cursor Find(Hdf5Cursor id)
    {
        _file.Charge(8);
        int start = id.Position;
        var piece = _file.At(start, _idLength);
        int kind = piece.Byte();
        if (kind >> 4 == Tiny)
            return _file.At(piece.Position, Math.Min((kind & 15) + 1, _idLength - 1));
        if (kind >> 4 != Managed)
            throw _file.Error("its HDF5 structure has an attribute or link of more than 64 KB in a heap, which Keras never writes. Save it again with h5py.");
        long offset = (long)piece.Unsigned(_offsetBytes);
        int length = (int)piece.Unsigned(_lengthBytes);
        var (block, within) = Block(offset, start);
        return _file.At(checked((int)Math.Min(int.MaxValue, block + within)), length);
    }

    // The direct block that holds an offset of the heap, and the offset within it.
    private (long Address, long Within) Block(long offset, int position)
    {
        if (offset < 0)
            throw _file.Damaged(position, "expected an offset within the heap");
        if (_rows == 0)
            return (_root, Within(_root, offset, _first));
        var (address, rows) = (_root, _rows);
        while (true)
        {
            _file.Charge(4);
            var (row, start, size) = (0, 0L, _first);
            while (row < rows && offset - start >= _width * size)
            {
                start += _width * size;
                size = row == 0 ? size : 2 * size;
                row++;
            }

            if (row >= rows || size > 1L << 40)
                throw _file.Damaged(position, "expected an offset within the heap");
            long column = (offset - start) / size;
            offset -= start + column * size;
            var cursor = _file.At(address);
            cursor.Expect("FHIB", 0);
            cursor.Skip(_file.AddressBytes + _offsetBytes);
            cursor.Skip(checked((int)Math.Min(int.MaxValue, (row * (long)_width + column) * _file.AddressBytes)));
            address = cursor.DefinedAddress();
            if (size <= _mostDirect)
                return (address, Within(address, offset, size));
            // An indirect block of this size has so many rows that it spans as much as a direct one would.
            rows = 1;
            for (long span = _first * _width; span < size; span *= 2)
                rows++;
        }
    }

    // Offsets count the head of a block, too.
    private long Within(int address, long offset, long size)
    {
        var cursor = _file.At(address);
        cursor.Expect("FHDB", 0);
        long head = 5 + _file.AddressBytes + _offsetBytes + (_hasChecksums ? 4 : 0);
        return offset >= head && offset < size ? offset : throw _file.Damaged(address, "expected an offset within a block of the heap");
    }

    private static int Bytes(long most)
    {
        int bytes = 1;
        while (most >> (8 * bytes) != 0)
            bytes++;
        return bytes;
    }
}
