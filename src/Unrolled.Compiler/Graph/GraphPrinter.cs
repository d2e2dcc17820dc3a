using System.Globalization;

namespace Unrolled.Compiler.Graph;

/// <summary>Writes graphs as equations, as a paper would.</summary>
internal static class GraphPrinter
{
    /// <summary>The value's name where it has one, else its right-hand side.</summary>
    public static string Print(Node node) => node.Label ?? PrintRightHandSide(node);

    /// <summary>How the value is computed, down to values that have names.</summary>
    public static string PrintRightHandSide(Node node) => Print(node, 0, isRoot: true);

    /// <summary>What a sum of products is called where the equations do not name it: <c>a_i</c> for W_i x + …, <c>aR_n</c> for R_n h alone, as in the GRU.</summary>
    public static string SumName(Node sum)
    {
        var matrix = sum.Terms[0].Matrix.Name;
        return matrix.StartsWith("W_", StringComparison.Ordinal) ? "a_" + matrix.Substring(2)
            : matrix.StartsWith("R_", StringComparison.Ordinal) ? "aR_" + matrix.Substring(2)
            : "a_" + matrix;
    }

    /// <summary>One line an equation: every named value, then the states and the output.</summary>
    public static IEnumerable<string> Equations(CellGraph graph)
    {
        foreach (var node in graph.Named())
            yield return $"{node.Label} = {PrintRightHandSide(node)}";
        foreach (var state in graph.States)
        {
            // A state whose new value has the state's own name stands above already.
            if (state.Next.Label != state.Name)
                yield return $"{state.Name}' = {Print(state.Next)}";
        }

        if (graph.Output.Label != "y" && graph.States.All(state => state.Next != graph.Output))
            yield return $"y = {PrintRightHandSide(graph.Output)}";
    }

    /// <summary>A number as C# and mathematics write it.</summary>
    public static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>Values without names are written out where they are used, and a value may be used often: beyond this depth they are left out.</summary>
    private const int Deepest = 12;

    private static string Print(Node node, int precedence, bool isRoot = false, int depth = 0)
    {
        if (!isRoot && node.Label is { } label)
            return label;
        if (depth > Deepest)
            return "…";
        depth++;
        var (text, own) = node.Operation switch
        {
            Operation.Input or Operation.Token => (node.Name, 9),
            Operation.State => ($"{node.Name}[t-1]", 9),
            Operation.Parameter => (node.Name, 9),
            Operation.Constant => (Number(node.Value), 9),
            Operation.StateAdjoint => ($"d{node.Name}'", 9),
            Operation.OutputAdjoint => ("dy", 9),
            Operation.Affine => (Sum(node, "", depth), node.Terms.Count + (node.Parameter is null ? 0 : 1) > 1 ? 1 : 2),
            Operation.Transposed => (Sum(node, "ᵀ", depth), node.Terms.Count > 1 ? 1 : 2),
            Operation.Add => ($"{Print(node.Arguments[0], 1, depth: depth)} + {Print(node.Arguments[1], 1, depth: depth)}", 1),
            Operation.Subtract => ($"{Print(node.Arguments[0], 1, depth: depth)} - {Print(node.Arguments[1], 2, depth: depth)}", 1),
            Operation.Multiply => ($"{Print(node.Arguments[0], 2, depth: depth)} * {Print(node.Arguments[1], 2, depth: depth)}", 2),
            Operation.Divide => ($"{Print(node.Arguments[0], 2, depth: depth)} / {Print(node.Arguments[1], 3, depth: depth)}", 2),
            Operation.Negate => ($"-{Print(node.Arguments[0], 3, depth: depth)}", 2),
            _ => ($"{Function(node.Operation)}({string.Join(", ", node.Arguments.Select(argument => Print(argument, 0, depth: depth)))})", 9),
        };
        return own < precedence ? $"({text})" : text;
    }

    private static string Sum(Node node, string transposed, int depth)
    {
        var parts = node.Terms.Select(term => term.Operand.Operation == Operation.Token
            ? $"{term.Matrix}[{term.Operand.Name}]"
            : $"{term.Matrix}{transposed} {Print(term.Operand, 3, depth: depth)}");
        return string.Join(" + ", node.Parameter is null ? parts : parts.Append(node.Parameter.Name));
    }

    private static string Function(Operation operation) => operation == Operation.InverseRoot ? "1/sqrt(eps + mean)" : operation.ToString().ToLowerInvariant();
}
