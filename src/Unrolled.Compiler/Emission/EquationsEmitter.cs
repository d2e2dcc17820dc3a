using Unrolled.Compiler.Graph;
using Unrolled.Compiler.Planning;

namespace Unrolled.Compiler.Emission;

/// <summary>Prints the equations of a kernel, a line for each value that has a name.</summary>
/// <param name="writer">Where to.</param>
/// <param name="kernel">What is computed.</param>
/// <param name="isFast">Whether activations are those of <c>Activations.Fast</c>.</param>
/// <param name="variables">What has a variable already; what is printed is added.</param>
internal sealed class EquationsEmitter(CodeWriter writer, Kernel kernel, bool isFast, KernelVariables variables)
{
    private readonly Dictionary<Node, int> _uses = kernel.Body.SelectMany(node => node.Arguments).Concat(kernel.Targets.Select(target => target.Value))
        .GroupBy(node => node).ToDictionary(group => group.Key, group => group.Count());

    /// <summary>Prints what follows from parameters alone.</summary>
    public void EmitOfParameters()
    {
        foreach (var node in kernel.Body.Where(node => KernelPlanner.IsOfParameters(node) && IsPrinted(node)))
            EmitLine(node, variables.EachBlock);
    }

    /// <summary>Prints the rest, in order. Activations that the plan has found to be pairs share a line, and so do those of two vectors.</summary>
    public void EmitRest()
    {
        foreach (var node in kernel.Body.Where(node => !variables.Contains(node) && IsPrinted(node)).ToList())
        {
            if (variables.AreTwo && node.Info.IsActivation)
                EmitPair((node, 0), (node, 1));
            else if (variables.AreTwo || !kernel.Pairs.IsInPair(node))
                EmitLine(node, variables.Each);
            else if (kernel.Pairs.FirstOf(node) is { } first)
                EmitPair((first, 0), (node, 0));
        }
    }

    /// <summary>What a value is in the line that uses it: its variable, or all of it.</summary>
    public string Expression(Node node) => Expression(node, isRoot: false, precedence: 0);

    /// <summary>A product, added to <paramref name="sum"/> with one rounding where the hardware has that.</summary>
    public string MultiplyAdd(Node product, string sum) => $"V.MultiplyAdd({Expression(product.Arguments[0])}, {Expression(product.Arguments[1])}, {sum})";

    /// <summary>A value without a name of its own is called after what it is: <c>tanh_c</c>.</summary>
    public static string VariableName(Node node) => node.Label
        ?? (node.Arguments.Count == 1 && node.Arguments[0].Label is { } argument ? $"{node.Info.Name.ToLowerInvariant()}_{argument}" : "v");

    /// <summary>Whether a value has a line of its own, and is not part of the one line that uses it.</summary>
    private bool IsPrinted(Node node) => !kernel.Fused.Contains(node)
        && (node.Label is not null || _uses[node] != 1 || kernel.Targets.Any(target => target.Value == node) || KernelPlanner.IsOfParameters(node)
            || (variables.AreTwo ? node.Info.IsActivation : kernel.Pairs.IsInPair(node)));

    /// <summary>What the new value of a state is called that the equations do not name: <c>h'</c>.</summary>
    public static string? StateName(Target target) =>
        target.Value.Label is null && target.Value.IsElementwise && target.To.View is { When: When.Next, Buffer.State: { } state } ? state + "'" : null;

    private void EmitComment(Node node)
    {
        var name = node.Label ?? kernel.Targets.Where(target => target.Value == node).Select(StateName).FirstOrDefault(name => name is not null);
        if (name is not null)
            writer.Comment($"{name} = {GraphPrinter.PrintRightHandSide(node)}");
    }

    private void EmitLine(Node node, Action<Action> each)
    {
        EmitComment(node);
        each(() =>
        {
            var text = Expression(node, isRoot: true, precedence: 0);
            variables[node] = variables.Take(VariableName(node));
            writer.Line($"V {variables[node]} = {text};");
        });
    }

    /// <summary>Two activations at once, each of a vector: two of the same, or the same of two.</summary>
    private void EmitPair((Node Node, int Copy) a, (Node Node, int Copy) b)
    {
        var (arguments, results) = (new List<string>(), new List<string>());
        foreach (var node in new[] { a.Node, b.Node }.Distinct())
            EmitComment(node);
        foreach (var (node, copy) in new[] { a, b })
        {
            variables.Of(copy, () =>
            {
                arguments.Add(Expression(node.Arguments[0]));
                variables[node] = variables.Take(VariableName(node));
                results.Add("out V " + variables[node]);
            });
        }

        writer.Line($"{Function(a.Node)}({string.Join(", ", arguments.Concat(results))});");
    }

    private string Function(Node node) => isFast && node.Info.IsActivation ? "Fast" + node.Info.VectorForm : node.Info.VectorForm!;

    private string Expression(Node node, bool isRoot, int precedence)
    {
        if (variables.TryGet(node, out var name))
            return name;
        if (node.Operation == Operation.Constant)
            return Constant(node.Value);
        if (node.IsElementwise && KernelPlanner.FusedArgument(node, kernel.Fused.Contains) is { } product)
        {
            var method = node.Operation == Operation.Add ? "MultiplyAdd" : "NegativeMultiplyAdd";
            var other = node.Operation == Operation.Subtract || node.Arguments[1] == product ? node.Arguments[0] : node.Arguments[1];
            return $"V.{method}({Expression(product.Arguments[0])}, {Expression(product.Arguments[1])}, {Expression(other)})";
        }

        var (info, a) = (node.Info, node.Arguments);
        if (info.Symbol is not { } symbol)
            return info.VectorForm is null ? Expression(a[0], isRoot, precedence) : $"{Function(node)}({string.Join(", ", a.Select(Expression))})";
        string Inner(Node argument, int least) => Expression(argument, isRoot: false, least);
        var own = info.Precedence;

        // Sums are added in the order in which they stand: what is right of an operator keeps its parentheses.
        var text = info.Arity == 1 ? symbol + Inner(a[0], own) : $"{Inner(a[0], own)} {symbol} {Inner(a[1], own + 1)}";
        return own < precedence && !isRoot ? $"({text})" : text;
    }

    private static string Constant(double value) => value == 0 ? "V.Zero" : $"V.Broadcast({GraphPrinter.Number((float)value)}f)";
}
