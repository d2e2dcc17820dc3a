namespace Unrolled.Formats.Hdf5;

/// <summary>An attribute of a group or data set; its value is read when asked for.</summary>
/// <param name="File">The file.</param>
/// <param name="Name">Its name.</param>
/// <param name="Type">Where its type stands.</param>
/// <param name="Space">Where its sizes stand.</param>
/// <param name="Data">Where its values stand.</param>
/// <param name="IsShared">Whether type or sizes stand elsewhere.</param>
internal sealed record Hdf5Attribute(Hdf5File File, string Name, Hdf5Cursor Type, Hdf5Cursor Space, Hdf5Cursor Data, bool IsShared)
{
    /// <summary>All attributes of an object, by name.</summary>
    public static Dictionary<string, Hdf5Attribute> All(Hdf5File file, Hdf5Object owner)
    {
        var all = new Dictionary<string, Hdf5Attribute>(StringComparer.Ordinal);
        foreach (var message in owner.Messages(Hdf5MessageType.Attribute))
            Add(file, message.Cursor(file), all);
        if (owner.Message(Hdf5MessageType.AttributeInfo) is { } dense)
            AddDense(file, dense.Cursor(file), all);
        return all;
    }

    /// <summary>The text, or all texts, of it.</summary>
    /// <exception cref="ModelFileException">It holds no texts.</exception>
    public string[] Texts()
    {
        if (IsShared)
            throw File.Error($"its attribute {Name} has a type of its own, which Keras never writes. Save it again with h5py.");
        var type = Hdf5Type.Read(File, Type);
        int count = Hdf5Space.Read(File, Space).Count;
        var data = Data;
        if (count == 0)
            return [];
        if (type.Class is not (Hdf5Class.Text or Hdf5Class.VariableText))
            throw File.Error($"its attribute {Name} has {type.Found}, expected texts.");
        if ((long)count * type.Size > data.Left)
            throw File.Damaged(data.Position, $"expected {count} texts in the attribute {Name}");
        File.ChargeValues(24L * count);
        string[] texts = new string[count];
        for (int k = 0; k < count; k++)
        {
            if (type.Class == Hdf5Class.Text)
                File.ChargeValues(2L * type.Size);
            texts[k] = type.Class == Hdf5Class.Text ? data.Text(type.Size) : File.GlobalHeap.Text(ref data);
        }

        return texts;
    }

    private static void AddDense(Hdf5File file, Hdf5Cursor info, Dictionary<string, Hdf5Attribute> all)
    {
        info.Skip(1);
        int flags = info.Byte();
        info.Skip((flags & 1) != 0 ? 2 : 0);
        if (info.Address() is not { } heapAddress)
            return;
        var heap = new Hdf5FractalHeap(file, heapAddress);
        foreach (int record in Hdf5BTree2.Records(file, info.DefinedAddress(), Hdf5BTree2.AttributesByName))
            Add(file, heap.Find(file.At(record)), all);
    }

    private static void Add(Hdf5File file, Hdf5Cursor cursor, Dictionary<string, Hdf5Attribute> all)
    {
        file.Charge(96);
        int start = cursor.Position;
        int version = cursor.Byte();
        if (version is 0 or > 3)
            throw file.Damaged(start, $"expected an attribute of version 1 to 3, found {version}");
        bool isShared = cursor.Byte() != 0 && version > 1;
        var (name, type, space) = (cursor.UInt16(), cursor.UInt16(), cursor.UInt16());
        cursor.Skip(version == 3 ? 1 : 0);
        string text = cursor.Text(name);
        Pad(ref cursor, name);
        var typeAt = file.At(cursor.Position, type);
        cursor.Skip(type);
        Pad(ref cursor, type);
        var spaceAt = file.At(cursor.Position, space);
        cursor.Skip(space);
        Pad(ref cursor, space);
        all[text] = new(file, text, typeAt, spaceAt, cursor, isShared);

        void Pad(ref Hdf5Cursor cursor, int length) => cursor.Skip(version == 1 ? -length & 7 : 0);
    }
}
