using System.Globalization;

namespace Unrolled;

/// <summary>Draws what a layer computed over the steps of a sequence.</summary>
internal sealed class GateMap
{
    /// <summary>Units that are drawn of a wider layer, until said otherwise.</summary>
    public const int Units = 64;

    private const double TextSize = 12, SmallSize = 11, WidestCell = 40, Gap = 7, TitleHeight = 56, MostLines = 20;

    private readonly GateRecording _recording;
    private readonly IReadOnlyList<string>? _labels;
    private readonly int _first, _end, _perLine, _units, _width;
    private readonly double _left, _cell;
    private readonly string _title;
    private readonly GateStrip _strip;

    public GateMap(GateRecording recording, string? layer, IReadOnlyList<string>? labels, Range? steps, int units, string? title, int width)
    {
        PictureWidth.Check(width);
        ArgumentOutOfRangeException.ThrowIfLessThan(units, 1);
        if (labels is not null && labels.Count != recording.Steps)
            throw new ArgumentException($"Expected a label for each of the {recording.Steps} steps; found {labels.Count}.", nameof(labels));
        (_recording, _units, _width) = (recording, units, width);
        (_first, _end) = Ends(steps, recording.Steps);
        _left = width < 500 ? 80 : 100;
        double plot = width - _left - 14;
        bool isGiven = labels is not null;
        labels ??= recording.Features == 0 ? [.. recording.Tokens.Select(token => token.ToString(CultureInfo.InvariantCulture))] : null;
        _perLine = _end - _first;
        if (labels is not null)
        {
            int fitting = Math.Max(1, (int)(plot / GateStrip.CellFor(labels, _perLine, plot)));
            int lines = (_perLine + fitting - 1) / fitting;
            if (lines <= MostLines)
                _perLine = (_perLine + lines - 1) / lines;
            else if (isGiven)
                throw new ArgumentException(
                    $"{_perLine} steps with a label each make {lines} rows of {fitting}; a picture has at most {MostLines}. "
                    + $"Choose which with steps: 0..{fitting * MostLines}, for example.", nameof(labels));
            else
                labels = null;
        }

        _labels = labels;
        _cell = Math.Min(WidestCell, plot / _perLine);
        string of = layer ?? recording.Values[0].Value.Track.Split('.')[0];
        _title = title ?? $"Gates and states of {of} in {recording.Model}";
        _strip = new GateStrip(recording, labels, _cell);
    }

    public Picture Draw()
    {
        int lines = (_end - _first + _perLine - 1) / _perLine;
        var panels = Panels();
        double height = TitleHeight + lines * (panels.Sum(panel => panel.Height + Gap) + _strip.Height + 38);
        var svg = new SvgWriter(_width, height, _title,
            $"Heat maps of {string.Join(", ", panels.Select(panel => panel.Name))} at steps {_first} to {_end - 1}: a row a unit, a column a step.");
        PlotText.Title(svg, 20, _title);
        Keys(svg, panels);
        double y = TitleHeight;
        for (int first = _first; first < _end; first += _perLine)
            y = DrawLine(svg, panels, first, Math.Min(_end, first + _perLine), y);
        return svg.ToPicture();
    }

    /// <summary>One row of the picture: all panels for some steps, their numbers, and what was read.</summary>
    private double DrawLine(SvgWriter svg, List<Panel> panels, int first, int end, double y)
    {
        double width = (end - first) * _cell;

        // Where there are more steps than pixels, a column is a mean.
        int columns = Math.Min(end - first, (int)Math.Ceiling(width));
        foreach (var panel in panels)
        {
            double middle = y + panel.Height / 2;
            if (panel.Meaning.Length > 0 && panel.Height >= 24)
            {
                svg.Text(_left - 8, middle - 1, panel.Name, TextSize + 1, Anchor.End, isBold: true);
                svg.Text(_left - 8, middle + 12, panel.Meaning, SmallSize, Anchor.End, Palette.Grey);
            }
            else
            {
                svg.Text(_left - 8, middle + 4, panel.Name, TextSize + 1, Anchor.End, isBold: true);
            }

            HeatMap.Draw(svg, _left, y, width, panel.Height, Cells(panel, first, end, columns), panel.Colours);
            y += panel.Height + Gap;
        }

        y = _strip.Draw(svg, _left, y, _cell, first, end, columns);
        Steps(svg, first, end, columns, y);
        return y + 38;
    }

    private void Steps(SvgWriter svg, int first, int end, int columns, double y)
    {
        double width = (end - first) * _cell;
        var scale = Scale.Tight(first, end - 1, Math.Max(1, (int)(width / 55)), isWhole: true);
        foreach (double step in scale.Ticks.Where(tick => tick >= first && tick < end))
        {
            double x = _left + (step - first + 0.5) * _cell;
            svg.Line(x, y, x, y + 3, Palette.Grey);
            svg.Text(x, y + 14, Scale.Text(step), SmallSize, Anchor.Middle);
        }

        svg.Text(_left - 8, y + 14, "step", SmallSize, Anchor.End, Palette.Grey);
        if (columns < end - first)
        {
            string steps = ((double)(end - first) / columns).ToString("0.#", CultureInfo.InvariantCulture);
            svg.Text(_left + width / 2, y + 29, $"a column is the mean of {steps} steps", SmallSize, Anchor.Middle, Palette.Grey);
        }
    }

