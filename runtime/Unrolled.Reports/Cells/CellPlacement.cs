namespace Unrolled;

/// <summary>
/// Says in which column and row each part of a diagram stands. Rows from the top: a row for each rail, rows for element-wise operations off the rails, one row
/// for all layers, one where lines join beneath them, and one for each state that comes in there.
/// </summary>
internal sealed class CellPlacement
{
    private const int MostMiddleRows = 4;
    private const int MostEvaluations = 40_000;
    private const double Least = 1e-9;

    private readonly List<CellPart> _parts;
    private readonly Dictionary<CellPart, (int Column, int Row)> _places = [];
    private readonly Dictionary<CellPart, CellPart[]> _users;
    private readonly PlacementCost _cost;
    private int _evaluations;

    private CellPlacement(List<CellPart> order)
    {
        Order = order;
        Rails = CellRails.Find(order);
        _parts = [.. Scheduled(order)];
        _users = order.Where(part => part.Kind == PartKind.Entry)
            .ToDictionary(entry => entry, entry => _parts.Where(part => part.Sources.Contains(entry)).ToArray());
        int middle = Math.Clamp(MiddleDepth() + 1, 1, MostMiddleRows);
        LayerRow = Rails + middle;
        LowStates = [.. order.Where(part => part is { Kind: PartKind.Entry or PartKind.Exit, IsState: true, Rail: < 0 }).Select(part => part.State).Distinct()];
        _cost = new PlacementCost(this);
    }

    /// <summary>All parts, each after those that it is made of.</summary>
    public IReadOnlyList<CellPart> Order { get; }

    /// <summary>How many rails there are; theirs are the first rows.</summary>
    public int Rails { get; }

    /// <summary>The row of the layers.</summary>
    public int LayerRow { get; }

    /// <summary>The row where lines join; also that of the first of <see cref="LowStates"/>.</summary>
    public int JoinRow => LayerRow + 1;

    /// <summary>The names of the states that are on no rail.</summary>
    public IReadOnlyList<string> LowStates { get; }

    /// <summary>Parts that stand in columns: layers, operations and joins.</summary>
    public IReadOnlyList<CellPart> Placed => _parts;

    /// <summary>How many columns there are.</summary>
    public int Columns { get; private set; }

    /// <summary>Where a part stands. Entries of states have column -1, exits the column after the last.</summary>
    public (int Column, int Row) this[CellPart part] => part.Kind switch
    {
        PartKind.Exit when part.IsOutput => (Columns, -1),
        PartKind.Exit => (Columns, RowOf(part)),
        PartKind.Entry when part.IsState => (-1, RowOf(part)),
        PartKind.Entry => (FirstUse(part), JoinRow + Math.Max(1, LowStates.Count)),
        _ => _places[part],
    };

    /// <summary>Places the parts.</summary>
    public static CellPlacement Of(IReadOnlyList<CellPart> exits)
    {
        var placement = new CellPlacement(CellMerges.Order(exits));
        placement.Spread();
        placement.Improve();
        return placement;
    }

    private int RowOf(CellPart state)
    {
        if (state.Rail >= 0)
            return state.Rail;
        int low = 0;
        while (LowStates[low] != state.State)
            low++;
        return JoinRow + low;
    }

    private int FirstUse(CellPart entry)
    {
        int first = Columns;
        foreach (var user in _users[entry])
            first = Math.Min(first, _places[user].Column);
        return first == Columns ? 0 : first;
    }

    /// <summary>An order of evaluation: of what can be computed, first what most depends on.</summary>
    private static IEnumerable<CellPart> Scheduled(List<CellPart> order)
    {
        var height = new Dictionary<CellPart, int>();
        foreach (var part in Enumerable.Reverse(order))
        {
            int own = height.TryGetValue(part, out int known) ? known : 0;
            height[part] = own;
            foreach (var source in part.Sources)
                height[source] = Math.Max(height.TryGetValue(source, out int before) ? before : 0, own + 1);
        }

        var done = order.Where(part => part.Kind == PartKind.Entry).ToHashSet();
        var waiting = order.Where(part => part.Kind is not (PartKind.Entry or PartKind.Exit)).ToList();
        while (waiting.Count > 0)
        {
            var next = waiting.Where(part => part.Sources.All(done.Contains)).MaxBy(part => height[part])!;
            done.Add(next);
            waiting.Remove(next);
            yield return next;
        }
    }

