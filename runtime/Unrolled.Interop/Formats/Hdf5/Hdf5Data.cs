namespace Unrolled.Formats.Hdf5;

/// <summary>The bytes of a data set: in its header, in one piece, or in chunks.</summary>
internal static class Hdf5Data
{
    private const int Compact = 0, Contiguous = 1, Chunked = 2, Virtual = 3;

    /// <summary>All bytes, row-major.</summary>
    /// <param name="file">The file.</param>
    /// <param name="owner">The data set.</param>
    /// <param name="shape">Its sizes.</param>
    /// <param name="size">Bytes of a value.</param>
    /// <param name="count">Number of values.</param>
    public static ReadOnlyMemory<byte> Read(Hdf5File file, Hdf5Object owner, int[] shape, int size, int count)
    {
        if (owner.Message(Hdf5MessageType.ExternalFiles) is not null)
            throw file.Error("a data set keeps its values in another file, which is not opened. Save it again with its values inside.");
        long bytes = (long)count * size;
        if (bytes > int.MaxValue)
            throw file.Error($"a data set has {bytes} bytes, expected at most {int.MaxValue}.");
        var cursor = owner.Needed(Hdf5MessageType.Layout, "a layout");
        int start = cursor.Position;
        int version = cursor.Byte();
        if (version is not (3 or 4))
            throw file.Error($"a data set has a layout of version {version}, expected 3 or 4. Save it again with h5py.");
        int kind = cursor.Byte();
        if (kind == Virtual)
            throw file.Error("a data set is made of parts of others (a virtual one), which is not followed. Save it again with its values inside.");
        if (kind != Chunked && owner.Message(Hdf5MessageType.Filters) is not null)
            throw file.Damaged(start, "expected filters on chunks alone");
        switch (kind)
        {
            case Compact:
                int length = cursor.UInt16();
                return length >= bytes && cursor.Left >= bytes
                    ? file.Memory(cursor.Position, (int)bytes)
                    : throw file.Damaged(start, $"expected {bytes} bytes, found {length}");
            case Contiguous:
                var address = cursor.Address();
                return bytes == 0
                    ? default
                    : address is null
                        ? throw file.Error("a data set was created and never filled. Save the model again.")
                        : file.Memory(address.Value, (int)bytes);
            case Chunked:
                return Hdf5Chunks.Read(file, owner, cursor, version, shape, size, (int)bytes);
            default:
                throw file.Damaged(start, $"expected a layout of kind 0 to 3, found {kind}");
        }
    }
}