    private void Keys(SvgWriter svg, List<Panel> panels)
    {
        double x = 8;
        if (panels.Exists(panel => panel.IsGate))
        {
            HeatMap.Key(svg, x, 33, 60, ColourMap.Unsigned(0, 1), 0, 1, "gates: 0", "1");
            x += HeatMap.KeyWidth(60, "gates: 0", "1") + 22;
        }

        if (!panels.TrueForAll(panel => panel.IsGate))
        {
            string size = string.Join(", ", panels.Where(panel => !panel.IsGate).Select(panel => panel.Scale));
            bool isShort = SvgWriter.WidthOf(size, SmallSize) + x + 150 > _width;
            HeatMap.Key(svg, x, 33, 60, ColourMap.Signed(1), -1, 1, "−", isShort ? "+" : "+ (" + size + ")");
        }
    }

    private List<Panel> Panels()
    {
        var panels = new List<Panel>();
        int tracks = _recording.Values.Select(value => value.Value.Track).Distinct().Count();
        foreach (var track in _recording.Values.GroupBy(value => value.Value.Track))
        {
            foreach (var value in track)
            {
                int[] units = ChosenUnits(track, value.Value.Units);
                double cell = units.Length switch { <= 4 => 12, <= 10 => 8, <= 20 => 5, <= 40 => 2.5, _ => 1.5 };
                string direction = tracks > 1 ? value.Value.Track[(value.Value.Track.LastIndexOf('.') + 1)..] + " " : "";
                var (size, isCut) = value.IsGate ? (1, false) : Size(value, units);
                panels.Add(new Panel(
                    direction + value.Value.Name, value.Value.Meaning, value, units, Math.Max(26, cell * units.Length),
                    $"{direction}{value.Value.Name} ±{Scale.Text(size)}{(isCut ? " and beyond" : "")}",
                    value.IsGate ? ColourMap.Unsigned(0, 1) : ColourMap.Signed(size)));
            }
        }

        return panels;
    }

    /// <summary>The same units in every panel of a direction: those that change most, each value measured by its own mean change.</summary>
    private int[] ChosenUnits(IEnumerable<RecordedValue> values, int count)
    {
        if (count <= _units)
            return [.. Enumerable.Range(0, count)];
        double[] changes = new double[count];
        foreach (var value in values.Where(value => value.Value.Units == count))
        {
            double[] own = new double[count];
            for (int at = count; at < value.Data.Length; at++)
                own[at % count] += Math.Abs(value.Data[at] - value.Data[at - count]);
            double mean = own.Average();
            for (int unit = 0; unit < count && mean > 0; unit++)
                changes[unit] += own[unit] / mean;
        }

        return [.. Enumerable.Range(0, count).OrderByDescending(unit => changes[unit]).Take(_units).Order()];
    }

    private static double[,] Cells(Panel panel, int first, int end, int columns)
    {
        var cells = new double[panel.Units.Length, columns];
        int width = panel.Value.Value.Units;
        for (int column = 0; column < columns; column++)
        {
            int from = first + (int)((long)column * (end - first) / columns), to = first + (int)((long)(column + 1) * (end - first) / columns);
            for (int row = 0; row < panel.Units.Length; row++)
            {
                double sum = 0;
                for (int step = from; step < to; step++)
                    sum += panel.Value.Data[step * width + panel.Units[row]];
                cells[row, column] = sum / (to - from);
            }
        }

        return cells;
    }

    /// <summary>What the darkest colour stands for: the largest size that is drawn; where few are far beyond all others, that of the others.</summary>
    private (double Size, bool IsCut) Size(RecordedValue value, int[] units)
    {
        int width = value.Value.Units;
        double[] sizes = [.. Enumerable.Range(_first, _end - _first)
            .SelectMany(step => units.Select(unit => (double)Math.Abs(value.Data[step * width + unit]))).Order()];
        double largest = sizes[^1], most = sizes[(int)(0.95 * (sizes.Length - 1))];
        bool isCut = most > 0 && 3 * most < largest;
        return (RoundUp(isCut ? most : largest > 0 ? largest : 1), isCut);
    }

    /// <summary>Two digits, not less than the value.</summary>
    internal static double RoundUp(double value)
    {
        double unit = Math.Pow(10, Math.Floor(Math.Log10(value)) - 1);
        return Math.Round(Math.Ceiling(value / unit - 1e-6) * unit, 12);
    }

    private static (int First, int End) Ends(Range? steps, int count)
    {
        var range = steps ?? Range.All;
        int first = range.Start.GetOffset(count), end = range.End.GetOffset(count);
        if (first < 0 || end > count || first >= end)
            throw new ArgumentOutOfRangeException(nameof(steps), $"Expected at least one of the steps 0 to {count - 1}; found the range {range}.");
        return (first, end);
    }

    /// <summary>One heat map.</summary>
    private sealed record Panel(string Name, string Meaning, RecordedValue Value, int[] Units, double Height, string Scale, ColourMap Colours)
    {
        public bool IsGate => Value.IsGate;
    }
}