    /// <summary>The most operations off the rails that follow one another.</summary>
    private int MiddleDepth()
    {
        var depth = new Dictionary<CellPart, int>();
        foreach (var part in Order)
        {
            int before = part.Sources.Select(source => depth[source]).DefaultIfEmpty(0).Max();
            depth[part] = part is { Kind: PartKind.Operation, Rail: < 0 } ? before + 1 : part.Kind == PartKind.Operation ? before : 0;
        }

        return depth.Values.DefaultIfEmpty(0).Max();
    }

    /// <summary>To begin with, a column a part.</summary>
    private void Spread()
    {
        foreach (var part in _parts)
            _places[part] = (Columns++, Rows(part).First());
    }

    private IEnumerable<int> Rows(CellPart part) => part.Kind switch
    {
        PartKind.Layer => [LayerRow],
        PartKind.Merge => [JoinRow],
        _ when part.Rail >= 0 => [part.Rail],
        _ => Enumerable.Range(Rails, LayerRow - Rails),
    };

    /// <summary>
    /// Moves one part after another to where the lines become shortest and straightest, until no move helps; then exchanges two parts and goes on from there,
    /// as long as that helps.
    /// </summary>
    private void Improve()
    {
        double now = Descend(_cost.Now());
        var best = Places();
        for (int i = 0; i < _parts.Count; i++)
        {
            for (int k = 0; k < i && _evaluations < MostEvaluations; k++)
            {
                if (!Exchange(_parts[i], _parts[k]))
                    continue;
                double cost = Descend(_cost.Now());
                if (cost < now - Least)
                {
                    (now, best) = (cost, Places());
                    (i, k) = (0, -1);
                }
                else
                {
                    Restore(best);
                }
            }
        }
    }

    private double Descend(double now)
    {
        for (bool isBetter = true; isBetter && _evaluations < MostEvaluations;)
        {
            isBetter = false;
            foreach (var part in _parts)
            {
                var best = Best(part, now);
                if (!(best.Cost < now - Least))
                    continue;
                Move(part, best.Column, best.Row);
                now = best.Cost;
                isBetter = true;
            }
        }

        return now;
    }

    private (double Cost, int Column, int Row) Best(CellPart part, double now)
    {
        var best = (Cost: now, Column: 0, Row: 0);
        var before = Places();
        for (int column = 0; column <= 2 * before.Columns; column++)
        {
            foreach (int row in Rows(part))
            {
                Move(part, column, row);
                _evaluations++;
                double cost = _cost.Now();
                if (cost < best.Cost - Least)
                    best = (cost, column, row);
                Restore(before);
            }
        }

        return best;
    }

    /// <summary>Two layers change columns, two operations off the rails change places; false for other pairs.</summary>
    private bool Exchange(CellPart a, CellPart b)
    {
        var (placeA, placeB) = (_places[a], _places[b]);
        if (a.Kind != b.Kind || a.Kind == PartKind.Merge || placeA == placeB)
            return false;
        bool isFree = a.Rail < 0 && b.Rail < 0;
        _places[a] = (placeB.Column, isFree ? placeB.Row : placeA.Row);
        _places[b] = (placeA.Column, isFree ? placeA.Row : placeB.Row);
        return true;
    }

    private ((int Column, int Row)[] Places, int Columns) Places() => ([.. _parts.Select(part => _places[part])], Columns);

    private void Restore(((int Column, int Row)[] Places, int Columns) state)
    {
        for (int i = 0; i < _parts.Count; i++)
            _places[_parts[i]] = state.Places[i];
        Columns = state.Columns;
    }

    /// <summary>Moves a part. Odd columns 2k + 1 are the column k, even ones 2k a new one before it; columns that become empty go.</summary>
    private void Move(CellPart part, int column, int row)
    {
        bool[] isUsed = new bool[2 * Columns + 1];
        foreach (var other in _parts)
            isUsed[other == part ? column : 2 * _places[other].Column + 1] = true;
        int[] place = new int[isUsed.Length];
        int count = 0;
        for (int i = 0; i < isUsed.Length; i++)
        {
            place[i] = count;
            count += isUsed[i] ? 1 : 0;
        }

        foreach (var other in _parts)
            _places[other] = other == part ? (place[column], row) : (place[2 * _places[other].Column + 1], _places[other].Row);
        Columns = count;
    }
}
