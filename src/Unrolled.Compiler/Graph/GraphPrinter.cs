using System.Globalization;

namespace Unrolled.Compiler.Graph;

/// <summary>Writes graphs as equations, as a paper would.</summary>
internal static class GraphPrinter
{
    /// <summary>The value's name where it has one, else its right-hand side.</summary>
    public static string Print(Node node) => node.Label ?? PrintRightHandSide(node);

    /// <summary>How the value is computed, down to values that have names.</summary>
    public static string PrintRightHandSide(Node node) => Print(node, 0, isRoot: true);

    /// <summary>The value as a factor of an outer product: in parentheses, where it is no name.</summary>
    public static string PrintFactor(Node node) => node.Label ?? Print(node, Tightest);

    /// <summary>What a sum of products is called where the equations do not name it: <c>a_i</c> for W_i x + …, <c>aR_n</c> for R_n h alone, as in the
    /// GRU.</summary>
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

    /// <summary>One line a random mask of <paramref name="graph"/>: how it is drawn.</summary>
    public static IEnumerable<string> Masks(CellGraph graph) =>
        graph.Nodes().Where(node => node.Operation == Operation.Mask).OrderBy(node => node.Id).Select(node => Describe(node.Mask!, node.Name));

    /// <summary>How a mask is drawn, in the terms of papers.</summary>
    public static string Describe(RandomMask mask, string name)
    {
        var numbers = mask.Dropped == 0 ? $"Bernoulli({Number(1 - mask.Rate)}) / {Number(1 - mask.Rate)}" : $"Bernoulli({Number(mask.Rate)})";
        var draws = mask.IsOfSequence ? "one for all steps of a sequence" : "a new one at each step";
        return $"{name} ~ {numbers}, {draws}; outside training {Number(mask.Expectation)}";
    }

    /// <summary>A number as C# and mathematics write it.</summary>
    public static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>Values without names are written out where they are used, and a value may be used often: beyond this depth they are left out.</summary>
    private const int Deepest = 12;

    /// <summary>How strongly a name and a call bind: they never need parentheses.</summary>
    private const int Tightest = 9;

    private static string Print(Node node, int precedence, bool isRoot = false, int depth = 0)
    {
        if (!isRoot && node.Label is { } label)
            return label;
        if (depth > Deepest)
            return "…";
        depth++;
        var info = node.Info;
        var a = node.Arguments;
        string Inner(int index, int least) => Print(a[index], least, depth: depth);
        var (text, own) = (info.Kind, info.Symbol) switch
        {
            (OperationKind.Leaf, _) => (info.Print(node), Tightest),
            (OperationKind.Product, _) => (Sum(node, depth), node.Terms.Count + (node.Parameter is null ? 0 : 1) > 1 ? 1 : 2),
            _ when info.PrintedForm is { } form => (form(Inner(0, 0)), info.Precedence),
            (_, { } symbol) when info.Arity == 2 =>
                ($"{Inner(0, info.Precedence)} {symbol} {Inner(1, info.IsAssociative ? info.Precedence : info.Precedence + 1)}", info.Precedence),

            // On paper a sign binds no tighter than a product.
            (_, { } symbol) => (symbol + Inner(0, info.Precedence), info.Precedence - 1),
            _ => ($"{info.PrintedName}({string.Join(", ", a.Select((_, index) => Inner(index, 0)))})", Tightest),
        };
        return own < precedence ? $"({text})" : text;
    }

    private static string Sum(Node node, int depth)
    {
        var transposed = node.Operation == Operation.Transposed ? "ᵀ" : "";
        var parts = node.Terms.Select(term => term.Operand.Operation == Operation.Token
            ? $"{term.Matrix}[{term.Operand.Name}]"
            : $"{term.Matrix}{transposed} {Print(term.Operand, 3, depth: depth)}");
        return string.Join(" + ", node.Parameter is null ? parts : parts.Append(node.Parameter.Name));
    }
}
