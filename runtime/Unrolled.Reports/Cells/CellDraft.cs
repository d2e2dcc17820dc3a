namespace Unrolled;

/// <summary>One try to lay a cell out with so much room.</summary>
internal sealed class CellDraft(CellPlacement placement, int room)
{
    private const int MostOrders = 24;
    private const double Turn = 10;

    private readonly CellGeometry _geometry = new(placement, room);
    private readonly List<CellLabel> _labels = [];

    /// <summary>Finds ways for all lines; null where there are none.</summary>
    public CellLayout? Route()
    {
        PlaceNames();
        var edges = Edges().ToList();
        for (int order = 0; order < MostOrders; order++)
        {
            var wires = new CellRouting(_geometry, Grid(), [.. placement.Order]);
            int failed = edges.FindIndex(edge => !wires.Add(edge.From, edge.To));
            if (failed < 0)
                return Layout(wires);

            // What did not fit goes first.
            var first = edges[failed];
            edges.RemoveAt(failed);
            edges.Insert(0, first);
        }

        return null;
    }

    /// <summary>
    /// Rails first, then what is straight, then what joins and leaves joins (there the longest first, off which the others branch), then the rest.
    /// </summary>
    private IEnumerable<(CellPart From, CellPart To)> Edges() =>
        placement.Order.SelectMany(to => to.Sources.Select(from => (from, to)))
            .OrderBy(edge => Rank(edge.from, edge.to))
            .ThenBy(edge => (edge.from.Kind == PartKind.Merge ? -1 : 1) * Length(edge.from, edge.to));

    private int Rank(CellPart from, CellPart to)
    {
        var (a, b) = (_geometry[from], _geometry[to]);
        return to.RailSource == from ? 0
            : a.X == b.X && Math.Abs(placement[from].Row - placement[to].Row) == 1 ? 1
            : from.Kind == PartKind.Merge || to.Kind == PartKind.Merge ? 2
            : a.X == b.X || a.Y == b.Y ? 3
            : to.Kind == PartKind.Exit ? 5 : 4;
    }

    private int Length(CellPart from, CellPart to) => Math.Abs(_geometry[from].X - _geometry[to].X) + Math.Abs(_geometry[from].Y - _geometry[to].Y);

    private WireGrid Grid()
    {
        var grid = new WireGrid(_geometry.Width, _geometry.Height);
        BlockFrame(grid);
        foreach (var part in placement.Order)
        {
            var node = _geometry[part];
            if (part.Kind is PartKind.Entry or PartKind.Exit)
                continue;
            for (int dx = -node.HalfWidth - 1; dx <= node.HalfWidth + 1; dx++)
            {
                for (int dy = -node.HalfHeight - 1; dy <= node.HalfHeight + 1; dy++)
                {
                    if (Math.Abs(dx) <= node.HalfWidth && Math.Abs(dy) <= node.HalfHeight)
                        grid.Block(node.X + dx, node.Y + dy);
                    else
                        grid.Crowd(node.X + dx, node.Y + dy);
                }
            }
        }

        foreach (var box in _labels.Where(label => label.Part.Kind is PartKind.Layer or PartKind.Operation).Select(label => label.Outline))
        {
            for (int x = Point(box.Left); x * CellGeometry.Pitch < box.Right + 3; x++)
            {
                for (int y = Point(box.Top - 3); y * CellGeometry.Pitch < box.Bottom + 3; y++)
                    grid.Block(x, y);
            }
        }

        return grid;

        static int Point(double value) => (int)Math.Ceiling(value / CellGeometry.Pitch);
    }

    /// <summary>Only entries and exits go through the frame.</summary>
    private void BlockFrame(WireGrid grid)
    {
        var open = placement.Order.Where(part => part.Kind is PartKind.Entry or PartKind.Exit).Select(part => _geometry[part]).ToList();
        for (int x = 0; x < _geometry.Width; x++)
        {
            for (int y = 0; y < _geometry.Height; y++)
            {
                bool isInside = x > CellGeometry.FrameStart && x < _geometry.FrameRight && y > CellGeometry.FrameStart && y < _geometry.FrameBottom;
                bool isWay = open.Exists(node => node.X is var nodeX && (nodeX == 0 && node.Y == y && x <= CellGeometry.FrameStart
                    || nodeX == _geometry.Width - 1 && node.Y == y && x >= _geometry.FrameRight
                    || nodeX == x && node.Y == 0 && y <= CellGeometry.FrameStart
                    || nodeX == x && node.Y == _geometry.Height - 1 && y >= _geometry.FrameBottom));
                if (!isInside && !isWay)
                    grid.Block(x, y);
            }
        }
    }

