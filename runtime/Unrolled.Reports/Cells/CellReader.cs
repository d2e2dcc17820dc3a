namespace Unrolled;

/// <summary>Makes the parts of a diagram from the equations of a cell: several values that readers think of as one become one part.</summary>
internal sealed class CellReader
{
    /// <summary>The name of an output that is no state.</summary>
    private const string NoState = "y";

    private static readonly HashSet<string> Functions = ["Sigmoid", "Tanh", "Relu", "Softplus", "Exp", "Log", "Sqrt", "Sin", "Cos", "Abs"];

    private static readonly Dictionary<string, string> Signs = new()
    {
        ["Add"] = "+",
        ["Subtract"] = "−",
        ["Multiply"] = "×",
        ["Divide"] = "÷",
        ["Min"] = "min",
        ["Max"] = "max",
        ["Negate"] = "×(−1)",
        ["Abs"] = "|·|",
        ["Mean"] = "mean",
    };

    private readonly CellEquations _cell;
    private readonly int[] _uses;
    private readonly Dictionary<int, CellPart> _made = [];
    private readonly Dictionary<string, CellPart> _entries = [];

    private CellReader(CellEquations cell)
    {
        _cell = cell;
        _uses = new int[cell.Values.Count];
        var ofValues = cell.Values.SelectMany(value => value.Arguments.Concat(value.Terms.Select(term => term.Operand)));
        foreach (int used in ofValues.Concat(cell.States.Select(state => state.Next)).Append(cell.Output))
            _uses[used]++;
    }

    /// <summary>The exits of a cell, from which all other parts can be reached: its states in their order, and the output last.</summary>
    public static List<CellPart> Read(CellEquations cell)
    {
        var reader = new CellReader(cell);
        var exits = cell.States.Select(Exit).ToList();
        string output = cell.States.Where(state => state.Next == cell.Output).Select(state => CellText.NextName(cell, state)).FirstOrDefault(NoState);
        exits.Add(new CellPart(PartKind.Exit, output) { Inputs = [reader.Part(cell.Output)], IsOutput = true });
        CellMerges.Join(exits);
        return exits;

        CellPart Exit(EquationState state) => new(PartKind.Exit, CellText.NextName(cell, state)) { Inputs = [reader.Part(state.Next)], State = state.Name };
    }

    private EquationValue Value(int number) => _cell.Values[number];

    private CellPart Part(int number)
    {
        if (Value(number) is { Operation: "StopGradient", Arguments: [var inner] })
            return Part(inner);
        if (!_made.TryGetValue(number, out var part))
            _made.Add(number, part = Make(number));
        return part;
    }

    private CellPart Make(int number)
    {
        var value = Value(number);
        switch (value.Operation)
        {
            case "Input" or "ModelInputs" or "Token":
                return Entry(value.Label ?? (value.Operation == "Token" ? "token" : "x"), "", number);
            case "State":
                return Entry(value.Name + "_{t−1}", value.Name, number);
            case "Vector":
                return new(PartKind.Layer, value.Name) { Value = number };
            case "Affine":
                return Sum(number, number, "")!;
        }

        if (Functions.Contains(value.Operation) && Sum(number, value.Arguments[0], EquationPrinter.Function(value.Operation)) is { } layer)
            return layer;
        if (Normalization.Of(_cell.Values, number) is { } normalized)
        {
            return Sum(number, number, "LN")
                ?? new(PartKind.Operation, "LN") { Value = number, IsLearned = true, Inputs = [Part(normalized)], Name = Label(number) };
        }

        return Operation(number, value);
    }

    private CellPart Entry(string text, string state, int number)
    {
        if (!_entries.TryGetValue(text, out var entry))
            _entries.Add(text, entry = new(PartKind.Entry, text) { State = state, Value = number });
        return entry;
    }

