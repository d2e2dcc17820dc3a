namespace Unrolled;

/// <summary>A rectangle.</summary>
internal readonly record struct Box(double Left, double Top, double Right, double Bottom)
{
    public double CentreX => (Left + Right) / 2;

    public double CentreY => (Top + Bottom) / 2;

    /// <summary>Whether the two share more than an edge.</summary>
    public bool Overlaps(Box other) => Left < other.Right && other.Left < Right && Top < other.Bottom && other.Top < Bottom;

    /// <summary>A box around a centre.</summary>
    public static Box Around(double x, double y, double halfWidth, double halfHeight) => new(x - halfWidth, y - halfHeight, x + halfWidth, y + halfHeight);
}

/// <summary>A part with its outline; joins have none.</summary>
internal sealed record CellShape(CellPart Part, Box Outline, bool IsRound);

/// <summary>A line from one part to another through points, each piece horizontal or vertical.</summary>
/// <param name="From">The part whose value it carries.</param>
/// <param name="To">The part that takes it.</param>
/// <param name="Points">The corners; the first is on a line of the same value where it branches off.</param>
/// <param name="IsBranch">Whether it begins on another line.</param>
/// <param name="WholePoints">The same from the part on, along the line that it branches off.</param>
internal sealed record CellWire(
    CellPart From, CellPart To, IReadOnlyList<(double X, double Y)> Points, IReadOnlyList<(double X, double Y)> WholePoints, bool IsBranch);

/// <summary>A text beside a part.</summary>
internal sealed record CellLabel(CellPart Part, string Text, double X, double Baseline, Anchor Anchor, double Size)
{
    /// <summary>Where it stands, at most about.</summary>
    public Box Outline
    {
        get
        {
            double width = RichText.WidthOf(Text, Size);
            double left = Anchor == Anchor.Start ? X : Anchor == Anchor.Middle ? X - width / 2 : X - width;
            return new(left, Baseline - 0.75 * Size, left + width, Baseline + 0.25 * Size);
        }
    }
}

/// <summary>A cell's diagram: what stands where.</summary>
/// <param name="Width">Of the whole.</param>
/// <param name="Height">Of the whole.</param>
/// <param name="Frame">The cell itself, with the ends of its lines outside.</param>
/// <param name="Order">All parts, each after those that it is made of.</param>
/// <param name="Schedule">The parts inside in an order of evaluation: what most depends on comes first.</param>
/// <param name="Shapes">The parts that have an outline.</param>
/// <param name="Wires">A line for each part that takes a value.</param>
/// <param name="Labels">The texts beside parts.</param>
internal sealed record CellLayout(
    double Width,
    double Height,
    Box Frame,
    IReadOnlyList<CellPart> Order,
    IReadOnlyList<CellPart> Schedule,
    IReadOnlyList<CellShape> Shapes,
    IReadOnlyList<CellWire> Wires,
    IReadOnlyList<CellLabel> Labels)
{
    private const int MostTries = 12;

    /// <summary>Lays a cell out: places its parts and finds ways for its lines, with more room where there are none.</summary>
    /// <exception cref="InvalidOperationException">No room was enough.</exception>
    public static CellLayout Of(CellEquations cell)
    {
        var placement = CellPlacement.Of(CellReader.Read(cell));
        for (int room = 0; room < MostTries; room++)
        {
            if (new CellDraft(placement, room).Route() is { } layout)
                return layout;
        }

        throw new InvalidOperationException($"The lines of {cell.Layer} do not fit into a diagram.");
    }
}
