namespace Unrolled.Formats.Hdf5;

/// <summary>B-trees of version 2, which order the pieces of a heap.</summary>
internal static class Hdf5BTree2
{
    /// <summary>Records of a link: hash of the name and identifier in the heap.</summary>
    public const int LinksByName = 5;

    /// <summary>Records of an attribute: identifier in the heap, flags, order and hash of the name.</summary>
    public const int AttributesByName = 8;

    private const int NodeHead = 6, Checksum = 4;

    /// <summary>Where the records stand.</summary>
    public static List<int> Records(Hdf5File file, int address, int expectedType)
    {
        var cursor = file.At(address);
        cursor.Expect("BTHD", 0);
        if (cursor.Byte() is var type && type != expectedType)
            throw file.Damaged(address, $"expected a tree of type {expectedType}, found {type}");
        uint nodeSize = cursor.UInt32();
        int recordSize = cursor.UInt16();
        int depth = cursor.UInt16();
        cursor.Skip(2);
        var root = cursor.Address();
        int count = cursor.UInt16();
        cursor.Skip(file.LengthBytes);
        file.Verify(address, cursor.Position - address);
        var records = new List<int>();
        if (root is null)
            return records;
        if (recordSize == 0 || nodeSize < NodeHead + Checksum + recordSize || nodeSize > file.Bytes.Length || depth > 32)
            throw file.Damaged(address, "expected the sizes of a tree");
        int[] totalBytes = TotalBytes(file, (int)nodeSize, recordSize, depth, out int countBytes);
        var nodes = new Stack<(int Address, int Count, int Depth)>([(root.Value, count, depth)]);
        while (nodes.TryPop(out var node))
        {
            var at = file.At(node.Address);
            at.Expect(node.Depth == 0 ? "BTLF" : "BTIN", 0);
            at.Skip(1);
            file.Charge(16 + 8 * node.Count);
            for (int k = 0; k < node.Count; k++)
            {
                records.Add(at.Position);
                at.Skip(recordSize);
            }

            for (int k = 0; node.Depth > 0 && k <= node.Count; k++)
            {
                int child = at.DefinedAddress();
                int childCount = (int)at.Unsigned(countBytes);
                at.Skip(node.Depth > 1 ? totalBytes[node.Depth - 1] : 0);
                nodes.Push((child, childCount, node.Depth - 1));
            }
        }

        return records;
    }

    // Bytes for the number of records in the whole tree below a node, by its depth. That of one node is as wide as a leaf, which holds the most, needs.
    private static int[] TotalBytes(Hdf5File file, int nodeSize, int recordSize, int depth, out int countBytes)
    {
        int[] bytes = new int[depth + 1];
        double most = (nodeSize - NodeHead - Checksum) / recordSize;
        double total = most;
        countBytes = Bytes(most);
        for (int level = 0; level <= depth; level++)
        {
            bytes[level] = total >= ulong.MaxValue ? 8 : Bytes(total);
            int pointer = file.AddressBytes + countBytes + (level > 0 ? bytes[level] : 0);
            most = Math.Max(0, (nodeSize - NodeHead - Checksum - pointer) / (recordSize + pointer));
            total = (most + 1) * total + most;
        }

        return bytes;
    }

    private static int Bytes(double most)
    {
        int bytes = 1;
        for (double limit = 256; most >= limit; limit *= 256)
            bytes++;
        return bytes;
    }
}
