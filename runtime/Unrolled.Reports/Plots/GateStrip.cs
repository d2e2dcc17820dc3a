namespace Unrolled;

/// <summary>What stands beneath the gates: labels, and what the model read.</summary>
internal sealed class GateStrip
{
    private const double TextSize = 12, LineHeight = 46, Lying = 14;
    private const int MostLines = 3;

    private readonly GateRecording _recording;
    private readonly IReadOnlyList<string>? _labels;
    private readonly bool _isUpright;
    private readonly double _labelHeight, _inputHeight;
    private readonly ColourMap _colours;
    private readonly float _low, _high;

    public GateStrip(GateRecording recording, IReadOnlyList<string>? labels, double cell)
    {
        (_recording, _labels) = (recording, labels);
        double widest = labels?.Max(Width) ?? 0;
        _isUpright = Upright(widest) <= cell;
        _labelHeight = labels is null ? 0 : _isUpright ? 18 : Math.Min(widest, 90) + 6;
        _inputHeight = recording.Features switch
        {
            0 => 0,
            <= MostLines => LineHeight,
            <= 10 => 8 * recording.Features,
            _ => Math.Min(160, 4 * recording.Features),
        };
        (_low, _high) = recording.Features > 0 ? (recording.Inputs.Min(), recording.Inputs.Max()) : (0, 0);
        double size = Math.Max(Math.Abs(_low), Math.Abs(_high));
        _colours = _low >= 0 ? ColourMap.Unsigned(0, size > 0 ? size : 1) : ColourMap.Signed(size);
    }

    /// <summary>How high it is.</summary>
    public double Height => _labelHeight + _inputHeight + (_inputHeight > 0 ? 8 : 0);

    /// <summary>The narrowest cells under which the labels do not overlap, upright or lying.</summary>
    /// <param name="labels">The labels.</param>
    /// <param name="steps">How many steps are drawn.</param>
    /// <param name="width">Into which width they would best fit.</param>
    public static double CellFor(IReadOnlyList<string> labels, int steps, double width)
    {
        double upright = Upright(labels.Max(Width));
        return upright <= Lying || upright * steps <= width ? upright : Lying;
    }

    /// <summary>A character stands close to the next; words need a space.</summary>
    private static double Upright(double widest) => widest <= Lying ? Math.Max(8, widest + 1) : widest + 7;

    /// <summary>Draws it for some steps.</summary>
    /// <returns>Where it ends.</returns>
    public double Draw(SvgWriter svg, double left, double y, double cell, int first, int end, int columns)
    {
        if (_inputHeight > 0)
        {
            double middle = y + _inputHeight / 2;
            svg.Text(left - 8, middle - 1, "x", TextSize + 1, Anchor.End, isBold: true);
            svg.Text(left - 8, middle + 12, _recording.Features == 1 ? "input" : $"{_recording.Features} inputs", 11, Anchor.End, Palette.Grey);
            if (_recording.Features <= MostLines)
                Lines(svg, left, y + 2, cell, first, end);
            else
                HeatMap.Draw(svg, left, y, (end - first) * cell, _inputHeight, Cells(first, end, columns), _colours);
            y += _inputHeight + 8;
        }

        for (int step = first; _labels is not null && step < end; step++)
        {
            double x = left + (step - first + 0.5) * cell;
            if (_isUpright)
                svg.Text(x, y + 10, Shown(_labels[step]), TextSize, Anchor.Middle);
            else
                svg.Text(x + 4, y, PlotText.Cut(Shown(_labels[step]), 90, TextSize), TextSize, Anchor.End, degrees: -90);
        }

        return y + _labelHeight;
    }

    private static double Width(string label) => SvgWriter.WidthOf(Shown(label), TextSize);

    /// <summary>Characters that print as nothing are shown.</summary>
    private static string Shown(string label) => label switch
    {
        " " => "␣",
        "\n" or "\r\n" => "↵",
        "\t" => "→",
        "\r" => "␍",
        _ => label.ReplaceLineEndings("↵"),
    };

    private void Lines(SvgWriter svg, double left, double y, double cell, int first, int end)
    {
        double height = _inputHeight - 4, range = _high > _low ? _high - _low : 1;
        double Place(float value) => y + height - 3 - (value - _low) / range * (height - 6);
        svg.Rectangle(left, y, (end - first) * cell, height, "none", Palette.Faint, 0.75);
        if (_low < 0 && _high > 0)
            svg.Line(left, Place(0), left + (end - first) * cell, Place(0), Palette.Faint);
        for (int feature = 0; feature < _recording.Features; feature++)
        {
            var points = Enumerable.Range(first, end - first)
                .Select(step => (left + (step - first + 0.5) * cell, Place(_recording.Inputs[step * _recording.Features + feature])));
            if (end - first == 1)
                svg.Circle(points.First().Item1, points.First().Item2, 2.5, Palette.Series[feature]);
            else
                svg.Polyline(points, Palette.Series[feature], 1.5);
        }
    }

    private double[,] Cells(int first, int end, int columns)
    {
        int features = _recording.Features;
        var cells = new double[features, columns];
        for (int column = 0; column < columns; column++)
        {
            int from = first + (int)((long)column * (end - first) / columns), to = first + (int)((long)(column + 1) * (end - first) / columns);
            for (int row = 0; row < features; row++)
                cells[row, column] = Enumerable.Range(from, to - from).Average(step => _recording.Inputs[step * features + row]);
        }

        return cells;
    }
}
