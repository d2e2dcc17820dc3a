using Unrolled.Compiler.Graph;

namespace Unrolled.Compiler.Planning;

/// <summary>How long the results of a kernel wait for each of the sums that it takes.</summary>
internal static class CriticalPath
{
    /// <summary>The sums from which the way to the last result is a large part of the longest; none if that is all of them.</summary>
    public static IReadOnlyList<Sum> Leading(Kernel kernel, IReadOnlyList<Sum> sums)
    {
        var ways = Ways(kernel);
        int Way(Sum sum) => ways.TryGetValue(sum.Node, out var way) ? way : 0;
        var longest = sums.Select(Way).DefaultIfEmpty(0).Max();
        var leading = sums.Where(sum => Tuning.LongWayOf * Way(sum) >= Tuning.LongWay * longest).ToList();
        return leading.Count < sums.Count ? leading : [];
    }

    /// <summary>Cycles from each value to the last result that needs it.</summary>
    private static Dictionary<Node, int> Ways(Kernel kernel)
    {
        var ways = new Dictionary<Node, int>();
        foreach (var node in Enumerable.Reverse(kernel.Body))
        {
            var way = (ways.TryGetValue(node, out var after) ? after : 0) + (kernel.Fused.Contains(node) ? 0 : node.Info.Latency);
            foreach (var argument in node.Arguments)
                ways[argument] = Math.Max(way, ways.TryGetValue(argument, out var other) ? other : 0);
        }

        return ways;
    }
}
