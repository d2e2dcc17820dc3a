namespace Unrolled;

/// <summary>The equations of a cell in readable notation: f = σ(W_f x + R_f h_{t−1} + b_f).</summary>
internal sealed class CellText
{
    private readonly CellEquations _cell;
    private readonly Dictionary<int, string> _names = [];
    private readonly EquationPrinter _printer;

    public CellText(CellEquations cell)
    {
        _cell = cell;
        for (int number = 0; number < cell.Values.Count; number++)
        {
            if (cell.Values[number] is { Label: { } label, Operation: not ("Input" or "Token" or "Mask" or "ModelInputs") })
                _names.Add(number, label);
        }

        foreach (var state in cell.States)
            _names.TryAdd(state.Next, NextName(cell, state));
        _printer = new EquationPrinter(cell, number => _names.GetValueOrDefault(number), number => Normalization.Of(cell.Values, number));
    }

    /// <summary>What the next value of a state is called: its name, but c_t where c is already something that it is made of.</summary>
    public static string NextName(CellEquations cell, EquationState state) =>
        Enumerable.Range(0, cell.Values.Count).Any(number => cell.Values[number].Label == state.Name && number != state.Next) ? state.Name + "_t" : state.Name;

    /// <summary>Gives the values of the parts the names that stand beside them.</summary>
    public void Name(IEnumerable<CellPart> parts)
    {
        foreach (var part in parts.Where(part => part is { Name.Length: > 0, Value: >= 0 }))
            _names.TryAdd(part.Value, part.Name);
    }

    /// <summary>An equation for each part whose value has a name, in the order of evaluation.</summary>
    public IEnumerable<string> Equations(IEnumerable<CellPart> parts) =>
        parts.Select(part => part.Value).Where(_names.ContainsKey).Distinct().Order().Select(Equation);

    /// <summary>All equations: every value with a name that a part shows, and the output where it has none.</summary>
    public IEnumerable<string> All(IReadOnlyList<CellPart> parts)
    {
        var equations = Equations(parts).ToList();
        return _names.ContainsKey(_cell.Output) ? equations : equations.Append($"y = {_printer.RightHandSide(_cell.Output)}");
    }

    private string Equation(int number) => $"{_names[number]} = {_printer.RightHandSide(number)}";
}
