namespace Unrolled;

/// <summary>A part on the grid of lines: its centre, and how many points it covers to each side.</summary>
internal readonly record struct CellNode(int X, int Y, int HalfWidth, int HalfHeight);

/// <summary>Turns columns and rows into points of a grid.</summary>
internal sealed class CellGeometry
{
    /// <summary>Between two points of the grid, in user units.</summary>
    public const int Pitch = 12;

    public const double LayerTextSize = 15;
    public const double SignSize = 19;
    public const double WordSize = 13;
    public const double NameSize = 15;

    private const int Frame = 2;
    private const double Inset = 9;
    private const double LabelGap = 7;

    private readonly Dictionary<CellPart, CellNode> _nodes = [];

    /// <param name="placement">Columns and rows.</param>
    /// <param name="room">Points more between columns and rows than usual.</param>
    public CellGeometry(CellPlacement placement, int room)
    {
        int[] columns = ColumnCentres(placement, room);
        int outputX = Math.Max(columns[^1] + HalfWidthOf(placement, placement.Columns - 1) + 3 + room, ReachOf(placement, columns) + 1);
        Width = outputX + 2 * Frame + 1;
        var rows = RowCentres(placement, room);
        Height = rows[^1] + Frame + 4 + room + Frame + 1;
        FrameBottom = Height - 1 - Frame;
        var taken = new HashSet<int>();
        foreach (var part in placement.Order)
        {
            var (column, row) = placement[part];
            _nodes[part] = part.Kind switch
            {
                PartKind.Exit when part.IsOutput => new(outputX, 0, 0, 0),
                PartKind.Exit => new(Width - 1, rows[row], 0, 0),
                PartKind.Entry when part.IsState => new(0, rows[row], 0, 0),
                PartKind.Entry => new(Free(taken, columns[column]), Height - 1, 0, 0),
                PartKind.Merge => new(columns[column], rows[row], 0, 0),
                _ => new(columns[column], rows[row], HalfWidthOf(part), 1),
            };
        }
    }

    /// <summary>Points of the grid from left to right.</summary>
    public int Width { get; }

    /// <summary>Points of the grid from top to bottom.</summary>
    public int Height { get; }

    /// <summary>The column of points of the frame's left side; its top is as far from the top.</summary>
    public static int FrameStart => Frame;

    public int FrameRight => Width - 1 - Frame;

    public int FrameBottom { get; }

    public CellNode this[CellPart part] => _nodes[part];

    /// <summary>The size of a part's text.</summary>
    public static double TextSize(CellPart part) => part.Kind == PartKind.Layer || part.IsLearned ? LayerTextSize
        : part.Text.Length > 1 ? WordSize : SignSize;

    /// <summary>Whether a part is drawn as a circle, not as something longer.</summary>
    public static bool IsCircle(CellPart part) => part is { Kind: PartKind.Operation, IsLearned: false } && part.Text.Length <= 2;

    /// <summary>Where the left end of a part's name is, from its centre.</summary>
    public static double NameOffset(CellPart part) => part.Kind == PartKind.Layer || part.IsLearned ? LabelGap : OutlineOf(part) + 3;

    /// <summary>How far a part reaches to the right of its centre, its name included, in points.</summary>
    private static int Reach(CellPart part) =>
        part.Name.Length == 0 ? 0 : (int)Math.Ceiling((NameOffset(part) + RichText.WidthOf(part.Name, NameSize)) / Pitch);

    private static int HalfWidthOf(CellPart part)
    {
        if (part.Kind is PartKind.Merge or PartKind.Entry or PartKind.Exit)
            return 0;
        double half = RichText.WidthOf(part.Text, TextSize(part)) / 2 + 3;
        return IsCircle(part) ? 1 : Math.Max(1, (int)Math.Ceiling((half - Inset) / Pitch));
    }

    /// <summary>Half the width of a part's outline, in user units.</summary>
    public static double OutlineOf(CellPart part) => IsCircle(part) ? 13 : HalfWidthOf(part) * Pitch + Inset;

    private static int HalfWidthOf(CellPlacement placement, int column) => placement.Placed.Where(part => placement[part].Column == column).Max(HalfWidthOf);

    private static int ReachOf(CellPlacement placement, int[] centres) => placement.Placed.Max(part => centres[placement[part].Column] + Reach(part));

    private static int Free(HashSet<int> taken, int x)
    {
        while (!taken.Add(x))
            x += 3;
        return x;
    }

    private static int[] ColumnCentres(CellPlacement placement, int room)
    {
        int[] centres = new int[placement.Columns];
        int end = Frame + 1, reach = 0;
        for (int column = 0; column < centres.Length; column++)
        {
            int half = HalfWidthOf(placement, column);
            centres[column] = Math.Max(end + 3 + room + half, reach + half + 2 + room);
            end = centres[column] + half + (half == 0 ? 0 : 1);
            reach = centres[column] + placement.Placed.Where(part => placement[part].Column == column).Max(Reach);
        }

        return centres;
    }

    /// <summary>Rows that no part stands in take no room.</summary>
    private static int[] RowCentres(CellPlacement placement, int room)
    {
        int[] centres = new int[placement.JoinRow + Math.Max(1, placement.LowStates.Count)];
        var used = placement.Placed.Select(part => placement[part].Row).ToHashSet();
        int y = Frame;
        bool isFirst = true;
        for (int row = 0; row < centres.Length; row++)
        {
            bool isMiddle = row >= placement.Rails && row <= placement.LayerRow;
            if (!isMiddle || used.Contains(row))
            {
                y += (isFirst ? row == placement.LayerRow ? 5 : 3 : row < placement.JoinRow ? 5 : row == placement.JoinRow ? 4 : 2) + (isFirst ? 0 : room);
                isFirst = false;
            }

            centres[row] = y;
        }

        return centres;
    }
}
