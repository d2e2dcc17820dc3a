namespace Unrolled.Formats.Hdf5;

/// <summary>Data sets in chunks: a B-tree of version 1 says where they are, or a single place does.</summary>
internal sealed class Hdf5Chunks
{
    private const int SingleChunk = 1, Implicit = 2, FixedArray = 3;
    private readonly Hdf5File _file;
    private readonly Hdf5Filters _filters;
    private readonly int[] _shape, _chunk;
    private readonly int _size, _chunkBytes;
    private readonly byte[] _values;
    private readonly HashSet<long> _seen = [];
    private long _expected = 1;

    private Hdf5Chunks(Hdf5File file, Hdf5Filters filters, int[] shape, int[] chunk, int size, int bytes, int position)
    {
        (_file, _filters, _shape, _chunk, _size) = (file, filters, shape, chunk, size);
        long chunkBytes = size;
        for (int k = 0; k < shape.Length; k++)
        {
            if (chunk[k] < 1)
                throw file.Damaged(position, "expected chunks of at least one value");
            chunkBytes = Math.Min(int.MaxValue + 1L, chunkBytes * chunk[k]);
            _expected *= (shape[k] + chunk[k] - 1L) / chunk[k];
        }

        if (chunkBytes > int.MaxValue)
            throw file.Damaged(position, "expected chunks of less than 2 GB");
        file.ChargeValues(bytes);
        file.Charge(_expected);
        _chunkBytes = (int)chunkBytes;
        _values = new byte[bytes];
    }

    /// <summary>All bytes, row-major.</summary>
    public static byte[] Read(Hdf5File file, Hdf5Object owner, Hdf5Cursor cursor, int version, int[] shape, int size, int bytes)
    {
        int position = cursor.Position;
        var filters = Hdf5Filters.Read(file, owner);
        int flags = version == 4 ? cursor.Byte() : 0;
        int rank = cursor.Byte() - 1;
        if (rank != shape.Length || rank == 0)
            throw file.Damaged(position, $"expected chunks of {shape.Length} dimensions, found {rank}");
        var tree = version == 3 ? cursor.Address() : null;
        int width = version == 3 ? 4 : cursor.Byte();
        if (width is 0 or > 8)
            throw file.Damaged(position, "expected the sizes of chunks");
        int[] chunk = new int[rank];
        for (int k = 0; k < rank; k++)
            chunk[k] = Size(file, ref cursor, width);
        if (Size(file, ref cursor, width) != size)
            throw file.Damaged(position, $"expected chunks of values of {size} bytes");
        var chunks = new Hdf5Chunks(file, filters, shape, chunk, size, bytes, position);
        if (bytes > 0 && version == 3)
            chunks.FromTree(tree);
        else if (bytes > 0)
            chunks.FromIndex(cursor, flags);
        if (bytes > 0 && chunks._seen.Count != chunks._expected)
            throw file.Error($"a data set has {chunks._seen.Count} of its {chunks._expected} chunks. Save the model again.");
        return chunks._values;
    }

    private static int Size(Hdf5File file, ref Hdf5Cursor cursor, int width)
    {
        int at = cursor.Position;
        ulong value = cursor.Unsigned(width);
        return value <= int.MaxValue ? (int)value : throw file.Damaged(at, "expected the size of a chunk");
    }

