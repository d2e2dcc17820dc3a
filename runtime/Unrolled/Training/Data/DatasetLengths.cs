namespace Unrolled;

/// <summary>The lengths of a data set's sequences.</summary>
internal static class DatasetLengths
{
    public static int[] Of(SequenceDataset data)
    {
        var lengths = new int[data.Count];
        for (int i = 0; i < lengths.Length; i++)
        {
            lengths[i] = data.LengthOf(i);
            if (lengths[i] < 1)
                throw new ArgumentException($"Sequence {i}: expected at least one step; found {lengths[i]}.", nameof(data));
        }

        return lengths;
    }

    /// <summary>A number that other lengths, or lengths in another order, almost surely do not have.</summary>
    public static ulong Fingerprint(ReadOnlySpan<int> lengths)
    {
        ulong hash = 0xCBF29CE484222325;
        foreach (int length in lengths)
            hash = CompilerServices.RandomStream.Mix(unchecked((hash ^ (uint)length) * 0x100000001B3));
        return hash;
    }
}
