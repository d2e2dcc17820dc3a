using System.Globalization;
using System.Text;

namespace Unrolled;

/// <summary>A field of coloured cells: one path a colour, so that thousands of cells stay a small file.</summary>
internal static class HeatMap
{
    /// <summary>Draws a field.</summary>
    /// <param name="svg">Where.</param>
    /// <param name="x">Left edge.</param>
    /// <param name="y">Upper edge.</param>
    /// <param name="width">Of the whole.</param>
    /// <param name="height">Of the whole.</param>
    /// <param name="cells">Its numbers, [row, column].</param>
    /// <param name="colours">Of the numbers.</param>
    public static void Draw(SvgWriter svg, double x, double y, double width, double height, double[,] cells, ColourMap colours)
    {
        int rows = cells.GetLength(0), columns = cells.GetLength(1);
        var paths = new StringBuilder?[colours.Levels];
        for (int row = 0; row < rows; row++)
        {
            for (int first = 0, end; first < columns; first = end)
            {
                // Neighbours of one colour are one rectangle.
                int level = colours.Level(cells[row, first]);
                for (end = first + 1; end < columns && colours.Level(cells[row, end]) == level; end++)
                {
                }

                if (level > 0 || colours.Colour(0) != Palette.Paper)
                    (paths[level] ??= new StringBuilder()).Append(CultureInfo.InvariantCulture, $"M{first} {row}h{end - first}v1H{first}z");
            }
        }

        string scale(double value) => value.ToString("0.#####", CultureInfo.InvariantCulture);
        svg.BeginGroup(transform: $"translate({SvgWriter.Number(x)} {SvgWriter.Number(y)}) scale({scale(width / columns)} {scale(height / rows)})");
        for (int level = 0; level < paths.Length; level++)
        {
            if (paths[level] is { } path)
                svg.Element("path", ("d", path.ToString()), ("fill", colours.Colour(level)), ("shape-rendering", "crispEdges"));
        }

        svg.EndGroup();
        svg.Rectangle(x, y, width, height, "none", Palette.Grey, 0.75);
    }

    /// <summary>Draws what its colours mean: a bar with numbers, or words, at its ends.</summary>
    public static void Key(SvgWriter svg, double x, double y, double width, ColourMap colours, double from, double to, string atFrom, string atTo)
    {
        double[,] cells = new double[1, 48];
        for (int i = 0; i < 48; i++)
            cells[0, i] = from + (to - from) * i / 47;
        double left = x + SvgWriter.WidthOf(atFrom, 11) + 5;
        svg.Text(x, y + 9, atFrom, 11);
        Draw(svg, left, y, width, 11, cells, colours);
        svg.Text(left + width + 5, y + 9, atTo, 11);
    }

    /// <summary>How wide the key is.</summary>
    public static double KeyWidth(double width, string atFrom, string atTo) => SvgWriter.WidthOf(atFrom, 11) + SvgWriter.WidthOf(atTo, 11) + width + 10;
}
