namespace Unrolled;

/// <summary>Byte order of the files, for the rare machine whose own is the other.</summary>
internal static class LittleEndian
{
    /// <summary>Reverses the bytes of every element in place.</summary>
    public static void Swap(Span<byte> bytes, int elementSize)
    {
        for (int i = 0; i < bytes.Length; i += elementSize)
            bytes.Slice(i, elementSize).Reverse();
    }
}
