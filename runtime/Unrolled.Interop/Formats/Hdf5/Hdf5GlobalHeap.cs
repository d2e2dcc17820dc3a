using System.Text;

namespace Unrolled.Formats.Hdf5;

/// <summary>The global heap, which holds texts of variable length.</summary>
internal sealed class Hdf5GlobalHeap(Hdf5File file)
{
    private readonly Dictionary<int, Dictionary<int, (int Position, int Length)>> _collections = [];

    /// <summary>The text to which a reference leads: its length, the collection's address and the index in it.</summary>
    public string Text(ref Hdf5Cursor reference)
    {
        int at = reference.Position;
        uint length = reference.UInt32();
        var address = reference.Address();
        int index = (int)reference.Unsigned(4);
        if (length == 0 || address is null)
            return "";
        if (!_collections.TryGetValue(address.Value, out var objects))
            _collections.Add(address.Value, objects = Collection(address.Value));
        if (!objects.TryGetValue(index, out var found) || found.Length < length)
            throw file.Damaged(at, $"expected a text of {length} bytes in the global heap");
        file.ChargeValues(2L * length);
        var bytes = file.Bytes.Slice(found.Position, (int)length);
        int zero = bytes.IndexOf((byte)0);
        return Encoding.UTF8.GetString(zero < 0 ? bytes : bytes[..zero]);
    }

    private Dictionary<int, (int Position, int Length)> Collection(int address)
    {
        var cursor = file.At(address);
        cursor.Expect("GCOL", 1);
        cursor.Skip(3);
        int size = cursor.Length();
        int head = cursor.Position - address;
        if (size < head)
            throw file.Damaged(address, $"expected a collection of at least {head} bytes, found {size}");
        var objects = new Dictionary<int, (int Position, int Length)>();
        var body = file.At(cursor.Position, size - head);
        while (body.Left >= 8 + file.LengthBytes)
        {
            file.Charge(32);
            int index = body.UInt16();
            body.Skip(6);
            int length = body.Length();
            // Index 0 is the free space behind the last object.
            if (index == 0)
                break;
            objects[index] = (body.Position, length);
            body.Skip(length);
            body.Skip(Math.Min(body.Left, -length & 7));
        }

        return objects;
    }
}
