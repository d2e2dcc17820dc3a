using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Unrolled.Formats;

/// <summary>A member of a zip archive.</summary>
/// <param name="Name">Its name, with '/' between folders.</param>
/// <param name="Size">Its size in bytes.</param>
internal sealed record ZipMember(string Name, long Size)
{
    /// <summary>0 for stored, 8 for deflated.</summary>
    internal int Method { get; init; }

    internal int PackedSize { get; init; }

    internal int Header { get; init; }
}

/// <summary>
/// The members of a zip archive in memory. Every offset and size is checked against the bytes that are there; a stored member is a piece of the file and
/// is not copied; what deflated members may become is bounded.
/// </summary>
internal sealed class ZipDirectory
{
    private const int EndLength = 22;
    private const int EntryLength = 46;
    private const int LocalLength = 30;
    private const int MaximumMembers = 100_000;

    private readonly FileContent _content;
    private readonly Dictionary<string, ZipMember> _members = new(StringComparer.Ordinal);
    private readonly Dictionary<ZipMember, byte[]> _inflated = [];
    private readonly long _most;
    private long _allowance;

    private ZipDirectory(FileContent content)
    {
        _content = content;
        _allowance = _most = content.Bytes.Length + (32L << 20);
    }

    /// <summary>The members, in the order of the directory.</summary>
    public IEnumerable<ZipMember> Members => _members.Values;

    /// <summary>The directory, or null where the content does not begin as an archive does.</summary>
    /// <exception cref="ModelFileException">It begins so and is none.</exception>
    public static ZipDirectory? TryOpen(FileContent content)
    {
        if (!content.StartsWith("PK\x3\x4"u8))
            return null;
        var directory = new ZipDirectory(content);
        directory.ReadMembers();
        return directory;
    }

    /// <summary>The member of a name, or null.</summary>
    public ZipMember? Find(string name) => _members.GetValueOrDefault(name);

    /// <summary>A member's bytes.</summary>
    /// <exception cref="ModelFileException">It is damaged, or becomes more than an archive of this size is allowed.</exception>
    public ReadOnlyMemory<byte> Read(ZipMember member)
    {
        var bytes = _content.Bytes.AsSpan();
        if (member.Header > bytes.Length - LocalLength || !bytes[member.Header..].StartsWith("PK\x3\x4"u8))
            throw NotValid($"its member '{member.Name}' does not begin where its directory says");
        var header = bytes.Slice(member.Header, LocalLength);
        int names = BinaryPrimitives.ReadUInt16LittleEndian(header[26..]) + BinaryPrimitives.ReadUInt16LittleEndian(header[28..]);
        long start = (long)member.Header + LocalLength + names;
        if (start + member.PackedSize > bytes.Length)
            throw NotValid($"its member '{member.Name}' ends after the file");
        return member.Method switch
        {
            0 when member.Size == member.PackedSize => _content.Bytes.AsMemory((int)start, member.PackedSize),
            0 => throw NotValid($"its member '{member.Name}' is stored, and its two sizes differ: {member.Size} and {member.PackedSize}"),
            8 => Inflate(member, (int)start),
            _ => throw NotValid($"its member '{member.Name}' is packed with method {member.Method}; expected stored or deflated members"),
        };
    }

    private byte[] Inflate(ZipMember member, int start)
    {
        if (_inflated.TryGetValue(member, out byte[]? known))
            return known;
        _allowance -= member.Size;
        if (_allowance < 0)
            throw NotValid($"its members would become more than {_most} bytes with '{member.Name}'");
        byte[] whole = new byte[member.Size];
        using var stream = new DeflateStream(new MemoryStream(_content.Bytes, start, member.PackedSize, writable: false), CompressionMode.Decompress);
        int read = stream.ReadAtLeast(whole, whole.Length, throwOnEndOfStream: false);
        return read == whole.Length && stream.ReadByte() < 0
            ? _inflated[member] = whole
            : throw NotValid($"its member '{member.Name}' does not have the {member.Size} bytes that its directory says");
    }

