using System.Globalization;

namespace Unrolled;

// What a classifier mixes up.
public sealed partial class Picture
{
    /// <summary>A confusion matrix: a row for each class that was right, a column for each that was chosen; colour is the share of the row.</summary>
    /// <param name="matrix">What <c>ConfusionMatrix.Of(model, data)</c> returned.</param>
    /// <param name="classes">The classes' names; null: their numbers.</param>
    /// <param name="title">Above the picture; null: what it shows.</param>
    /// <param name="width">Pixels.</param>
    /// <exception cref="ArgumentException">There are not as many names as classes.</exception>
    public static Picture Confusion(ConfusionMatrix matrix, IReadOnlyList<string>? classes = null, string? title = null, int width = PictureWidth.Page)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        PictureWidth.Check(width);
        int count = matrix.Classes;
        if (classes is not null && classes.Count != count)
            throw new ArgumentException($"Expected a name for each of the {count} classes; found {classes.Count}.", nameof(classes));
        string[] names = [.. classes ?? [.. Enumerable.Range(0, count).Select(k => k.ToString(CultureInfo.InvariantCulture))]];
        title ??= $"Right and chosen classes: {matrix.Accuracy.ToString("p1", CultureInfo.InvariantCulture)} right";

        double longest = Math.Min(120, names.Max(name => SvgWriter.WidthOf(name, 12)));
        bool isNarrow = width < 500;
        double left = 34 + longest, recall = isNarrow ? 44 : 64;
        double cell = Math.Min(64, (width - left - recall - 10) / count);
        bool areLying = longest > cell - 4;
        double top = 62 + (areLying ? longest : 14), size = cell * count;
        var svg = new SvgWriter(width, top + size + 16, title, $"{matrix.Total.ToString("0.##", CultureInfo.InvariantCulture)} answers to {count} classes.");
        PlotText.Title(svg, 20, title);

        var colours = ColourMap.Unsigned(0, 1);
        double[,] shares = Shares(matrix);
        HeatMap.Draw(svg, left, top, size, size, shares, colours);
        int every = Math.Max(1, (int)Math.Ceiling(12 / cell));
        for (int k = 0; k < count; k++)
        {
            double middle = (k + 0.5) * cell;
            if (k % every == 0)
            {
                svg.Text(left - 6, top + middle + 4, PlotText.Cut(names[k], 120, 12), 12, Anchor.End);
                if (areLying)
                    svg.Text(left + middle + 4, top - 6, PlotText.Cut(names[k], 120, 12), 12, degrees: -90);
                else
                    svg.Text(left + middle, top - 6, names[k], 12, Anchor.Middle);
            }

            if (cell >= 14)
            {
                string found = double.IsNaN(matrix.Recall(k)) ? "–" : matrix.Recall(k).ToString("0 %", CultureInfo.InvariantCulture);
                svg.Text(left + size + 6, top + middle + 4, found, 11, colour: Palette.Grey);
            }
        }

        if (cell >= 14)
            svg.Text(left + size + 6, top - 6, isNarrow ? "found" : "recall", 11, colour: Palette.Grey);
        svg.Text(left + size / 2, 42, "chosen", 12, Anchor.Middle);
        svg.Text(16, top + size / 2, "right", 12, Anchor.Middle, degrees: -90);
        Numbers(svg, matrix, shares, colours, left, top, cell);
        return svg.ToPicture();
    }

    /// <summary>Each row divided by its sum.</summary>
    internal static double[,] Shares(ConfusionMatrix matrix)
    {
        var shares = new double[matrix.Classes, matrix.Classes];
        for (int row = 0; row < matrix.Classes; row++)
        {
            double sum = Enumerable.Range(0, matrix.Classes).Sum(k => matrix[row, k]);
            for (int k = 0; k < matrix.Classes; k++)
                shares[row, k] = sum > 0 ? matrix[row, k] / sum : 0;
        }

        return shares;
    }

    /// <summary>The counts, where they fit in their cells.</summary>
    private static void Numbers(SvgWriter svg, ConfusionMatrix matrix, double[,] shares, ColourMap colours, double left, double top, double cell)
    {
        string Number(int row, int column) => matrix[row, column].ToString("0.#", CultureInfo.InvariantCulture);
        var all = from row in Enumerable.Range(0, matrix.Classes) from column in Enumerable.Range(0, matrix.Classes) select (row, column);
        double longest = all.Max(place => Number(place.row, place.column).Length);
        double size = Math.Min(13, (cell - 3) / (0.6 * longest));
        if (size < 8)
            return;
        foreach (var (row, column) in all.Where(place => matrix[place.row, place.column] != 0))
        {
            string ink = colours.IsDark(shares[row, column]) ? Palette.Paper : Palette.Ink;
            svg.Text(left + (column + 0.5) * cell, top + (row + 0.5) * cell + size * 0.36, Number(row, column), size, Anchor.Middle, ink);
        }
    }
}
