namespace Unrolled;

/// <summary>A line of a plot.</summary>
/// <param name="Name">What the legend calls it.</param>
/// <param name="Points">Its points; one without a place on the axes interrupts the line.</param>
/// <param name="Colour">Its colour.</param>
/// <param name="Dashes">How it is dashed; null: not.</param>
internal sealed record PlotLine(string Name, IReadOnlyList<(double X, double Y)> Points, string Colour, string? Dashes = null);

/// <summary>Lines over two axes, with a title, names of the axes and a legend above them.</summary>
internal sealed class LinePlot
{
    private const double TextSize = 12, TickSize = 11.5, LegendLine = 20, Swatch = 22;

    public required string Title { get; init; }

    public required string XTitle { get; init; }

    public required string YTitle { get; init; }

    public required Scale X { get; init; }

    public required Scale Y { get; init; }

    public required IReadOnlyList<PlotLine> Lines { get; init; }

    /// <summary>A value of x that is marked with a vertical line, and what is written at it.</summary>
    public (double X, string Text)? Mark { get; init; }

    /// <summary>The height that goes with a width: flat on a page, steeper on a phone.</summary>
    public static double HeightOf(double width) => 150 + 0.21 * width;

    /// <summary>The scale that fits lines: logarithmic where all values are above 0 and the largest is more than 30 times the smallest.</summary>
    public static Scale ScaleOf(IEnumerable<PlotLine> lines, int ticks = 5)
    {
        double[] values = [.. lines.SelectMany(line => line.Points).Select(point => point.Y).Where(double.IsFinite)];
        if (values.Length == 0)
            return Scale.Linear(0, 1, ticks);
        double low = values.Min(), high = values.Max();
        return low > 0 && high > 30 * low ? Scale.Logarithmic(low, high) : Scale.Linear(low, high, ticks);
    }

    /// <summary>Draws it.</summary>
    /// <param name="svg">Where.</param>
    /// <param name="top">Its upper edge.</param>
    /// <param name="height">Its height, legend and titles included; it is as wide as the drawing.</param>
    public void Draw(SvgWriter svg, double top, double height)
    {
        double labels = Y.Ticks.Select(tick => SvgWriter.WidthOf(Y.Label(tick), TickSize)).DefaultIfEmpty(0).Max();
        double left = 34 + labels, right = svg.Width - 16;
        PlotText.Title(svg, top + 20, Title);
        double above = top + 32 + Legend(svg, left, top + 44, right) + (Mark is null ? 0 : 12), bottom = top + height - 44;
        Axes(svg, left, above, right, bottom);
        double PlaceX(double x) => left + X.At(x) * (right - left);
        double PlaceY(double y) => bottom - Y.At(y) * (bottom - above);
        if (Mark is var (x, text))
        {
            svg.Line(PlaceX(x), above, PlaceX(x), bottom, Palette.Grey, 1, "3 3");
            double half = SvgWriter.WidthOf(text, TickSize) / 2;
            svg.Text(Math.Clamp(PlaceX(x), left + half, Math.Max(left + half, right - half)), above - 4, text, TickSize, Anchor.Middle, Palette.Grey);
        }

        foreach (var line in Lines)
        {
            foreach (var part in Parts(line))
            {
                if (part.Count > 1)
                    svg.Polyline(part.Select(point => (PlaceX(point.X), PlaceY(point.Y))), line.Colour, 2, line.Dashes);
                if (line.Points.Count <= 25 || part.Count == 1)
                {
                    foreach (var point in part)
                        svg.Circle(PlaceX(point.X), PlaceY(point.Y), 2.5, line.Colour);
                }
            }
        }
    }

    private void Axes(SvgWriter svg, double left, double top, double right, double bottom)
    {
        foreach (double tick in Y.Ticks)
        {
            double y = bottom - Y.At(tick) * (bottom - top);
            svg.Line(left, y, right, y, Palette.Faint);
            svg.Text(left - 7, y + 4, Y.Label(tick), TickSize, Anchor.End);
        }

        double free = double.NegativeInfinity;
        foreach (double tick in X.Ticks)
        {
            double x = left + X.At(tick) * (right - left), half = SvgWriter.WidthOf(X.Label(tick), TickSize) / 2;
            svg.Line(x, bottom, x, bottom + 4, Palette.Grey);
            double place = Math.Min(x, svg.Width - 2 - half);
            if (place - half < free)
                continue;
            svg.Text(place, bottom + 17, X.Label(tick), TickSize, Anchor.Middle);
            free = place + half + 8;
        }

        svg.Line(left, bottom, right, bottom, Palette.Grey);
        svg.Text((left + right) / 2, bottom + 36, XTitle, TextSize, Anchor.Middle);
        svg.Text(16, (top + bottom) / 2, YTitle, TextSize, Anchor.Middle, degrees: -90);
    }

    /// <summary>Draws the legend in as many lines as it needs, and says how high it is.</summary>
    private double Legend(SvgWriter svg, double left, double y, double right)
    {
        if (Lines.Count < 2)
            return 0;
        double x = left, first = y;
        foreach (var line in Lines)
        {
            double width = Swatch + 6 + SvgWriter.WidthOf(line.Name, TextSize) + 18;
            if (x > left && x + width > right)
                (x, y) = (left, y + LegendLine);
            svg.Line(x, y - 4, x + Swatch, y - 4, line.Colour, 3, line.Dashes);
            svg.Text(x + Swatch + 6, y, line.Name, TextSize);
            x += width;
        }

        return y - first + LegendLine;
    }

    /// <summary>The stretches of a line between its gaps.</summary>
    private IEnumerable<List<(double X, double Y)>> Parts(PlotLine line)
    {
        var part = new List<(double X, double Y)>();
        foreach (var point in line.Points)
        {
            if (X.Has(point.X) && Y.Has(point.Y))
            {
                part.Add(point);
                continue;
            }

            if (part.Count > 0)
                yield return part;
            part = [];
        }

        if (part.Count > 0)
            yield return part;
    }
}
