using System.Globalization;
using Unrolled.Compiler.Specs;

namespace Unrolled.Generator.Tests.Equations;

/// <summary>Equations in a few lines: <c>#3 f = Sigmoid(#2)</c>, <c>#2 = Affine(x, h) of f</c>, <c>return h = #9</c>. Constants stand where they are
/// used.</summary>
internal static class EquationPrinter
{
    public static string[] Print(EquationSpec spec)
    {
        var first = 1 + spec.States.Count;
        var lines = spec.Steps.Select((step, i) => step.Operation == "Constant" ? null : Print(step, first + i));
        return [.. lines.Where(line => line is not null)
            .Select(line => line!), "return " + string.Join(", ", spec.Results.Select(r => $"{r.Name} = {Value(r.Value)}"))];

        string Print(EquationStep step, int number)
        {
            var text = $"#{number}{(step.Label.Length > 0 ? " " + step.Label : "")} = {step.Operation}({string.Join(", ", step.Arguments.Select(Value))})";
            if (step.Slice is { } s)
                text += $"[{(s.StartFromEnd ? "^" : "")}{s.Start}..{(s.EndFromEnd ? "^" : "")}{s.End}]";
            if (step.Gate.Length > 0)
                text += " of " + step.Gate;
            if (step.Initial is { } initial)
                text += FormattableString.Invariant($" from {initial.Kind}({initial.A}, {initial.B})");
            return step.IsInputWide ? text + " wide" : text;
        }

        string Value(int number) => number == 0 ? "x"
            : number < first ? spec.States[number - 1]
            : spec.Steps[number - first] is { Operation: "Constant" } constant ? constant.Value.ToString("R", CultureInfo.InvariantCulture)
            : "#" + number.ToString(CultureInfo.InvariantCulture);
    }
}
