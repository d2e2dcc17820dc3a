namespace Unrolled;

/// <summary>Finds the states that pass a step through element-wise operations alone: each is a straight line above the layers.</summary>
internal static class CellRails
{
    /// <summary>Sets the rail of the parts that stand on one, the longest on top, and returns how many there are.</summary>
    public static int Find(IReadOnlyList<CellPart> order)
    {
        var output = order.First(part => part.IsOutput).Inputs[0];
        var exits = order.Where(part => part is { Kind: PartKind.Exit, IsOutput: false }).OrderBy(exit => exit.Inputs[0] == output ? 1 : 0).ToList();
        int count = 0;
        while (true)
        {
            var paths = exits.Where(exit => exit.Rail < 0).Select(exit => Longest(order, exit)).Where(path => path is not null).ToList();
            if (paths.Count == 0)
                return count;
            var longest = paths.MaxBy(path => path!.Count)!;
            for (int i = 0; i < longest.Count; i++)
                (longest[i].Rail, longest[i].RailSource) = (count, i > 0 ? longest[i - 1] : null);
            count++;
        }
    }

    /// <summary>
    /// The longest way from the state to its next value that has no layer on it, nothing that another rail has and no next value of another state.
    /// </summary>
    private static List<CellPart>? Longest(IReadOnlyList<CellPart> order, CellPart exit)
    {
        var entry = order.FirstOrDefault(part => part.Kind == PartKind.Entry && part.State == exit.State);
        if (entry is null || entry.Rail >= 0)
            return null;
        var ofOthers = order.Where(part => part.Kind == PartKind.Exit).Select(part => part.Inputs[0]).Where(next => next != exit.Inputs[0]).ToHashSet();
        var best = new Dictionary<CellPart, (int Length, CellPart? Before)> { [entry] = (0, null) };
        foreach (var part in order.Where(part => part == exit || (part is { Kind: PartKind.Operation, Rail: < 0, Text: not "LN" } && !ofOthers.Contains(part))))
        {
            foreach (var source in part.Inputs.Where(best.ContainsKey))
            {
                if (!best.TryGetValue(part, out var known) || best[source].Length + 1 > known.Length)
                    best[part] = (best[source].Length + 1, source);
            }
        }

        if (!best.ContainsKey(exit))
            return null;
        var path = new List<CellPart>();
        for (CellPart? part = exit; part is not null; part = best[part].Before)
            path.Insert(0, part);
        return path;
    }
}
