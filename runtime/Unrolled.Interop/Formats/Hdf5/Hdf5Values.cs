namespace Unrolled.Formats.Hdf5;

/// <summary>The values of a data set, each of which becomes a float when it is asked for: those in one piece of the file are not copied.</summary>
/// <param name="type">What their bytes mean.</param>
/// <param name="bytes">All of them, row-major.</param>
internal sealed class Hdf5Values(Hdf5Type type, ReadOnlyMemory<byte> bytes)
{
    public int Count => bytes.Length / type.Size;

    /// <summary>All of them.</summary>
    public float[] ToArray() => Gather(0, Count, 1, 1);

    /// <summary>Part of a matrix with its rows and columns changed over: [columns, rows].</summary>
    /// <param name="width">Columns of the whole matrix.</param>
    /// <param name="first">The first column of the part.</param>
    /// <param name="columns">Columns of the part.</param>
    public float[] Transposed(int width, int first, int columns) => Gather(first, columns, Count / Math.Max(1, width), width);

    // For each of some starts, one after another, each value at a stride from it.
    private float[] Gather(int first, int starts, int count, int stride)
    {
        var all = bytes.Span;
        float[] values = new float[starts * count];
        for (int start = 0; start < starts; start++)
        {
            for (int k = 0; k < count; k++)
                values[start * count + k] = type.Value(all.Slice((first + start + k * stride) * type.Size, type.Size));
        }

        return values;
    }
}
