using System.Globalization;
using Unrolled.Compiler.Graph;

namespace Unrolled.Compiler.Planning;

/// <summary>Groups sums of products by their width, and matrices by what they multiply.</summary>
internal static class SpacePlanner
{
    public static List<Space> Plan(CellGraph cell)
    {
        var nodes = cell.Nodes();
        var names = new HashSet<string>(StringComparer.Ordinal);
        var order = cell.ParameterOrder();
        var widths = nodes.Where(node => node.Width > 0 && (node.Operation is Operation.Affine or Operation.Parameter || node.IsElementwise))
            .Select(node => node.Width).Distinct();
        return [.. widths.Select((width, index) => new Space(
            width,
            index == 0 ? "" : width.ToString(CultureInfo.InvariantCulture),
            Sums(width, nodes, order, names),
            nodes.Where(node => node.Operation == Operation.Parameter && node.Width == width).Select(node => node.Parameter!)
                .OrderBy(parameter => order[parameter]),
            space => Panels(space, names)))];
    }

    /// <summary>
    /// Sums of the input alone stand first and those without it last, so that for the usual cells the sums that share a right-hand side are neighbours.
    /// Otherwise they stand in the order of their matrices, which random masks do not change: training and inference share the parameters' memory.
    /// </summary>
    private static IEnumerable<Sum> Sums(int width, IReadOnlyList<Node> nodes, Dictionary<Parameter, int> order, HashSet<string> names)
    {
        static bool IsInput(Term term) => term.Operand.Operation is Operation.Input or Operation.Token;
        static int Rank(Node sum) => sum.Terms.All(IsInput) ? 0 : sum.Terms.Any(IsInput) ? 1 : 2;

        return nodes.Where(node => node.Operation == Operation.Affine && node.Width == width)
            .OrderBy(Rank).ThenBy(node => order[node.Terms[0].Matrix])
            .Select((node, slot) => new Sum(node, Unique(names, GraphPrinter.SumName(node)), slot));
    }

    private static IEnumerable<Panel> Panels(Space space, HashSet<string> names)
    {
        foreach (var group in space.Sums.SelectMany(sum => sum.Node.Terms.Select((term, index) => (sum, term, index)))
            .GroupBy(entry => (entry.term.Operand, Repeat(entry.sum, entry.term))))
        {
            var entries = group.OrderBy(entry => entry.sum.Slot).ToList();
            for (var start = 0; start < entries.Count;)
            {
                var end = start + 1;
                while (end < entries.Count && entries[end].sum.Slot == entries[end - 1].sum.Slot + 1)
                    end++;
                var operand = group.Key.Operand;
                var name = (operand.Operation is Operation.Input or Operation.Token ? "W" : "R")
                    + (operand.Operation == Operation.State && operand.Name != "h" ? "_" + operand.Name : operand.IsLeaf ? "" : "_" + (operand.Label ?? "v"));
                yield return new Panel(Unique(names, name), space, operand, entries[start].sum.Slot,
                    [.. entries.Skip(start).Take(end - start).Select(entry => entry.term.Matrix)]);
                start = end;
            }
        }
    }

    /// <summary>How many earlier products of the same sum have the same right-hand side: each needs a panel of its own.</summary>
    private static int Repeat(Sum sum, Term term) => sum.Node.Terms.TakeWhile(other => other != term).Count(other => other.Operand == term.Operand);

    private static string Unique(HashSet<string> names, string name)
    {
        var unique = name;
        for (var k = 2; !names.Add(unique); k++)
            unique = name + k;
        return unique;
    }
}
