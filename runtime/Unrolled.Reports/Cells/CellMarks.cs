namespace Unrolled;

/// <summary>What a value is subtracted from is not what is subtracted: the line of the second has a sign beside it, as has the line of a divisor.</summary>
internal static class CellMarks
{
    private const double Size = 10.5;
    private const double Descent = 0.25 * Size;

    /// <summary>The signs, each where nothing else is; one that fits nowhere is left out.</summary>
    public static List<CellLabel> Of(IReadOnlyList<CellWire> wires, IReadOnlyList<CellShape> shapes, IReadOnlyList<CellLabel> labels)
    {
        var marks = new List<CellLabel>();
        foreach (var wire in wires.Where(wire => wire.To.Second == wire.From))
        {
            if (Places(wire).FirstOrDefault(place => IsFree(place.Outline)) is { } mark)
                marks.Add(mark);
        }

        return marks;

        bool IsFree(Box box) => !shapes.Any(shape => shape.Outline.Overlaps(box)) && !labels.Concat(marks).Any(label => label.Outline.Overlaps(box))
            && !wires.Any(wire => Enumerable.Range(1, wire.Points.Count - 1).Any(i => Piece(wire.Points[i - 1], wire.Points[i]).Overlaps(box)));
    }

    /// <summary>A piece of a line as a box, a hair wide.</summary>
    private static Box Piece((double X, double Y) a, (double X, double Y) b)
    {
        const double half = 0.9;
        return new(Math.Min(a.X, b.X) - half, Math.Min(a.Y, b.Y) - half, Math.Max(a.X, b.X) + half, Math.Max(a.Y, b.Y) + half);
    }

    private static IEnumerable<CellLabel> Places(CellWire wire)
    {
        var (end, before) = (wire.Points[^1], wire.Points[^2]);
        double dx = Math.Sign(end.X - before.X), dy = Math.Sign(end.Y - before.Y), side = RichText.WidthOf(wire.To.Text, Size) / 2 + 3.5;
        foreach (double back in new[] { 12.0, 5, 20 })
        {
            double x = end.X - dx * back, y = end.Y - dy * back;
            if (dx != 0)
            {
                yield return Mark(x, y - 1.2 - Descent);
                yield return Mark(x, y + 1.2 + 3 * Descent);
            }
            else
            {
                yield return Mark(x + side, y + Descent);
                yield return Mark(x - side, y + Descent);
            }
        }

        CellLabel Mark(double x, double baseline) => new(wire.To, wire.To.Text, x, baseline, Anchor.Middle, Size);
    }
}