    private void FromIndex(Hdf5Cursor cursor, int flags)
    {
        int kind = cursor.Byte();
        if (kind == SingleChunk && _expected == 1)
        {
            bool isFiltered = (flags & 2) != 0;
            int length = isFiltered ? cursor.Length() : _chunkBytes;
            uint skipped = isFiltered ? cursor.UInt32() : 0;
            Add(_file.At(cursor.DefinedAddress(), length), skipped, new long[_shape.Length]);
        }
        else if (kind == Implicit)
        {
            var chunks = _file.At(cursor.DefinedAddress());
            foreach (long[] offset in Offsets())
            {
                Add(_file.At(chunks.Position, _chunkBytes), uint.MaxValue, offset);
                chunks.Skip(_chunkBytes);
            }
        }
        else if (kind == FixedArray)
        {
            cursor.Skip(1);
            int[] entries = Hdf5FixedArray.Entries(_file, cursor.DefinedAddress(), _expected, out int entryBytes);
            int next = 0;
            foreach (long[] offset in Offsets())
            {
                var entry = _file.At(entries[next++], entryBytes);
                int address = entry.DefinedAddress();
                bool isFiltered = entry.Left > 4;
                ulong length = isFiltered ? entry.Unsigned(Math.Min(8, entry.Left - 4)) : (ulong)_chunkBytes;
                Add(_file.At(address, (int)Math.Min(int.MaxValue, length)), isFiltered ? entry.UInt32() : 0, offset);
            }
        }
        else
        {
            throw _file.Error($"a data set that can grow has an index of chunks of kind {kind}, expected 1 to 3. Save it again with fixed sizes.");
        }
    }

    // Where each chunk begins, row-major.
    private IEnumerable<long[]> Offsets()
    {
        long[] offset = new long[_shape.Length];
        for (long k = 0; k < _expected; k++)
        {
            yield return offset;
            for (int d = _shape.Length - 1; d >= 0; d--)
            {
                offset[d] += _chunk[d];
                if (offset[d] < _shape[d])
                    break;
                offset[d] = 0;
            }
        }
    }

    private void FromTree(int? root)
    {
        if (root is null)
            return;
        var nodes = new Stack<(int Address, int Level)>([(root.Value, -1)]);
        while (nodes.TryPop(out var node))
        {
            _file.Charge(16);
            var cursor = _file.At(node.Address);
            cursor.Expect("TREE", 1);
            int level = cursor.Byte();
            if (node.Level >= 0 && level != node.Level)
                throw _file.Damaged(node.Address, $"expected a node of level {node.Level}, found {level}");
            int count = cursor.UInt16();
            cursor.Skip(2 * _file.AddressBytes);
            for (int k = 0; k < count; k++)
            {
                _file.Charge(16);
                uint length = cursor.UInt32();
                uint skipped = cursor.UInt32();
                long[] offset = new long[_shape.Length];
                for (int d = 0; d < offset.Length; d++)
                    offset[d] = (long)cursor.Unsigned(8);
                cursor.Skip(8);
                int child = cursor.DefinedAddress();
                if (level > 0)
                    nodes.Push((child, level - 1));
                else
                    Add(_file.At(child, (int)Math.Min(int.MaxValue, length)), skipped, offset);
            }
        }
    }

    // Copies the rows of a chunk to their places; what a chunk has beyond the sizes is left out.
    private void Add(Hdf5Cursor stored, uint skipped, long[] offset)
    {
        long number = 0;
        for (int d = 0; d < offset.Length; d++)
        {
            if (offset[d] < 0 || offset[d] >= _shape[d] || offset[d] % _chunk[d] != 0)
                throw _file.Damaged(stored.Position, "expected a chunk within the sizes of its data set");
            number = number * ((_shape[d] + _chunk[d] - 1L) / _chunk[d]) + offset[d] / _chunk[d];
        }

        if (!_seen.Add(number))
            throw _file.Damaged(stored.Position, "expected each chunk once");
        var chunk = _filters.Decode(_file, stored, skipped, _chunkBytes, _size);
        int last = offset.Length - 1;
        int row = (int)Math.Min(_chunk[last], _shape[last] - offset[last]) * _size;
        long[] within = new long[offset.Length];
        while (true)
        {
            long from = 0, to = 0;
            bool isInside = true;
            for (int d = 0; d < offset.Length; d++)
            {
                from = from * _chunk[d] + within[d];
                to = to * _shape[d] + offset[d] + within[d];
                isInside &= offset[d] + within[d] < _shape[d];
            }

            if (isInside)
                chunk.Slice((int)(from * _size), row).CopyTo(_values.AsSpan((int)(to * _size)));
            int next = last - 1;
            while (next >= 0 && ++within[next] >= Math.Min(_chunk[next], _shape[next] - offset[next]))
                within[next--] = 0;
            if (next < 0)
                return;
        }
    }
}
