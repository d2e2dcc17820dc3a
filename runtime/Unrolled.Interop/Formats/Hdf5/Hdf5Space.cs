namespace Unrolled.Formats.Hdf5;

/// <summary>The sizes of a data set or attribute.</summary>
/// <param name="Dimensions">None for a single value.</param>
/// <param name="Count">Number of values.</param>
internal readonly record struct Hdf5Space(int[] Dimensions, int Count)
{
    private const int MostDimensions = 32;

    /// <summary>Reads it.</summary>
    public static Hdf5Space Read(Hdf5File file, Hdf5Cursor cursor)
    {
        int start = cursor.Position;
        int version = cursor.Byte();
        int rank = cursor.Byte();
        int flags = cursor.Byte();
        bool isNull = false;
        if (version == 1)
            cursor.Skip(5);
        else if (version == 2)
            isNull = cursor.Byte() == 2;
        else
            throw file.Damaged(start, $"expected sizes of version 1 or 2, found {version}");
        if (rank > MostDimensions || flags > 3)
            throw file.Damaged(start, $"expected at most {MostDimensions} dimensions, found {rank}");
        int[] dimensions = new int[rank];
        long count = isNull ? 0 : 1;
        for (int k = 0; k < rank; k++)
        {
            dimensions[k] = cursor.Length();
            count *= dimensions[k];
            if (count > int.MaxValue)
                throw file.Error($"a data set or attribute has the sizes [{string.Join(", ", dimensions[..(k + 1)])}, …], which are too large.");
        }

        return new(dimensions, (int)count);
    }
}
