using System.Globalization;
using System.Text;

namespace Unrolled;

/// <summary>Where a text stands from its point.</summary>
internal enum Anchor
{
    /// <summary>To the right of it.</summary>
    Start,

    /// <summary>Around it.</summary>
    Middle,

    /// <summary>To the left of it.</summary>
    End,
}

/// <summary>Writes an SVG document: the same calls give the same text in any culture.</summary>
internal sealed class SvgWriter
{
    private readonly StringBuilder _text = new();
    private int _open;

    /// <param name="width">Of the drawing, in user units; the picture scales with the page that shows it.</param>
    /// <param name="height">Of the drawing.</param>
    /// <param name="title">What a screen reader says first.</param>
    /// <param name="description">What the picture shows, in a sentence or more.</param>
    public SvgWriter(double width, double height, string title, string description = "")
    {
        (Width, Height) = (width, height);
        _text.Append(CultureInfo.InvariantCulture,
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Number(width)} {Number(height)}\"");
        _text.Append(CultureInfo.InvariantCulture, $" width=\"{Number(width)}\" height=\"{Number(height)}\"");
        _text.Append(" style=\"max-width:100%;height:auto\" role=\"img\" font-family=\"Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif\">\n");
        _text.Append("<title>").Append(Escape(title)).Append("</title>\n");
        if (description.Length > 0)
            _text.Append("<desc>").Append(Escape(description)).Append("</desc>\n");
        Rectangle(0, 0, width, height, Palette.Paper);
    }

    /// <summary>Width of the drawing.</summary>
    public double Width { get; }

    /// <summary>Height of the drawing.</summary>
    public double Height { get; }

    /// <summary>A number for an attribute: two decimals at most, never an exponent.</summary>
    public static string Number(double value)
    {
        double rounded = Math.Round(value, 2, MidpointRounding.AwayFromZero);
        return (rounded == 0 ? 0 : rounded).ToString("0.##", CultureInfo.InvariantCulture);
    }

    /// <summary>Text as XML has it; characters that XML cannot hold become U+FFFD.</summary>
    public static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            string? special = rune.Value switch
            {
                '&' => "&amp;",
                '<' => "&lt;",
                '>' => "&gt;",
                '"' => "&quot;",
                '\t' or '\n' or '\r' => null,
                < 0x20 or 0xFFFE or 0xFFFF => "\uFFFD",
                _ => null,
            };
            escaped.Append(special ?? rune.ToString());
        }

        return escaped.ToString();
    }

    /// <summary>A straight line.</summary>
    public void Line(double x1, double y1, double x2, double y2, string stroke = Palette.Ink, double width = 1, string? dashes = null) =>
        Element("line", ("x1", Number(x1)), ("y1", Number(y1)), ("x2", Number(x2)), ("y2", Number(y2)), ("stroke", stroke), ("stroke-width", Number(width)),
            ("stroke-dasharray", dashes));

    /// <summary>A line through points.</summary>
    public void Polyline(IEnumerable<(double X, double Y)> points, string stroke, double width = 1.5, string? dashes = null) =>
        Element("polyline", ("points", string.Join(' ', points.Select(point => $"{Number(point.X)},{Number(point.Y)}"))), ("fill", "none"), ("stroke", stroke),
            ("stroke-width", Number(width)), ("stroke-linejoin", "round"), ("stroke-dasharray", dashes));

    /// <summary>A path.</summary>
    /// <param name="data">The attribute <c>d</c>; its numbers by <see cref="Number"/>.</param>
    /// <param name="fill">The colour inside, or none.</param>
    /// <param name="stroke">The colour of the line, or none.</param>
    /// <param name="width">Of the line.</param>
    public void Path(string data, string fill = "none", string stroke = Palette.Ink, double width = 1) =>
        Element("path", ("d", data), ("fill", fill), ("stroke", stroke), ("stroke-width", stroke == "none" ? null : Number(width)),
            ("stroke-linecap", "round"));

    /// <summary>A rectangle, with rounded corners where <paramref name="radius"/> is not 0.</summary>
    public void Rectangle(double x, double y, double width, double height, string fill, string? stroke = null, double strokeWidth = 1, double radius = 0) =>
        Element("rect", ("x", Number(x)), ("y", Number(y)), ("width", Number(width)), ("height", Number(height)), ("rx", radius > 0 ? Number(radius) : null),
            ("fill", fill), ("stroke", stroke), ("stroke-width", stroke is null ? null : Number(strokeWidth)));

    /// <summary>A circle.</summary>
    public void Circle(double x, double y, double radius, string fill, string? stroke = null, double strokeWidth = 1) =>
        Element("circle", ("cx", Number(x)), ("cy", Number(y)), ("r", Number(radius)), ("fill", fill), ("stroke", stroke),
            ("stroke-width", stroke is null ? null : Number(strokeWidth)));

    /// <summary>A line of text; <paramref name="y"/> is its base line.</summary>
    public void Text(
        double x, double y, string text, double size = 12, Anchor anchor = Anchor.Start, string colour = Palette.Ink, bool isItalic = false,
        bool isBold = false, double degrees = 0)
    {
        Open("text", ("x", Number(x)), ("y", Number(y)), ("font-size", Number(size)), ("fill", colour),
            ("text-anchor", anchor switch { Anchor.Middle => "middle", Anchor.End => "end", _ => null }),
            ("font-style", isItalic ? "italic" : null), ("font-weight", isBold ? "bold" : null),
            ("transform", degrees == 0 ? null : $"rotate({Number(degrees)} {Number(x)} {Number(y)})"));
        _text.Append('>').Append(Escape(text)).Append("</text>\n");
    }

    /// <summary>Begins a line of text whose pieces <see cref="Span"/> writes; with an edge of its colour around the letters where
    /// <paramref name="edge"/> is not 0.</summary>
    public void BeginText(double x, double y, double size, Anchor anchor, string colour, bool isItalic, double edge = 0)
    {
        Open("text", ("x", Number(x)), ("y", Number(y)), ("font-size", Number(size)), ("fill", colour),
            ("text-anchor", anchor switch { Anchor.Middle => "middle", Anchor.End => "end", _ => null }), ("font-style", isItalic ? "italic" : null),
            ("stroke", edge > 0 ? colour : null), ("stroke-width", edge > 0 ? Number(edge) : null), ("stroke-linejoin", edge > 0 ? "round" : null),
            ("aria-hidden", edge > 0 ? "true" : null), ("xml:space", "preserve"));
        _text.Append('>');
    }

    /// <summary>A piece of a line of text, lower than the one before by <paramref name="shift"/>.</summary>
    public void Span(string text, double size, double shift)
    {
        Open("tspan", ("font-size", Number(size)), ("dy", shift == 0 ? null : Number(shift)));
        _text.Append('>').Append(Escape(text)).Append("</tspan>");
    }

    /// <summary>Ends the line of text.</summary>
    public void EndText() => _text.Append("</text>\n");

    /// <summary>How wide a text of this size is, at most about: fonts differ between machines.</summary>
    public static double WidthOf(string text, double size) => text.EnumerateRunes().Sum(rune => rune.Value switch
    {
        'i' or 'j' or 'l' or 't' or 'f' or 'I' or '.' or ',' or ':' or ';' or '\'' or '|' or '!' or ' ' or '(' or ')' or '[' or ']' => 0.36,
        'm' or 'w' or 'M' or 'W' or '%' => 0.9,
        >= 'A' and <= 'Z' => 0.7,
        > 0x2E80 => 1,
        _ => 0.58,
    }) * size;

    /// <summary>Begins a group, such as one that is pale; <see cref="EndGroup"/> ends it.</summary>
    public void BeginGroup(double opacity = 1, string? transform = null)
    {
        Open("g", ("opacity", opacity == 1 ? null : Number(opacity)), ("transform", transform));
        _text.Append(">\n");
        _open++;
    }

    /// <summary>Ends the last group that is open.</summary>
    public void EndGroup()
    {
        if (_open-- == 0)
            throw new InvalidOperationException("No group is open.");
        _text.Append("</g>\n");
    }

    /// <summary>An element without content; attributes that are null are left out.</summary>
    public void Element(string name, params (string Name, string? Value)[] attributes)
    {
        Open(name, attributes);
        _text.Append("/>\n");
    }

    /// <summary>The whole document.</summary>
    public Picture ToPicture() => _open == 0 ? new Picture(_text + "</svg>\n") : throw new InvalidOperationException($"{_open} groups are open.");

    private void Open(string name, params (string Name, string? Value)[] attributes)
    {
        _text.Append('<').Append(name);
        foreach (var (attribute, value) in attributes)
        {
            if (value is not null)
                _text.Append(' ').Append(attribute).Append("=\"").Append(Escape(value)).Append('"');
        }
    }
}
