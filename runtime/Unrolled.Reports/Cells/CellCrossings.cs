namespace Unrolled;

/// <summary>Where lines cross.</summary>
internal static class CellCrossings
{
    /// <summary>The points where a line crosses another one, with whether the first is horizontal there.</summary>
    public static IEnumerable<(double X, double Y, bool IsRow)> Of(IReadOnlyList<(double X, double Y)> line, IReadOnlyList<(double X, double Y)> other)
    {
        for (int i = 1; i < line.Count; i++)
        {
            for (int k = 1; k < other.Count; k++)
            {
                bool isRow = line[i].Y == line[i - 1].Y;
                if (isRow == (other[k].Y == other[k - 1].Y))
                    continue;
                var (a, b, c, d) = (line[i], line[i - 1], other[k], other[k - 1]);
                var (row, rowBefore, column, columnBefore) = isRow ? (a, b, c, d) : (c, d, a, b);
                if (IsWithin(column.X, row.X, rowBefore.X) && IsWithin(row.Y, column.Y, columnBefore.Y))
                    yield return (column.X, row.Y, isRow);
            }
        }
    }

    private static bool IsWithin(double value, double a, double b) => value > Math.Min(a, b) && value < Math.Max(a, b);
}
