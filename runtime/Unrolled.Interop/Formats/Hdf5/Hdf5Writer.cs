using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Unrolled.Formats.Hdf5;

/// <summary>
/// Writes an HDF5 file with superblock 2: links and attributes in headers of version 2, data sets in one piece. HDF5 1.8 and later read it. The same groups
/// give the same bytes.
/// </summary>
internal sealed class Hdf5Writer
{
    private const int SuperblockBytes = 48, MostMessage = 65_000;
    private const ulong Undefined = ulong.MaxValue;
    private readonly MemoryStream _stream = new();
    private readonly Dictionary<(Hdf5NewGroup, string), int> _heapIndices = [];
    private long _heap;

    private Hdf5Writer()
    {
    }

    /// <summary>Writes a file.</summary>
    public static byte[] Write(Hdf5NewGroup root)
    {
        var writer = new Hdf5Writer();
        writer._stream.Write(new byte[SuperblockBytes]);
        writer.WriteHeap(root);
        long address = writer.WriteGroup(root);
        byte[] bytes = writer._stream.ToArray();
        writer.Superblock(address, bytes.Length).CopyTo(bytes, 0);
        return bytes;
    }

    private byte[] Superblock(long root, long end)
    {
        var block = new Hdf5Bytes().Add(Hdf5File.Signature).Add(2, 8, 8, 0).Add64(0).Add64(Undefined).Add64((ulong)end).Add64((ulong)root);
        return block.Add32(Hdf5Checksum.Of(block.Span)).Span.ToArray();
    }

    // Texts of any length stand in one heap, since a header holds 64 KB at most.
    private void WriteHeap(Hdf5NewGroup root)
    {
        var objects = new Hdf5Bytes();
        AddTexts(root, objects);
        if (_heapIndices.Count == 0)
            return;
        _heap = _stream.Position;
        int size = Math.Max(4096, (16 + objects.Span.Length + 16 + 7) & ~7);
        var head = new Hdf5Bytes().Add("GCOL"u8).Add(1, 0, 0, 0).Add64((ulong)size);
        int free = size - 16 - objects.Span.Length;
        _stream.Write(head.Span);
        _stream.Write(objects.Span);
        _stream.Write(new Hdf5Bytes().Add64(0).Add64((ulong)free).Add(new byte[free - 16]).Span);
    }

    private void AddTexts(Hdf5NewGroup group, Hdf5Bytes objects)
    {
        foreach (var (name, value) in group.Texts)
        {
            byte[] text = Encoding.UTF8.GetBytes(value);
            int index = _heapIndices.Count + 1;
            _heapIndices.Add((group, name), index);
            objects.Add16(checked((ushort)index)).Add16(1).Add32(0).Add64((ulong)text.Length).Add(text).Pad(8);
        }

        foreach (var (_, child) in group.Children)
        {
            if (child is Hdf5NewGroup inner)
                AddTexts(inner, objects);
        }
    }

    private long WriteGroup(Hdf5NewGroup group)
    {
        var messages = new Hdf5Bytes();
        Message(messages, Hdf5MessageType.LinkInfo, new Hdf5Bytes().Add(0, 0).Add64(Undefined).Add64(Undefined));
        Message(messages, Hdf5MessageType.GroupInfo, new Hdf5Bytes().Add(0, 0));
        foreach (var (name, child) in group.Children)
        {
            long address = child is Hdf5NewGroup inner ? WriteGroup(inner) : WriteDataset((Hdf5NewDataset)child);
            byte[] text = Encoding.UTF8.GetBytes(name);
            // Flags: UTF-8 and a length of two bytes.
            Message(messages, Hdf5MessageType.Link, new Hdf5Bytes().Add(1, 0x11, 1).Add16(checked((ushort)text.Length)).Add(text).Add64((ulong)address));
        }

        foreach (var (name, value) in group.Texts)
        {
            var data = new Hdf5Bytes().Add32((uint)Encoding.UTF8.GetByteCount(value)).Add64((ulong)_heap).Add32((uint)_heapIndices[(group, name)]);
            var text = new Hdf5Bytes().Add(0x13, 0, 0, 0).Add32(1);
            Attribute(messages, name, new Hdf5Bytes().Add(0x19, 1, 1, 0).Add32(16).Add(text.Span), Space([]), data);
        }

        foreach (var (name, values) in group.Lists)
            AddList(messages, name, values);
        return Header(messages);
    }

