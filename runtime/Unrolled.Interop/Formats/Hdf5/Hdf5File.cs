namespace Unrolled.Formats.Hdf5;

/// <summary>
/// An HDF5 file, of which as much is understood as h5py writes for Keras: superblocks 0 to 3, groups of both kinds, attributes, and data sets of numbers.
/// Nothing outside the file is ever opened, and what is decoded is bounded by the file's size.
/// </summary>
/// <remarks>The HDF5 file format specification, version 3.0, The HDF Group.</remarks>
internal sealed class Hdf5File
{
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly string _name;
    private readonly Dictionary<int, Hdf5Object> _objects = [];
    private long _steps;
    private long _decoded;

    /// <summary>Opens the bytes of a file.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="ModelFileException">The bytes are no HDF5 file, or one of another version.</exception>
    public Hdf5File(ReadOnlyMemory<byte> bytes, string name)
    {
        (_bytes, _name) = (bytes, name);
        // What structures and values may cost: in proportion to the file, with room for small ones.
        (_steps, _decoded) = (bytes.Length + 1_000_000L, 2L * bytes.Length + 16_000_000);
        GlobalHeap = new Hdf5GlobalHeap(this);
        if (!IsHdf5(Bytes))
            throw Damaged(0, "expected the signature of HDF5");
        var cursor = At(8);
        int version = cursor.Byte();
        if (version > 3)
            throw Error($"its HDF5 superblock has version {version}, expected 0 to 3. Save it again with h5py.");
        Root = Object(version < 2 ? OldRoot(ref cursor, version) : NewRoot(ref cursor));
    }

    /// <summary>The whole file.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.Span;

    /// <summary>A part of the file, which is not copied.</summary>
    public ReadOnlyMemory<byte> Memory(int position, int length) => length <= Bytes.Length - position
        ? _bytes.Slice(position, length)
        : throw Damaged(position, $"expected {length} bytes, found {Bytes.Length - position}");

    /// <summary>Bytes of an address.</summary>
    public int AddressBytes { get; private set; } = 8;

    /// <summary>Bytes of a length.</summary>
    public int LengthBytes { get; private set; } = 8;

    public Hdf5Object Root { get; }

    public Hdf5GlobalHeap GlobalHeap { get; }

    /// <summary>Whether bytes begin as an HDF5 file does.</summary>
    public static bool IsHdf5(ReadOnlySpan<byte> bytes) => bytes.StartsWith(Signature);

    /// <summary>The eight bytes with which a file begins.</summary>
    public static ReadOnlySpan<byte> Signature => [0x89, (byte)'H', (byte)'D', (byte)'F', (byte)'\r', (byte)'\n', 0x1a, (byte)'\n'];

    /// <summary>The object whose header stands at an address.</summary>
    public Hdf5Object Object(int address)
    {
        if (!_objects.TryGetValue(address, out var found))
            _objects.Add(address, found = new Hdf5Object(this, address));
        return found;
    }

    /// <summary>Reads from an address to the end of the file.</summary>
    public Hdf5Cursor At(int address) => new(this, address, Bytes.Length);

    /// <summary>Reads a part of the file.</summary>
    public Hdf5Cursor At(int address, int length) => length >= 0 && length <= Bytes.Length - address
        ? new(this, address, address + length)
        : throw Damaged(address, $"expected {length} bytes, found {Bytes.Length - address}");

    /// <summary>Counts pieces of structure that were read: a file whose pieces refer to each other without an end is refused.</summary>
    public void Charge(long steps)
    {
        if ((_steps -= steps) < 0)
            throw Error("its HDF5 structure refers to itself without an end.");
    }

    /// <summary>Counts bytes of values before they are allocated.</summary>
    public void ChargeValues(long bytes)
    {
        if (bytes < 0 || bytes > _decoded)
            throw Error($"its values need more memory than a file of {Bytes.Length} bytes should. Save it again without compression.");
        _decoded -= bytes;
    }

    /// <summary>An exception for damage at a byte.</summary>
    public ModelFileException Damaged(int position, string message) => Error($"its HDF5 structure is damaged at byte {position}: {message}.");

    /// <summary>An exception about this file.</summary>
    public ModelFileException Error(string message) => new($"{_name}: {message}");

    /// <summary>Checks the four bytes after a structure, which are its checksum.</summary>
    public void Verify(int start, int length)
    {
        var stored = At(start, length + 4);
        stored.Skip(length);
        if (stored.UInt32() != Hdf5Checksum.Of(Bytes.Slice(start, length)))
            throw Damaged(start, "the checksum differs");
        Charge(length / 16);
    }

    private int OldRoot(ref Hdf5Cursor cursor, int version)
    {
        cursor.Skip(4);
        Sizes(ref cursor);
        cursor.Skip(version == 0 ? 9 : 13);
        Ends(ref cursor);
        cursor.Skip(2 * AddressBytes);
        return cursor.DefinedAddress();
    }

    private int NewRoot(ref Hdf5Cursor cursor)
    {
        Sizes(ref cursor);
        cursor.Skip(1);
        Ends(ref cursor);
        int root = cursor.DefinedAddress();
        Verify(0, cursor.Position);
        return root;
    }

    // Where the file begins and ends; between them an address that is not of use here.
    private void Ends(ref Hdf5Cursor cursor)
    {
        int at = cursor.Position;
        if (cursor.Address() != 0)
            throw Damaged(at, "expected a file without a user block");
        cursor.Skip(AddressBytes);
        ulong end = cursor.Unsigned(AddressBytes);
        if (end > (ulong)Bytes.Length)
            throw Error($"its HDF5 structure has {end} bytes, and only {Bytes.Length} are there. Is it cut off?");
    }

    private void Sizes(ref Hdf5Cursor cursor)
    {
        int at = cursor.Position;
        (AddressBytes, LengthBytes) = (cursor.Byte(), cursor.Byte());
        if (AddressBytes is not (4 or 8) || LengthBytes is not (4 or 8))
            throw Damaged(at, $"expected addresses and lengths of 4 or 8 bytes, found {AddressBytes} and {LengthBytes}");
    }
}
