namespace Unrolled.Compiler.Graph;

/// <summary>In what range the values of a cell lie, whatever its parameters are: what its equations alone say.</summary>
/// <remarks>
/// A state is in [−1, 1] if it starts there, and its next value is there whenever all such states are. Sums and products in which no value is a factor
/// twice, such as (1 − z)·n + z·h, have their least and greatest values at the ends of their values' ranges: there they are computed.
/// </remarks>
internal sealed class Ranges
{
    /// <summary>Values of a sum of products beyond which its ends are too many: each doubles them.</summary>
    private const int MostValues = 10;

    private readonly Dictionary<Node, Interval> _known = [];
    private readonly Interval _input;
    private readonly HashSet<string> _unit;

    /// <param name="cell">The cell, outside training.</param>
    /// <param name="input">The range of its input.</param>
    /// <param name="startsAtZero">Whether its states do; else nothing is known of them.</param>
    public Ranges(CellGraph cell, Interval input, bool startsAtZero)
    {
        _input = input;
        _unit = new(startsAtZero ? cell.States.Select(state => state.Name) : [], StringComparer.Ordinal);
        while (_unit.RemoveWhere(name => !Of(cell.States.First(state => state.Name == name).Next).IsInUnit) > 0)
            _known.Clear();
    }

    /// <summary>The range of each element of <paramref name="node"/>.</summary>
    public Interval Of(Node node)
    {
        if (!_known.TryGetValue(node, out var range))
            _known.Add(node, range = Compute(node));
        return range;
    }

    private Interval Compute(Node node) => node.Operation switch
    {
        Operation.Constant => new(node.Value, node.Value),
        Operation.Input => _input,
        Operation.State => _unit.Contains(node.Name) ? Interval.Unit : Interval.Any,
        _ => OfSum(node) ?? node.Info.Range([.. node.Arguments.Select(Of)]),
    };

    /// <summary>The range of a sum of products, or null where it is none, or one that this says nothing of.</summary>
    private Interval? OfSum(Node node)
    {
        if (!IsOfSums(node) || Values(node) is not { Count: <= MostValues } set)
            return null;
        var values = set.OrderBy(value => value.Id).ToList();
        var ranges = values.ConvertAll(Of);
        if (!ranges.TrueForAll(range => range.IsBounded))
            return null;
        var ends = Enumerable.Range(0, 1 << values.Count).Select(end =>
            Evaluate(node, value => values.IndexOf(value) is var at && (end >> at) % 2 == 0 ? ranges[at].Low : ranges[at].High)).ToList();
        return new(ends.Min(), ends.Max());
    }

    private static bool IsOfSums(Node node) => node.Operation is Operation.Add or Operation.Subtract or Operation.Multiply or Operation.Negate;

    /// <summary>What a sum of products is made of, or null where a value is a factor of itself.</summary>
    private static HashSet<Node>? Values(Node node)
    {
        if (node.Operation == Operation.Constant)
            return [];
        if (!IsOfSums(node))
            return [node];
        var all = new HashSet<Node>();
        foreach (var argument in node.Arguments)
        {
            if (Values(argument) is not { } values || (node.Operation == Operation.Multiply && all.Overlaps(values)))
                return null;
            all.UnionWith(values);
        }

        return all;
    }

    private static double Evaluate(Node node, Func<Node, double> value) =>
        node.Operation == Operation.Constant ? node.Value
        : IsOfSums(node) ? node.Info.Value!([.. node.Arguments.Select(argument => Evaluate(argument, value))])
        : value(node);
}
