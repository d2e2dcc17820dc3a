namespace Unrolled;

/// <summary>The way of one line.</summary>
/// <param name="From">The part whose value it carries.</param>
/// <param name="To">The part that takes it.</param>
/// <param name="Path">Points of the grid.</param>
/// <param name="First">The heading at the first point, away from the part.</param>
/// <param name="Last">The heading at the last point, into the part.</param>
/// <param name="IsBranch">Whether it begins on a line that is there.</param>
internal sealed record CellRoute(CellPart From, CellPart To, List<(int X, int Y)> Path, Heading First, Heading Last, bool IsBranch);

/// <summary>Leads lines from part to part: which sides they may leave and enter.</summary>
internal sealed class CellRouting(CellGeometry geometry, WireGrid grid, List<CellPart> parts)
{
    private const int Branch = 3;
    private const int Unusual = 4;
    private const int Wrong = 12;

    private readonly HashSet<(CellPart, int X, int Y)> _taken = [];

    /// <summary>The lines so far.</summary>
    public List<CellRoute> Routes { get; } = [];

    /// <summary>Leads a line; false where there is no way.</summary>
    public bool Add(CellPart from, CellPart to)
    {
        int net = parts.IndexOf(from);
        var tree = Routes.Where(route => route.From == from).SelectMany(route => route.Path).ToHashSet();
        var starts = tree.Count == 0
            ? Exits(from).Where(port => !_taken.Contains((from, port.X, port.Y)))
            : tree.SelectMany(point => Enumerable.Range(0, 4).Select(heading => new WirePort(point.X, point.Y, (Heading)heading, Branch)));
        var ends = Entries(to, from).Where(port => !_taken.Contains((to, port.X, port.Y))).ToList();
        var first = starts.ToList();
        if (grid.Route(net, first, ends) is not { } path)
            return false;
        grid.Lay(net, path);
        var heading = path.Count > 1 ? HeadingOf(path[0], path[1]) : (Heading?)null;
        var last = ends.Where(end => (end.X, end.Y) == path[^1])
            .OrderBy(end => path.Count > 1 && end.Heading == HeadingOf(path[^2], path[^1]) ? 0 : 1).First().Heading;
        var outward = tree.Count > 0 ? heading ?? last : first.First(port => (port.X, port.Y) == path[0]).Heading;
        if (tree.Count == 0)
            _taken.Add((from, path[0].X, path[0].Y));
        _taken.Add((to, path[^1].X, path[^1].Y));
        Routes.Add(new(from, to, path, outward, last, tree.Count > 0));
        return true;
    }

    private static Heading HeadingOf((int X, int Y) a, (int X, int Y) b) =>
        b.X > a.X ? Heading.Right : b.X < a.X ? Heading.Left : b.Y > a.Y ? Heading.Down : Heading.Up;

    /// <summary>Where the line of a part's value can leave it.</summary>
    private IEnumerable<WirePort> Exits(CellPart part)
    {
        var node = geometry[part];
        var (right, top, left, bottom) = Sides(node);
        switch (part.Kind)
        {
            case PartKind.Entry:
                return [new(node.X, node.Y, part.IsState ? Heading.Right : Heading.Up)];
            case PartKind.Layer:
                return [top];
            case PartKind.Merge:
                return [right, top with { Cost = parts.Count(other => other.Sources.Contains(part)) > 1 ? Wrong : 0 }];
            default:
                return part.Rail >= 0 ? [right] : [right, top, bottom, left with { Cost = Wrong }];
        }
    }

    /// <summary>Where a line can come into a part.</summary>
    private IEnumerable<WirePort> Entries(CellPart part, CellPart from)
    {
        var node = geometry[part];
        var (right, top, left, bottom) = Sides(node);
        bool isRail = part.RailSource == from;
        WirePort[] ports = part.Kind switch
        {
            PartKind.Exit => [new(node.X, node.Y, part.IsOutput ? Heading.Down : Heading.Left)],
            PartKind.Layer when part.Inputs.Contains(from) =>
                [bottom, bottom with { X = node.X - 1, Cost = Unusual }, bottom with { X = node.X + 1, Cost = Unusual }, left with { Cost = Wrong }],
            PartKind.Layer => [left, right, bottom with { X = node.X - 1, Cost = Unusual }, bottom with { X = node.X + 1, Cost = Unusual }],
            PartKind.Merge => [left, bottom, top with { Cost = Unusual }],
            _ when isRail => [left],
            _ when part.Rail >= 0 => [bottom, top with { Cost = Unusual }],
            _ => [left, bottom, top, right with { Cost = Unusual }],
        };

        // The sides look outward, a line that arrives goes inward.
        return ports.Select(port => port with { Heading = (Heading)((int)port.Heading ^ 2) });
    }

    private static (WirePort Right, WirePort Top, WirePort Left, WirePort Bottom) Sides(CellNode node) => (
        new(node.X + node.HalfWidth + 1, node.Y, Heading.Right),
        new(node.X, node.Y - node.HalfHeight - 1, Heading.Up),
        new(node.X - node.HalfWidth - 1, node.Y, Heading.Left),
        new(node.X, node.Y + node.HalfHeight + 1, Heading.Down));
}
