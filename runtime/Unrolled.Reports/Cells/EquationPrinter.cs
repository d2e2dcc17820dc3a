using System.Globalization;

namespace Unrolled;

/// <summary>Writes values of a cell as a paper would. An underscore begins a subscript, in braces where it is longer than a word: W_f, h_{t−1}.</summary>
internal sealed class EquationPrinter(CellEquations cell, Func<int, string?> nameOf, Func<int, int?> normalized)
{
    private const int Deepest = 12;
    private const int Tightest = 9;

    private static readonly Dictionary<string, (string Symbol, int Precedence)> Binary = new()
    {
        ["Add"] = (" + ", 1),
        ["Subtract"] = (" − ", 1),
        ["Multiply"] = (" · ", 2),
        ["Divide"] = (" / ", 2),
    };

    /// <summary>The right-hand side of a value, down to values that have names.</summary>
    public string RightHandSide(int value) => Print(value, 0, isRoot: true, 0);

    /// <summary>A value as it is used: its name where it has one.</summary>
    public string Use(int value) => Print(value, 0, isRoot: false, 0);

    /// <summary>A number as mathematics writes it.</summary>
    public static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture).Replace('-', '−');

    /// <summary>How a function is written.</summary>
    public static string Function(string operation) => operation switch
    {
        "Sigmoid" => "σ",
        "Relu" => "ReLU",
        "Sqrt" => "√",
        "InverseRoot" => "1/rms",
        _ => operation.ToLowerInvariant(),
    };

    private string Print(int number, int precedence, bool isRoot, int depth)
    {
        if (!isRoot && nameOf(number) is { } name)
            return name;
        if (depth > Deepest)
            return "…";
        depth++;
        var value = cell.Values[number];
        var (text, own) = (value.Operation, value.Arguments) switch
        {
            ("StopGradient", [var only]) => (Print(only, precedence, isRoot: false, depth), Tightest),
            ("Affine", _) => (Sum(value, depth), value.Terms.Length + (value.Name.Length > 0 ? 1 : 0) > 1 ? 1 : 2),
            ("State", _) => (value.Name + "_{t−1}", Tightest),
            ("Vector", _) => (value.Name, Tightest),
            ("Constant", _) => (Number(value.Number), value.Number < 0 ? 2 : Tightest),
            ("Token", _) => ("token", Tightest),
            ("Mask", _) => (value.Label ?? "mask", Tightest),
            (_, []) => (value.Label ?? "x", Tightest),
            _ when normalized(number) is { } inner => ($"LN({Print(inner, 0, isRoot: false, depth)})", Tightest),
            ("Negate", [var only]) => ("−" + Print(only, 3, isRoot: false, depth), 2),
            ("Abs", [var only]) => ($"|{Print(only, 0, isRoot: false, depth)}|", Tightest),
            (_, [var a, var b]) when Binary.TryGetValue(value.Operation, out var binary) =>
                (Print(a, binary.Precedence, isRoot: false, depth) + binary.Symbol
                    + Print(b, value.Operation is "Add" or "Multiply" ? binary.Precedence : binary.Precedence + 1, isRoot: false, depth), binary.Precedence),
            _ => ($"{Function(value.Operation)}({string.Join(", ", value.Arguments.Select(argument => Print(argument, 0, isRoot: false, depth)))})", Tightest),
        };
        return own < precedence ? $"({text})" : text;
    }

    private string Sum(EquationValue value, int depth)
    {
        var parts = value.Terms.Select(term => cell.Values[term.Operand].Operation == "Token"
            ? $"{term.Matrix}[token]"
            : $"{term.Matrix} {Print(term.Operand, 3, isRoot: false, depth)}");
        return string.Join(" + ", value.Name.Length > 0 ? parts.Append(value.Name) : parts);
    }
}
