namespace Unrolled;

/// <summary>What one step of a series shows.</summary>
/// <param name="Caption">In words.</param>
/// <param name="Parts">What is computed in it, exits included.</param>
internal sealed record CellStage(string Caption, IReadOnlyList<CellPart> Parts);

/// <summary>Takes a cell apart in the order of evaluation: gate by gate, each new state on a rail as soon as all that it needs is there.</summary>
internal sealed class CellStages
{
    private static readonly Dictionary<string, string> Roles = new()
    {
        ["lstm i"] = "input gate",
        ["lstm f"] = "forget gate",
        ["lstm g"] = "candidate",
        ["lstm o"] = "output gate",
        ["gru r"] = "reset gate",
        ["gru z"] = "update gate",
        ["gru n"] = "candidate",
    };

    private readonly CellEquations _cell;
    private readonly IReadOnlyList<CellPart> _order;
    private readonly HashSet<CellPart> _done = [];
    private readonly List<(List<CellPart> Gates, List<CellPart> Parts)> _stages = [];

    private CellStages(CellEquations cell, IReadOnlyList<CellPart> order) => (_cell, _order) = (cell, order);

    /// <summary>The steps.</summary>
    /// <param name="cell">The equations.</param>
    /// <param name="layout">The parts, and the order in which they are evaluated.</param>
    public static IReadOnlyList<CellStage> Of(CellEquations cell, CellLayout layout)
    {
        var stages = new CellStages(cell, layout.Order);
        stages.Assign([.. layout.Schedule.Where(IsGate)]);
        return [.. stages._stages.Select((stage, index) => new CellStage(stages.Caption(stage.Gates, stage.Parts, index), stage.Parts))];
    }

    private static bool IsGate(CellPart part) => part is { Kind: PartKind.Layer, IsActivated: true };

    private void Assign(List<CellPart> gates)
    {
        while (gates.Count > 0)
        {
            var first = gates.First(IsReady);
            List<CellPart> group = [first, .. gates.Where(gate => gate != first && Depth(gate) == Depth(first) && Meets(first, gate) && IsReady(gate))];
            Finish(isRail: true);
            Add(group, group.SelectMany(gate => Ancestors(gate).Append(gate)));
            gates.RemoveAll(group.Contains);
            Finish(isRail: false);
        }

        Finish(isRail: true);
        Finish(isRail: false);
        var rest = _order.Where(part => part.Kind != PartKind.Entry && !_done.Contains(part)).ToList();
        if (_stages.Count == 0)
            Add([], rest);
        else
            Join(rest);
    }

    /// <summary>Whether all gates before a part are done.</summary>
    private bool IsReady(CellPart part) => Ancestors(part).Where(IsGate).All(_done.Contains);

    /// <summary>The exits whose gates are all there: those of rails are a step each, the others belong to the last one.</summary>
    private void Finish(bool isRail)
    {
        foreach (var exit in _order.Where(part => part.Kind == PartKind.Exit && !_done.Contains(part) && _stages.Count > 0))
        {
            bool isOfRail = _order.Any(other => other is { Kind: PartKind.Exit, Rail: >= 0 } && other.Inputs[0] == exit.Inputs[0]);
            var before = Ancestors(exit);
            if (isOfRail != isRail || !IsReady(exit))
                continue;
            if (isRail && before.Any(part => part.Kind != PartKind.Entry && !_done.Contains(part)))
                Add([], before.Append(exit));
            else if (!isRail && before.Where(part => part.Rail >= 0 && part.Kind == PartKind.Operation).All(_done.Contains))
                Join(before.Append(exit));
        }
    }

    private void Add(List<CellPart> gates, IEnumerable<CellPart> parts)
    {
        _stages.Add((gates, []));
        Join(parts);
    }

    private void Join(IEnumerable<CellPart> parts)
    {
        foreach (var part in parts.Where(part => part.Kind != PartKind.Entry && _done.Add(part)))
            _stages[^1].Parts.Add(part);
    }

    /// <summary>Whether one operation takes both, perhaps through operations of one vector.</summary>
    private bool Meets(CellPart a, CellPart b) =>
        _order.Any(part => part.Kind == PartKind.Operation && part.Inputs.Exists(input => Root(input) == a) && part.Inputs.Exists(input => Root(input) == b));

    /// <summary>How many gates stand one behind another before a part.</summary>
    private static int Depth(CellPart part) => part.Sources.Select(source => Depth(source) + (IsGate(source) ? 1 : 0)).DefaultIfEmpty(0).Max();

    private static CellPart Root(CellPart part)
    {
        while (part is { Kind: PartKind.Operation, Inputs: [var only] })
            part = only;
        return part;
    }

    private HashSet<CellPart> Ancestors(CellPart part)
    {
        var found = new HashSet<CellPart>();
        var waiting = new Stack<CellPart>(part.Sources);
        while (waiting.TryPop(out var source))
        {
            if (found.Add(source))
            {
                foreach (var before in source.Sources)
                    waiting.Push(before);
            }
        }

        return found;
    }

    private string Caption(List<CellPart> gates, List<CellPart> parts, int index)
    {
        string kind = new([.. _cell.Layer.TakeWhile(char.IsAsciiLetter)]);
        var names = gates.Where(gate => gate.Name.Length > 0).Select(gate => Roles.TryGetValue($"{kind} {gate.Name}", out string? role) ? $"{role} {gate.Name}"
            : gate.Text == "σ" ? $"gate {gate.Name}" : gate.Name);
        var exits = parts.Where(part => part.Kind == PartKind.Exit).ToList();
        var output = exits.Find(exit => exit.IsOutput);
        bool isState = exits.Exists(exit => !exit.IsOutput && exit.Inputs[0] == output?.Inputs[0]);
        var states = exits.Where(exit => !exit.IsOutput && exit.Inputs[0] != output?.Inputs[0]).Select(exit => $"new state {exit.Text}");
        IEnumerable<string> outputs = output is null ? [] : [isState && !names.Any() ? $"new state and output {output.Text}" : $"output {output.Text}"];
        string[] all = [.. names.Concat(states).Concat(outputs).DefaultIfEmpty(string.Join(", ", gates.Select(gate => gate.Text)))];
        string text = all.Length == 1 ? all[0] : string.Join(", ", all[..^1]) + " and " + all[^1];
        return $"{index + 1}. {char.ToUpperInvariant(text[0])}{text[1..]}";
    }
}
