using System.Globalization;
using System.Text;

namespace Unrolled;

/// <summary>Fills the parts of a cell's diagram with what they are at a step: a stripe for each unit.</summary>
internal sealed class CellLights
{
    private const double BarWidth = 30, BarHeight = 8, KeyWidth = 60, RoomForLargeKey = 450;
    private const int Corners = 5;

    private static readonly ColourMap s_gates = ColourMap.Unsigned(0, 1);

    private readonly CellValues _values;
    private readonly CellLayout _layout;
    private readonly int _step;
    private readonly int? _unit;
    private readonly ColourMap _small = ColourMap.Signed(1), _large;
    private readonly double _size;

    /// <param name="values">The numbers.</param>
    /// <param name="layout">The diagram.</param>
    /// <param name="step">The step of the sequence.</param>
    /// <param name="unit">The only unit that is shown; null: all.</param>
    public CellLights(CellValues values, CellLayout layout, int step, int? unit)
    {
        (_values, _layout, _step, _unit) = (values, layout, step, unit);
        double largest = layout.Order.Select(values.Of).OfType<CellNumbers>().Select(numbers => numbers.Largest).Where(double.IsFinite).DefaultIfEmpty(0).Max();
        _size = largest > 1 ? GateMap.RoundUp(largest) : 1;
        _large = ColourMap.Signed(_size);
    }

    /// <summary>How high the key is.</summary>
    public static double KeyHeight => 36;

    /// <summary>Room to the left and to the right for the bars of states.</summary>
    public static double Margin => 16;

    /// <summary>What each named part is, in words.</summary>
    public string Description => string.Join("; ", _layout.Order
        .Where(part => part is { Kind: PartKind.Layer, Name.Length: > 0 } or { Kind: PartKind.Exit, IsState: true })
        .Select(part => (Name: part.Name.Length > 0 ? part.Name : part.Text, Numbers: Numbers(part)))
        .Where(each => each.Numbers.Length > 0)
        .Select(each => $"{each.Name} {string.Join(' ', each.Numbers.Select(number => number.ToString("0.00", CultureInfo.InvariantCulture)))}"));

    /// <summary>Draws what the colours mean.</summary>
    public void Key(SvgWriter svg)
    {
        // A wide diagram is often shown smaller than it is.
        svg.BeginGroup(transform: svg.Width > RoomForLargeKey ? "scale(1.3)" : null);
        double x = 8;
        if (_layout.Order.Any(part => _values.IsGate(part.Value)))
        {
            HeatMap.Key(svg, x, 8, KeyWidth, s_gates, 0, 1, "gates: 0", "1");
            x += HeatMap.KeyWidth(KeyWidth, "gates: 0", "1") + 22;
        }

        var exits = _layout.Order.Where(part => part is { IsState: true, Kind: PartKind.Exit });
        var beyond = exits.Where(part => _values.Of(part)?.Largest > 1).Select(part => part.State).ToList();
        string more = _size == 1 ? "" : $" ({(beyond.Count > 0 ? string.Join(", ", beyond) : "sums")} ±{Scale.Text(_size)})";
        HeatMap.Key(svg, x, 8, KeyWidth, _small, -1, 1, "others: −1", "1" + more);
        svg.EndGroup();
    }

    /// <summary>Fills a shape; returns whether its numbers are known.</summary>
    public bool Fill(SvgWriter svg, CellShape shape)
    {
        double[] numbers = Numbers(shape.Part);
        var box = shape.Outline;
        double radius = shape.IsRound ? (box.Bottom - box.Top) / 2 : 6;
        Stripes(svg, shape.Part, numbers, box, radius);
        return numbers.Length > 0;
    }

    /// <summary>Draws a state's numbers beneath its name.</summary>
    public void Bar(SvgWriter svg, CellLabel label)
    {
        if (!label.Part.IsState || Numbers(label.Part) is not { Length: > 0 } numbers)
            return;
        double left = label.Anchor == Anchor.End ? label.X - BarWidth : label.X, top = label.Baseline + 8;
        Stripes(svg, label.Part, numbers, new Box(left, top, left + BarWidth, top + BarHeight), 0);
        svg.Rectangle(left, top, BarWidth, BarHeight, "none", Palette.Grey, 0.75);
    }

    private double[] Numbers(CellPart part)
    {
        if (_values.Of(part) is not { } numbers)
            return [];
        return _unit is { } unit ? unit < numbers.Width ? [numbers.At(_step)[unit]] : [] : numbers.At(_step).ToArray();
    }

    private void Stripes(SvgWriter svg, CellPart part, double[] numbers, Box box, double radius)
    {
        var colours = _values.IsGate(part.Value) ? s_gates : _values.Of(part)?.Largest > 1 ? _large : _small;
        double width = (box.Right - box.Left) / Math.Max(1, numbers.Length);
        for (int first = 0, end; first < numbers.Length; first = end)
        {
            // Neighbours of one colour are one stripe.
            int level = colours.Level(numbers[first]);
            for (end = first + 1; end < numbers.Length && colours.Level(numbers[end]) == level; end++)
            {
            }

            svg.Path(Stripe(box, radius, box.Left + first * width, box.Left + end * width), colours.Colour(level), "none");
        }
    }

    /// <summary>What lies between two verticals of a rectangle with round corners.</summary>
    private static string Stripe(Box box, double radius, double from, double to)
    {
        double Inset(double x)
        {
            double inside = Math.Max(0, Math.Max(box.Left + radius - x, x - (box.Right - radius)));
            return radius - Math.Sqrt(Math.Max(0, radius * radius - inside * inside));
        }

        double[] places = [.. Enumerable.Range(0, Corners + 1).Select(k => from + (to - from) * k / Corners)];
        var path = new StringBuilder();
        foreach (double x in places)
            path.Append(path.Length == 0 ? "M " : " L ").Append(SvgWriter.Number(x)).Append(' ').Append(SvgWriter.Number(box.Top + Inset(x)));
        foreach (double x in Enumerable.Reverse(places))
            path.Append(" L ").Append(SvgWriter.Number(x)).Append(' ').Append(SvgWriter.Number(box.Bottom - Inset(x)));
        return path.Append(" Z").ToString();
    }
}
