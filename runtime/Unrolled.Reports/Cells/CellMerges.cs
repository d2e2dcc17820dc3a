namespace Unrolled;

/// <summary>Joins the vectors that layers multiply: layers that read the same ones share a line.</summary>
internal static class CellMerges
{
    /// <summary>Puts a part where lines join before each layer that reads several vectors.</summary>
    public static void Join(IReadOnlyList<CellPart> exits)
    {
        var parts = Order(exits);
        var place = parts.Select((part, index) => (part, index)).ToDictionary(pair => pair.part, pair => pair.index);
        var layers = parts.Where(part => part.Kind == PartKind.Layer && part.Inputs.Count > 1).ToList();
        List<CellPart[]> sets = [.. layers.Select(Sorted).DistinctBy(Key).OrderBy(set => set.Length)];
        var merges = new Dictionary<string, CellPart>();
        foreach (var layer in layers)
        {
            // What a smaller set holds already comes over its line, the rest over another.
            var inputs = Sorted(layer);
            var within = sets.LastOrDefault(set => set.Length < inputs.Length && set.All(inputs.Contains));
            CellPart[][] groups = within is null ? [inputs] : [within, [.. inputs.Except(within)]];
            layer.Inputs.Clear();
            layer.Inputs.AddRange(groups.Select(Joined));
        }

        CellPart[] Sorted(CellPart layer) => [.. layer.Inputs.OrderBy(input => input.IsState ? 0 : 1).ThenBy(input => place[input])];

        string Key(CellPart[] set) => string.Join(' ', set.Select(part => place[part]));

        CellPart Joined(CellPart[] set)
        {
            if (set.Length == 1)
                return set[0];
            // Two lines join at a time.
            if (!merges.TryGetValue(Key(set), out var merge))
                merges.Add(Key(set), merge = new(PartKind.Merge, "") { Inputs = [Joined(set[..^1]), set[^1]] });
            return merge;
        }
    }

    /// <summary>All parts, each after those that it is made of.</summary>
    public static List<CellPart> Order(IEnumerable<CellPart> exits)
    {
        var order = new List<CellPart>();
        var seen = new HashSet<CellPart>();
        foreach (var exit in exits)
            Visit(exit);
        return order;

        void Visit(CellPart part)
        {
            if (!seen.Add(part))
                return;
            foreach (var source in part.Sources)
                Visit(source);
            order.Add(part);
        }
    }
}