    private void PlaceNames()
    {
        foreach (var part in placement.Order)
        {
            var node = _geometry[part];
            double x = node.X * CellGeometry.Pitch, y = node.Y * CellGeometry.Pitch;
            CellLabel? label = part.Kind switch
            {
                PartKind.Entry when part.IsState => new(part, part.Text, x - 6, y + 5, Anchor.End, 16),
                PartKind.Entry => new(part, part.Text, x, y + 18, Anchor.Middle, 16),
                PartKind.Exit when part.IsOutput => new(part, part.Text, x, y - 8, Anchor.Middle, 16),
                PartKind.Exit => new(part, part.Text, x + 8, y + 5, Anchor.Start, 16),
                _ when part.Name.Length == 0 => null,
                _ => new(part, part.Name, x + CellGeometry.NameOffset(part), y - (IsBox(part) ? 24 : 15), Anchor.Start, CellGeometry.NameSize),
            };
            if (label is not null)
                _labels.Add(label);
        }
    }

    private CellLayout Layout(CellRouting routing)
    {
        var shapes = placement.Order.Where(part => part.Kind is PartKind.Layer or PartKind.Operation).Select(Shape).ToList();
        var frame = Scaled(CellGeometry.FrameStart, CellGeometry.FrameStart, _geometry.FrameRight, _geometry.FrameBottom);
        var all = Scaled(0, 0, _geometry.Width - 1, _geometry.Height - 1);
        var wires = routing.Routes.Select(Wire).ToList();

        // Only lines of inputs go on beneath the lowest row that is used: the frame ends there.
        double lowestLine = wires.SelectMany(wire => wire.Points).Where(point => point.Y < all.Bottom).Max(point => point.Y);
        double lowest = Math.Max(shapes.Max(shape => shape.Outline.Bottom), lowestLine);
        double saved = Math.Max(0, frame.Bottom - lowest - 2 * CellGeometry.Pitch);
        (frame, all) = (frame with { Bottom = frame.Bottom - saved }, all with { Bottom = all.Bottom - saved });
        wires = [.. wires.Select(wire => wire with { Points = Raised(wire.Points), WholePoints = Raised(wire.WholePoints) })];
        var labels = _labels.ConvertAll(label => label.Baseline > lowest + saved ? label with { Baseline = label.Baseline - saved } : label);

        // Texts beside the ends of lines stand outside of the grid.
        double left = Math.Min(all.Left, labels.Min(label => label.Outline.Left)) - 8, top = Math.Min(all.Top, labels.Min(label => label.Outline.Top)) - 8;
        double right = Math.Max(all.Right, labels.Max(label => label.Outline.Right)) + 8;
        double bottom = Math.Max(all.Bottom, labels.Max(label => label.Outline.Bottom)) + 8;
        labels.AddRange(CellMarks.Of(wires, shapes, labels));
        return new CellLayout(
            right - left, bottom - top, Moved(frame), placement.Order, placement.Placed,
            [.. shapes.Select(shape => shape with { Outline = Moved(shape.Outline) })],
            [.. wires.Select(wire => wire with { Points = Shifted(wire.Points), WholePoints = Shifted(wire.WholePoints) })],
            [.. labels.Select(label => label with { X = label.X - left, Baseline = label.Baseline - top })]);

        List<(double X, double Y)> Raised(IReadOnlyList<(double X, double Y)> points) =>
            [.. points.Select(point => (point.X, point.Y > lowest ? point.Y - saved : point.Y))];

        List<(double X, double Y)> Shifted(IReadOnlyList<(double X, double Y)> points) => [.. points.Select(point => (point.X - left, point.Y - top))];

        Box Moved(Box box) => new(box.Left - left, box.Top - top, box.Right - left, box.Bottom - top);

        static Box Scaled(int x1, int y1, int x2, int y2) =>
            new(x1 * CellGeometry.Pitch, y1 * CellGeometry.Pitch, x2 * CellGeometry.Pitch, y2 * CellGeometry.Pitch);

        CellWire Wire(CellRoute route) =>
            new(route.From, route.To, Points(route, routing.Routes, isWhole: false), Points(route, routing.Routes, isWhole: true), route.IsBranch);
    }

