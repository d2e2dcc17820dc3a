namespace Unrolled.Conversion;

/// <summary>A matrix [rows, columns], row-major.</summary>
internal readonly record struct Matrix(float[] Values, int Rows, int Columns)
{
    /// <summary>A matrix of a tensor's values.</summary>
    public static Matrix Of(ModelTensor tensor) => new(tensor.Values, tensor.Shape[0], tensor.Shape[1]);

    public ReadOnlySpan<float> Row(int row) => Values.AsSpan(row * Columns, Columns);

    /// <summary>Rows first, columns second: [columns, rows].</summary>
    public Matrix Transposed()
    {
        float[] values = new float[Values.Length];
        for (int row = 0; row < Rows; row++)
        {
            for (int column = 0; column < Columns; column++)
                values[column * Rows + row] = Values[row * Columns + column];
        }

        return new(values, Columns, Rows);
    }

    /// <summary>Some rows, as a matrix of their own.</summary>
    public Matrix Take(int firstRow, int rows) => new(Values.AsSpan(firstRow * Columns, rows * Columns).ToArray(), rows, Columns);

    /// <summary>Some columns, as a matrix of their own.</summary>
    public Matrix TakeColumns(int firstColumn, int columns)
    {
        float[] values = new float[Rows * columns];
        for (int row = 0; row < Rows; row++)
            Row(row).Slice(firstColumn, columns).CopyTo(values.AsSpan(row * columns));
        return new(values, Rows, columns);
    }

    /// <summary>Matrices of one width, one below the other.</summary>
    public static Matrix Stack(IReadOnlyList<Matrix> parts) => new([.. parts.SelectMany(part => part.Values)], parts.Sum(part => part.Rows), parts[0].Columns);
}
