namespace Unrolled.Formats.Hdf5;

/// <summary>The index of chunks of a data set of fixed sizes: an entry a chunk, in pages where there are many.</summary>
internal static class Hdf5FixedArray
{
    private const int Head = 6, Checksum = 4;

    /// <summary>Where the entry of each chunk stands, in row-major order.</summary>
    /// <param name="file">The file.</param>
    /// <param name="address">The head of the index.</param>
    /// <param name="count">How many chunks there are.</param>
    /// <param name="entryBytes">Bytes of an entry.</param>
    public static int[] Entries(Hdf5File file, int address, long count, out int entryBytes)
    {
        var cursor = file.At(address);
        cursor.Expect("FAHD", 0);
        cursor.Skip(1);
        entryBytes = cursor.Byte();
        int pageBits = cursor.Byte();
        int most = cursor.Length();
        int block = cursor.DefinedAddress();
        file.Verify(address, cursor.Position - address);
        if (most < count || entryBytes < file.AddressBytes || pageBits > 30 || count * entryBytes > file.Bytes.Length)
            throw file.Damaged(address, $"expected an index of {count} chunks, found {most}");
        cursor = file.At(block);
        cursor.Expect("FADB", 0);
        int page = 1 << pageBits;
        bool isPaged = most > page;
        int pages = isPaged ? (most + page - 1) / page : 0;
        cursor.Skip(1 + file.AddressBytes + (pages + 7) / 8 + (isPaged ? Checksum : 0));
        int[] entries = new int[count];
        for (int k = 0; k < entries.Length; k++)
        {
            if (isPaged && k > 0 && k % page == 0)
                cursor.Skip(Checksum);
            entries[k] = cursor.Position;
            cursor.Skip(entryBytes);
        }

        if (!isPaged)
            file.Verify(block, Head + file.AddressBytes + most * entryBytes);
        return entries;
    }
}