    // A list that is too long for a message becomes several, numbered, as Keras cuts it.
    private static void AddList(Hdf5Bytes messages, string name, IReadOnlyList<string> values)
    {
        byte[][] texts = [.. values.Select(Encoding.UTF8.GetBytes)];
        int length = Math.Max(1, texts.Select(text => text.Length).DefaultIfEmpty().Max());
        int most = Math.Max(1, MostMessage / length);
        for (int part = 0; part == 0 || part * most < texts.Length; part++)
        {
            byte[][] some = texts.Length <= most ? texts : texts[(part * most)..Math.Min(texts.Length, (part + 1) * most)];
            var data = new Hdf5Bytes();
            foreach (byte[] text in some)
                data.Add(text).Add(new byte[length - text.Length]);
            var type = new Hdf5Bytes().Add(0x13, 1, 0, 0).Add32((uint)length);
            Attribute(messages, texts.Length <= most ? name : FormattableString.Invariant($"{name}{part}"), type, Space([some.Length]), data);
        }
    }

    private long WriteDataset(Hdf5NewDataset dataset)
    {
        Align();
        long data = _stream.Position;
        var type = new Hdf5Bytes();
        if (dataset.Values is { } values)
        {
            // IEEE, little-endian: sign at 31, exponent of 8 bits at 23, bias 127.
            type.Add(0x11, 0x20, 31, 0).Add32(4).Add16(0).Add16(32).Add(23, 8, 0, 23).Add32(127);
            WriteSingles(values);
        }
        else
        {
            type.Add(0x10, 8, 0, 0).Add32(4).Add16(0).Add16(32);
            _stream.Write(new Hdf5Bytes().Add32((uint)dataset.Whole!.Value).Span);
        }

        long length = _stream.Position - data;
        var messages = new Hdf5Bytes();
        Message(messages, Hdf5MessageType.Dataspace, Space(dataset.Shape));
        Message(messages, Hdf5MessageType.Datatype, type);
        // Space is allocated late, and nothing fills it beforehand.
        Message(messages, Hdf5MessageType.FillValue, new Hdf5Bytes().Add(3, 0x0A));
        Message(messages, Hdf5MessageType.Layout, new Hdf5Bytes().Add(3, 1).Add64(length == 0 ? Undefined : (ulong)data).Add64((ulong)length));
        return Header(messages);
    }

    private void WriteSingles(float[] values)
    {
        if (BitConverter.IsLittleEndian)
        {
            _stream.Write(MemoryMarshal.AsBytes(values.AsSpan()));
            return;
        }

        Span<byte> bytes = stackalloc byte[4];
        foreach (float value in values)
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes, value);
            _stream.Write(bytes);
        }
    }

    private long Header(Hdf5Bytes messages)
    {
        Align();
        long address = _stream.Position;
        // Flags: the length of the messages has four bytes.
        var header = new Hdf5Bytes().Add("OHDR"u8).Add(2, 2).Add32((uint)messages.Span.Length).Add(messages.Span);
        _stream.Write(header.Add32(Hdf5Checksum.Of(header.Span)).Span);
        return address;
    }

    private void Align() => _stream.Write(new byte[-_stream.Position & 7]);

    private static Hdf5Bytes Space(int[] shape)
    {
        var space = new Hdf5Bytes().Add(2, (byte)shape.Length, 0, (byte)(shape.Length == 0 ? 0 : 1));
        foreach (int size in shape)
            space.Add64((ulong)size);
        return space;
    }

    private static void Attribute(Hdf5Bytes messages, string name, Hdf5Bytes type, Hdf5Bytes space, Hdf5Bytes data)
    {
        byte[] text = [.. Encoding.UTF8.GetBytes(name), 0];
        var attribute = new Hdf5Bytes().Add(3, 0).Add16((ushort)text.Length).Add16((ushort)type.Span.Length).Add16((ushort)space.Span.Length).Add(1);
        Message(messages, Hdf5MessageType.Attribute, attribute.Add(text).Add(type.Span).Add(space.Span).Add(data.Span));
    }

    private static void Message(Hdf5Bytes messages, Hdf5MessageType type, Hdf5Bytes body) =>
        messages.Add((byte)type).Add16(checked((ushort)body.Span.Length)).Add(0).Add(body.Span);
}