    /// <summary>A function of a sum of products, with what is added to them, as one layer; null where there is no product in it.</summary>
    private CellPart? Sum(int number, int sum, string text)
    {
        List<int> products = [], extras = [];
        List<string> matrices = [];
        bool isNormalized = false, isInside = sum != number;
        Gather(sum, isInside ? 1 : int.MaxValue, isRoot: true);
        if (matrices.Count == 0)
            return null;
        bool isFunction = text.Length > 0;
        string label = number == _cell.Output ? Label(number) : Value(number).Label ?? "";
        string gate = label.Length > 0 || _cell.States.Any(state => state.Next == number) ? label : Gate(matrices);
        return new(PartKind.Layer, text == "" ? matrices[0] : text)
        {
            Value = number,
            Name = isFunction || label.Length > 0 ? gate : "",
            IsActivated = isFunction,
            IsNormalized = isNormalized && text != "LN",
            Inputs = [.. products.Select(Part).Distinct()],
            Extras = [.. extras.Select(Part).Distinct()],
        };

        void Gather(int value, int most, bool isRoot)
        {
            var node = Value(value);
            bool isOwn = _uses[value] <= most;
            if (isOwn && node.Operation == "StopGradient")
            {
                Gather(node.Arguments[0], 1, isRoot);
            }
            else if (isOwn && isRoot && Normalization.Of(_cell.Values, value) is { } inner)
            {
                // Its centred value and its mean read what is normalised.
                isNormalized = true;
                Gather(inner, 2, isRoot: false);
            }
            else if (isOwn && node.Operation == "Affine")
            {
                matrices.AddRange(node.Terms.Select(term => term.Matrix));
                products.AddRange(node.Terms.Select(term => term.Operand));
            }
            else if (isOwn && node.Operation == "Add")
            {
                Gather(node.Arguments[0], 1, isRoot: false);
                Gather(node.Arguments[1], 1, isRoot: false);
            }
            else if (isOwn && node is { Operation: "Multiply", Arguments: [var a, var b] } && (IsVector(a) || IsVector(b)))
            {
                extras.Add(IsVector(a) ? b : a);
            }
            else if (node.Operation != "Vector")
            {
                extras.Add(value);
            }
        }
    }

    private bool IsVector(int number) => Value(number).Operation == "Vector";

    private CellPart Operation(int number, EquationValue value)
    {
        string sign = Signs.TryGetValue(value.Operation, out string? known) ? known : EquationPrinter.Function(value.Operation);
        if (value.Arguments is not [var a, var b])
            return Of(sign, false, [.. value.Arguments]);
        if (a == b && value.Operation == "Multiply")
            return Of("(·)²", false, a);

        // A number, a mask or a learned vector has no line of its own: the operation says it.
        var (first, second) = (Known(a), Known(b));
        if (second is not null)
            return Of(sign + second, IsVector(b), a);
        if (first is null)
            return Ordered(value.Operation is "Subtract" or "Divide" ? Part(b) : null);
        bool isEitherWay = value.Operation is "Multiply" or "Add" or "Min" or "Max";
        return Of(isEitherWay ? sign + first : first + sign, IsVector(a), b);

        CellPart Ordered(CellPart? second) =>
            new(PartKind.Operation, sign) { Value = number, Name = Label(number), Inputs = [.. new[] { Part(a), Part(b) }.Distinct()], Second = second };

        CellPart Of(string text, bool isLearned, params int[] arguments) =>
            new(PartKind.Operation, text) { Value = number, IsLearned = isLearned, Name = Label(number), Inputs = [.. arguments.Select(Part).Distinct()] };
    }

    private string? Known(int number) => Value(number) switch
    {
        { Operation: "Constant", Number: < 0 and var constant } => $"({EquationPrinter.Number(constant)})",
        { Operation: "Constant", Number: var constant } => EquationPrinter.Number(constant),
        { Operation: "Mask", Label: var label } => label ?? "mask",
        { Operation: "Vector", Name: var name } => name,
        { Operation: "Subtract", Arguments: [var a, var b] } when Value(a).Operation == "Constant" && Value(b).Operation == "Mask" =>
            $"({Known(a)}−{Known(b)})",
        _ => null,
    };

    /// <summary>A value's name, but for the next of a state and the output, which an exit names.</summary>
    private string Label(int number)
    {
        string label = Value(number).Label ?? "";
        bool isExit = (number == _cell.Output && label == NoState) || _cell.States.Any(state => state.Next == number && state.Name == label);
        return isExit ? "" : label;
    }

    private static string Gate(List<string> matrices)
    {
        var gates = matrices.Select(matrix => matrix.Length > 2 && matrix[1] == '_' ? matrix[2..] : "").Select(gate => gate.Split('_')[^1]).Distinct().ToList();
        return gates.Count == 1 ? gates[0] : "";
    }
}