    private List<(double X, double Y)> Points(CellRoute route, List<CellRoute> routes, bool isWhole)
    {
        var points = new List<(double X, double Y)>();
        var (path, first) = isWhole ? Whole(route, routes) : (route.Path, route);
        if (!first.IsBranch)
            points.Add(Edge(first.From, path[0], first.First));
        points.AddRange(path.Select(point => ((double)point.X * CellGeometry.Pitch, (double)point.Y * CellGeometry.Pitch)));
        points.Add(Edge(route.To, path[^1], (Heading)((int)route.Last ^ 2)));
        if (route.To.Kind == PartKind.Merge && routes.FirstOrDefault(other => other.From == route.To && !other.IsBranch) is { } on && on.First != route.Last)
        {
            // A line that joins turns into the common one.
            var (dx, dy) = Direction(on.First);
            points.Add((points[^1].X + dx * Turn, points[^1].Y + dy * Turn));
        }

        return Corners(points);
    }

    /// <summary>The way from the part itself, and the line that begins there.</summary>
    private static (List<(int X, int Y)> Path, CellRoute First) Whole(CellRoute route, List<CellRoute> routes)
    {
        if (!route.IsBranch)
            return (route.Path, route);
        var parent = routes.First(other => other.From == route.From && other.Path.Contains(route.Path[0]));
        var (before, first) = Whole(parent, routes);
        return ([.. before.TakeWhile(point => point != route.Path[0]), .. route.Path], first);
    }

    private static bool IsBox(CellPart part) => part.Kind == PartKind.Layer || part.IsLearned;

    private CellShape Shape(CellPart part)
    {
        var node = _geometry[part];
        double halfHeight = IsBox(part) ? 18 : 13;
        var outline = Box.Around(node.X * CellGeometry.Pitch, node.Y * CellGeometry.Pitch, CellGeometry.OutlineOf(part), halfHeight);
        return new(part, outline, part.Kind == PartKind.Operation && !part.IsLearned);
    }

    /// <summary>Where a line that goes to or from a port meets the part.</summary>
    private (double X, double Y) Edge(CellPart part, (int X, int Y) port, Heading outward)
    {
        double x = port.X * CellGeometry.Pitch, y = port.Y * CellGeometry.Pitch;
        if (part.Kind is PartKind.Entry or PartKind.Exit)
            return (x, y);
        var node = _geometry[part];
        if (part.Kind == PartKind.Merge)
            return (node.X * CellGeometry.Pitch, node.Y * CellGeometry.Pitch);
        var outline = Shape(part).Outline;
        return outward switch
        {
            Heading.Right => (outline.Right, y),
            Heading.Left => (outline.Left, y),
            Heading.Up => (x, outline.Top),
            _ => (x, outline.Bottom),
        };
    }

    private static (double X, double Y) Direction(Heading heading) => heading switch
    {
        Heading.Right => (1, 0),
        Heading.Left => (-1, 0),
        Heading.Up => (0, -1),
        _ => (0, 1),
    };

    /// <summary>The points without those that lie between their neighbours.</summary>
    private static List<(double X, double Y)> Corners(List<(double X, double Y)> points)
    {
        var corners = new List<(double X, double Y)>();
        for (int i = 0; i < points.Count; i++)
        {
            bool isBetween = i > 0 && i + 1 < points.Count && (points[i - 1].X == points[i + 1].X || points[i - 1].Y == points[i + 1].Y);
            if (!isBetween && (corners.Count == 0 || corners[^1] != points[i]))
                corners.Add(points[i]);
        }

        return corners;
    }
}
