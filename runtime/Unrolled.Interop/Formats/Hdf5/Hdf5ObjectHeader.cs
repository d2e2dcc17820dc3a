namespace Unrolled.Formats.Hdf5;

/// <summary>The messages of object headers that are read or written; all others are passed over.</summary>
internal enum Hdf5MessageType
{
    Dataspace = 1,
    LinkInfo = 2,
    Datatype = 3,
    FillValue = 5,
    Link = 6,
    ExternalFiles = 7,
    Layout = 8,
    GroupInfo = 10,
    Filters = 11,
    Attribute = 12,
    Continuation = 16,
    SymbolTable = 17,
    AttributeInfo = 21,
}

/// <summary>A message of an object header.</summary>
/// <param name="Type">What it says.</param>
/// <param name="Flags">Bit 1: it stands elsewhere.</param>
/// <param name="Position">Its first byte.</param>
/// <param name="Length">Its bytes.</param>
internal readonly record struct Hdf5Message(Hdf5MessageType Type, int Flags, int Position, int Length)
{
    private const int IsShared = 2;

    /// <summary>Reads it.</summary>
    public Hdf5Cursor Cursor(Hdf5File file) => (Flags & IsShared) == 0
        ? file.At(Position, Length)
        : throw file.Error($"its HDF5 structure shares a message of type {Type} between objects, which Keras never writes. Save it again with h5py.");
}

/// <summary>Object headers of versions 1 and 2, with their continuations.</summary>
internal static class Hdf5ObjectHeader
{
    /// <summary>All messages, in their order.</summary>
    public static IReadOnlyList<Hdf5Message> Read(Hdf5File file, int address)
    {
        var messages = new List<Hdf5Message>();
        var blocks = new Queue<(int Address, int Length)>();
        var cursor = file.At(address);
        bool isNew = cursor.Left >= 4 && file.Bytes.Slice(address, 4).SequenceEqual("OHDR"u8);
        int flags = 0;
        if (isNew)
        {
            flags = New(file, address, ref cursor);
            int size = Size(file, ref cursor, 1 << (flags & 3));
            file.Verify(address, cursor.Position - address + size);
            Messages(file, file.At(cursor.Position, size), flags, isNew, messages, blocks);
        }
        else
        {
            if (cursor.Byte() is var version && version != 1)
                throw file.Damaged(address, $"expected an object header of version 1 or 2, found {version}");
            cursor.Skip(7);
            int size = Size(file, ref cursor, 4);
            cursor.Skip(4);
            Messages(file, file.At(cursor.Position, size), flags, isNew, messages, blocks);
        }

        while (blocks.TryDequeue(out var block))
        {
            if (isNew)
            {
                file.At(block.Address).ExpectLetters("OCHK");
                if (block.Length < 8)
                    throw file.Damaged(block.Address, $"expected a continuation of at least 8 bytes, found {block.Length}");
                file.Verify(block.Address, block.Length - 4);
                block = (block.Address + 4, block.Length - 8);
            }

            Messages(file, file.At(block.Address, block.Length), flags, isNew, messages, blocks);
        }

        return messages;
    }

    private static int New(Hdf5File file, int address, ref Hdf5Cursor cursor)
    {
        cursor.Expect("OHDR", 2);
        int flags = cursor.Byte();
        cursor.Skip(((flags & 0x20) != 0 ? 16 : 0) + ((flags & 0x10) != 0 ? 4 : 0));
        return (flags & 0xC0) == 0 ? flags : throw file.Damaged(address, $"expected flags of an object header, found {flags}");
    }

    private static int Size(Hdf5File file, ref Hdf5Cursor cursor, int bytes)
    {
        ulong size = cursor.Unsigned(bytes);
        return size <= (ulong)cursor.Left ? (int)size : throw file.Damaged(cursor.Position, $"expected an object header of {size} bytes, found {cursor.Left}");
    }

    private static void Messages(Hdf5File file, Hdf5Cursor cursor, int flags, bool isNew, List<Hdf5Message> messages, Queue<(int Address, int Length)> blocks)
    {
        int least = !isNew ? 8 : (flags & 4) != 0 ? 6 : 4;
        while (cursor.Left >= least)
        {
            file.Charge(8);
            int type = isNew ? cursor.Byte() : cursor.UInt16();
            int length = cursor.UInt16();
            int messageFlags = cursor.Byte();
            cursor.Skip(least - (isNew ? 4 : 5));
            var message = new Hdf5Message((Hdf5MessageType)type, messageFlags, cursor.Position, length);
            cursor.Skip(length);
            if (message.Type != Hdf5MessageType.Continuation)
            {
                messages.Add(message);
                continue;
            }

            var where = message.Cursor(file);
            int address = where.DefinedAddress();
            blocks.Enqueue((address, where.Length()));
            file.Charge(16);
        }
    }
}
