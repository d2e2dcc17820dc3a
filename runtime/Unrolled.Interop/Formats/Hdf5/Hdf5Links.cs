using System.Text;

namespace Unrolled.Formats.Hdf5;

/// <summary>
/// What a group holds: of the old kind, a B-tree of symbol nodes with names in a local heap; of the new kind, link messages, or a heap of them.
/// </summary>
internal sealed class Hdf5Links
{
    private const int SoftEntry = 2;
    private readonly Hdf5File _file;
    private readonly Dictionary<string, int?> _addresses = new(StringComparer.Ordinal);

    /// <summary>Reads all names of a group.</summary>
    public Hdf5Links(Hdf5File file, Hdf5Object group)
    {
        _file = file;
        foreach (var message in group.Messages(Hdf5MessageType.Link))
            AddLink(message.Cursor(file));
        if (group.Message(Hdf5MessageType.LinkInfo) is { } info)
            AddDense(info.Cursor(file));
        if (group.Message(Hdf5MessageType.SymbolTable) is not { } table)
            return;
        var cursor = table.Cursor(file);
        int tree = cursor.DefinedAddress();
        AddNodes(tree, LocalHeap(cursor.DefinedAddress()));
    }

    public IReadOnlyCollection<string> Names => _addresses.Keys;

    /// <summary>The address of an object, or null where there is none of that name.</summary>
    /// <exception cref="ModelFileException">It is a link to another place or file.</exception>
    public int? Find(string name) => _addresses.TryGetValue(name, out var address)
        ? address ?? throw _file.Error($"'{name}' is a soft or external link, which is not followed. Save the file again with its values inside.")
        : null;

    // The part of the file with the names of an old group.
    private Hdf5Cursor LocalHeap(int address)
    {
        var cursor = _file.At(address);
        cursor.Expect("HEAP", 0);
        cursor.Skip(3);
        int size = cursor.Length();
        cursor.Skip(_file.LengthBytes);
        return _file.At(cursor.DefinedAddress(), size);
    }

    private void AddNodes(int root, Hdf5Cursor names)
    {
        var nodes = new Stack<(int Address, int Level)>([(root, -1)]);
        while (nodes.TryPop(out var node))
        {
            _file.Charge(16);
            if (node.Level == 0)
            {
                AddSymbols(node.Address, names);
                continue;
            }

            var cursor = _file.At(node.Address);
            cursor.Expect("TREE", 0);
            int level = cursor.Byte();
            if (node.Level > 0 && level != node.Level - 1)
                throw _file.Damaged(node.Address, $"expected a node of level {node.Level - 1}, found {level}");
            int count = cursor.UInt16();
            cursor.Skip(2 * _file.AddressBytes);
            _file.Charge(count);
            int[] children = new int[Math.Min(count, cursor.Left)];
            for (int k = 0; k < children.Length; k++)
            {
                cursor.Skip(_file.LengthBytes);
                children[k] = cursor.DefinedAddress();
            }

            // Level 0 has symbol nodes below it; a child carries the level of its parent, or 0 for those.
            for (int k = children.Length - 1; k >= 0; k--)
                nodes.Push((children[k], level));
        }
    }

    private void AddSymbols(int address, Hdf5Cursor names)
    {
        var cursor = _file.At(address);
        cursor.Expect("SNOD", 1);
        cursor.Skip(1);
        int count = cursor.UInt16();
        for (int k = 0; k < count; k++)
        {
            _file.Charge(48);
            int at = cursor.Position;
            ulong offset = cursor.Unsigned(_file.AddressBytes);
            var target = cursor.Address();
            uint kind = cursor.UInt32();
            cursor.Skip(20);
            if (offset >= (ulong)names.Left)
                throw _file.Damaged(at, "expected a name within the local heap");
            var rest = names;
            rest.Skip((int)offset);
            var bytes = _file.Bytes.Slice(rest.Position, rest.Left);
            int zero = bytes.IndexOf((byte)0);
            if (zero < 0)
                throw _file.Damaged(rest.Position, "expected a name that ends");
            _file.Charge(zero / 8);
            Add(Encoding.UTF8.GetString(bytes[..zero]), kind == SoftEntry ? null : target, at);
        }
    }

    private void AddDense(Hdf5Cursor info)
    {
        info.Skip(1);
        int flags = info.Byte();
        info.Skip((flags & 1) != 0 ? 8 : 0);
        if (info.Address() is not { } heapAddress)
            return;
        var heap = new Hdf5FractalHeap(_file, heapAddress);
        foreach (int record in Hdf5BTree2.Records(_file, info.DefinedAddress(), Hdf5BTree2.LinksByName))
        {
            var id = _file.At(record);
            id.Skip(4);
            AddLink(heap.Find(id));
        }
    }

    private void AddLink(Hdf5Cursor cursor)
    {
        int start = cursor.Position;
        if (cursor.Byte() is var version && version != 1)
            throw _file.Damaged(start, $"expected a link of version 1, found {version}");
        int flags = cursor.Byte();
        int kind = (flags & 8) != 0 ? cursor.Byte() : 0;
        cursor.Skip(((flags & 4) != 0 ? 8 : 0) + ((flags & 16) != 0 ? 1 : 0));
        ulong length = cursor.Unsigned(1 << (flags & 3));
        if (length > (ulong)cursor.Left)
            throw _file.Damaged(start, $"expected a name of {length} bytes, found {cursor.Left}");
        _file.Charge(48 + (int)length / 8);
        string name = cursor.Text((int)length);
        Add(name, kind == 0 ? cursor.DefinedAddress() : null, start);
    }

    private void Add(string name, int? address, int at)
    {
        if (!_addresses.TryAdd(name, address))
            throw _file.Damaged(at, $"expected names that differ, found '{name}' again");
    }
}
