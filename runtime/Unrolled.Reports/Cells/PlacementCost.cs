namespace Unrolled;

/// <summary>How far the lines of a placement are from short, straight and free of crossings; infinite where it breaks a rule.</summary>
internal sealed class PlacementCost
{
    private const double Bend = 1.2;
    private const double Obstacle = 9;
    private const double Detour = 3;
    private const double ColumnLength = 0.6;
    private const double RowLength = 0.5;
    private const double ColumnCost = 1.6;
    private const double RowCost = 0.5;
    private const double Crossing = 1.5;
    private const double Shared = 3;
    private const double OutOfOrder = 0.8;

    private readonly CellPlacement _placement;
    private readonly (CellPart From, CellPart To)[] _lines;
    private readonly CellPart[] _layers;
    private readonly HashSet<CellPart> _shared;
    private readonly HashSet<(int Column, int Row)> _taken = [];
    private readonly List<Piece> _pieces = [];

    public PlacementCost(CellPlacement placement)
    {
        _placement = placement;
        _lines = [.. placement.Order.SelectMany(to => to.Sources.Select(from => (from, to)))];
        _layers = [.. placement.Placed.Where(part => part.Kind == PartKind.Layer)];
        _shared = [.. _lines.GroupBy(line => line.From).Where(lines => lines.Count() > 1).Select(lines => lines.Key)];
    }

    /// <summary>The cost of the placement as it is.</summary>
    public double Now()
    {
        _taken.Clear();
        _pieces.Clear();
        int rows = 0;
        foreach (var part in _placement.Placed)
        {
            var place = _placement[part];
            if (!_taken.Add((place.Column, place.Row)))
                return double.PositiveInfinity;
            rows |= 1 << place.Row;
        }

        double cost = ColumnCost * _placement.Columns + RowCost * int.PopCount(rows);
        foreach (var (from, to) in _lines)
        {
            cost += OfLine(from, to);
            if (double.IsInfinity(cost))
                return cost;
        }

        for (int i = 1; i < _layers.Length; i++)
            cost += _placement[_layers[i]].Column < _placement[_layers[i - 1]].Column ? OutOfOrder : 0;
        for (int i = 0; i < _pieces.Count; i++)
        {
            for (int k = 0; k < i; k++)
                cost += Between(_pieces[i], _pieces[k]);
        }

        return cost;
    }

    private static double Between(in Piece a, in Piece b)
    {
        if (a.Net == b.Net)
            return 0;
        if (a.IsRow == b.IsRow)
            return a.At == b.At && a.From < b.To && b.From < a.To ? Shared : 0;
        return a.At > b.From && a.At < b.To && b.At > a.From && b.At < a.To ? Crossing : 0;
    }

    private double OfLine(CellPart from, CellPart to)
    {
        var (a, b) = (_placement[from], _placement[to]);
        bool isOnRail = to.RailSource == from;
        if (!IsForward(from, to, a.Column, b.Column) || (isOnRail && b.Column == a.Column))
            return double.PositiveInfinity;
        double length = ColumnLength * (b.Column - a.Column) + RowLength * Math.Abs(b.Row - a.Row);
        if (to is { Kind: PartKind.Exit, IsOutput: true })
            return 0.2 * length;
        if (isOnRail || (a.Row == b.Row && from.Kind != PartKind.Layer && to.Rail < 0) || a.Column == b.Column)
        {
            Add(from, a, b);
            return length + Obstacle * Along(a, b);
        }

        // A layer takes products from beneath, gives its value above; a line onto a rail, or from one, is vertical there.
        bool leavesSideways = from.Kind != PartKind.Layer && !(from is { Kind: PartKind.Operation, Rail: >= 0 });
        bool arrivesSideways = to.Kind is PartKind.Operation or PartKind.Exit or PartKind.Merge && to.Rail < 0;
        var (first, second) = ((Column: b.Column, a.Row), (Column: a.Column, b.Row));
        double sideways = leavesSideways ? length + Bend + Obstacle * (Along(a, first) + Along(first, b) + At(first)) : double.PositiveInfinity;
        double upright = arrivesSideways ? length + Bend + Obstacle * (Along(a, second) + Along(second, b) + At(second)) : double.PositiveInfinity;
        double around = length + 2 * Bend + Detour;
        double best = Math.Min(around, Math.Min(sideways, upright));
        if (best < around)
        {
            var corner = sideways <= upright ? first : second;
            Add(from, a, corner);
            Add(from, corner, b);
        }

        return best;
    }

    /// <summary>Values go from left to right; a layer stands to the right of what it reads, and of where a line begins that others share.</summary>
    private bool IsForward(CellPart from, CellPart to, int a, int b) =>
        to.Kind != PartKind.Layer ? b >= a : b > a || (b == a && (from.Kind == PartKind.Entry || (from.Kind == PartKind.Merge && !_shared.Contains(from))));

    private void Add(CellPart from, (int Column, int Row) a, (int Column, int Row) b)
    {
        if (a.Row == b.Row)
            _pieces.Add(new(from, true, a.Row, Math.Min(a.Column, b.Column), Math.Max(a.Column, b.Column)));
        else
            _pieces.Add(new(from, false, a.Column, Math.Min(a.Row, b.Row), Math.Max(a.Row, b.Row)));
    }

    private int At((int Column, int Row) place) => _taken.Contains(place) ? 1 : 0;

    /// <summary>The parts strictly between two places of one row or column.</summary>
    private int Along((int Column, int Row) a, (int Column, int Row) b)
    {
        int count = 0;
        for (int row = Math.Min(a.Row, b.Row) + 1; a.Column == b.Column && row < Math.Max(a.Row, b.Row); row++)
            count += At((a.Column, row));
        for (int column = Math.Min(a.Column, b.Column) + 1; a.Row == b.Row && column < Math.Max(a.Column, b.Column); column++)
            count += At((column, a.Row));
        return count;
    }

    /// <summary>A straight piece of a line, in a row or in a column.</summary>
    private readonly record struct Piece(CellPart Net, bool IsRow, int At, int From, int To);
}