    private void ReadMembers()
    {
        var bytes = _content.Bytes.AsSpan();
        int end = bytes[Math.Max(0, bytes.Length - EndLength - ushort.MaxValue)..].LastIndexOf("PK\x5\x6"u8);
        end = end < 0 ? end : end + Math.Max(0, bytes.Length - EndLength - ushort.MaxValue);
        if (end < 0 || end > bytes.Length - EndLength)
            throw NotValid("it has no directory at its end; is it cut off?");
        long count = BinaryPrimitives.ReadUInt16LittleEndian(bytes[(end + 10)..]);
        long at = BinaryPrimitives.ReadUInt32LittleEndian(bytes[(end + 16)..]);
        if ((count == ushort.MaxValue || at == uint.MaxValue) && end >= 20 && bytes[(end - 20)..].StartsWith("PK\x6\x7"u8))
        {
            ulong large = BinaryPrimitives.ReadUInt64LittleEndian(bytes[(end - 12)..]);
            if (large > (ulong)bytes.Length - 56 || !bytes[(int)large..].StartsWith("PK\x6\x6"u8))
                throw NotValid("its directory does not begin where its end says");
            count = BinaryPrimitives.ReadInt64LittleEndian(bytes[((int)large + 32)..]);
            at = BinaryPrimitives.ReadInt64LittleEndian(bytes[((int)large + 48)..]);
        }

        if (count is < 0 or > MaximumMembers || at < 0 || at > bytes.Length || count > (bytes.Length - at) / EntryLength)
            throw NotValid($"its end says {count} members in a directory at byte {at} of {bytes.Length}");
        for (long member = 0; member < count; member++)
            at += ReadMember((int)at);
    }

    /// <summary>Reads an entry of the directory; returns its length.</summary>
    private int ReadMember(int at)
    {
        var bytes = _content.Bytes.AsSpan(at);
        if (bytes.Length < EntryLength || !bytes.StartsWith("PK\x1\x2"u8))
            throw NotValid($"its directory is damaged at byte {at}");
        int nameLength = BinaryPrimitives.ReadUInt16LittleEndian(bytes[28..]);
        int extraLength = BinaryPrimitives.ReadUInt16LittleEndian(bytes[30..]);
        int length = EntryLength + nameLength + extraLength + BinaryPrimitives.ReadUInt16LittleEndian(bytes[32..]);
        if (length > bytes.Length)
            throw NotValid($"its directory is damaged at byte {at}");
        string name = Encoding.UTF8.GetString(bytes.Slice(EntryLength, nameLength));
        long packed = BinaryPrimitives.ReadUInt32LittleEndian(bytes[20..]);
        long size = BinaryPrimitives.ReadUInt32LittleEndian(bytes[24..]);
        long header = BinaryPrimitives.ReadUInt32LittleEndian(bytes[42..]);
        var large = LargeSizes(bytes.Slice(EntryLength + nameLength, extraLength));
        size = Large(size, ref large);
        packed = Large(packed, ref large);
        header = Large(header, ref large);
        if (packed < 0 || packed > _content.Bytes.Length || header < 0 || header > _content.Bytes.Length || size is < 0 or > int.MaxValue)
            throw NotValid($"its member '{name}' is said to have {packed} bytes at {header}, of a file of {_content.Bytes.Length}");
        if ((bytes[8] & 1) != 0)
            throw NotValid($"its member '{name}' is encrypted");
        int method = BinaryPrimitives.ReadUInt16LittleEndian(bytes[10..]);
        var member = new ZipMember(name, size) { Method = method, PackedSize = (int)packed, Header = (int)header };
        return _members.TryAdd(name, member) ? length : throw NotValid($"its member '{name}' is there twice");
    }

    /// <summary>The numbers of eight bytes that stand in for those that four bytes cannot hold.</summary>
    private static ReadOnlySpan<byte> LargeSizes(ReadOnlySpan<byte> extra)
    {
        while (extra.Length >= 4)
        {
            int length = Math.Min(BinaryPrimitives.ReadUInt16LittleEndian(extra[2..]), extra.Length - 4);
            if (BinaryPrimitives.ReadUInt16LittleEndian(extra) == 1)
                return extra.Slice(4, length);
            extra = extra[(4 + length)..];
        }

        return [];
    }

    private static long Large(long value, ref ReadOnlySpan<byte> large)
    {
        if (value != uint.MaxValue || large.Length < 8)
            return value;
        value = BinaryPrimitives.ReadInt64LittleEndian(large);
        large = large[8..];
        return value;
    }

    private ModelFileException NotValid(string problem) => _content.Error($"it is not a valid zip archive: {problem}.");
}
