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
            if (variables.AreTwo && KernelPlanner.IsActivation(node))
                EmitPair((node, 0), (node, 1));
            else if (variables.AreTwo || !kernel.Pairs.IsInPair(node))
                EmitLine(node, variables.Each);
            else if (kernel.Pairs.FirstOf(node) is { } first)
                EmitPair((first, 0), (node, 0));
        }
    }

    /// <summary>What a value is in the line that uses it: its variable, or all of it.</summary>
    public string Expression(Node node) => Expression(node, isRoot: false, precedence: 0);

    /// <summary>A value without a name of its own is called after what it is: <c>tanh_c</c>.</summary>
    public static string VariableName(Node node) => node.Label
        ?? (node.Arguments.Count == 1 && node.Arguments[0].Label is { } argument ? $"{node.Operation.ToString().ToLowerInvariant()}_{argument}" : "v");

    /// <summary>Whether a value has a line of its own, and is not part of the one line that uses it.</summary>
    private bool IsPrinted(Node node) => !kernel.Fused.Contains(node)
        && (node.Label is not null || _uses[node] != 1 || kernel.Targets.Any(target => target.Value == node) || KernelPlanner.IsOfParameters(node)
            || (variables.AreTwo ? KernelPlanner.IsActivation(node) : kernel.Pairs.IsInPair(node)));

    private void EmitComment(Node node)
    {
        if (node.Label is not null)
            writer.Comment($"{node.Label} = {GraphPrinter.PrintRightHandSide(node)}");
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

    private string Function(Node node) => isFast && KernelPlanner.IsActivation(node) ? $"Fast{node.Operation}" : node.Operation.ToString();

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

        string Inner(Node argument, int least) => Expression(argument, isRoot: false, least);
        var a = node.Arguments;
        var (text, own) = node.Operation switch
        {
            Operation.Add => ($"{Inner(a[0], 1)} + {Inner(a[1], 2)}", 1),
            Operation.Subtract => ($"{Inner(a[0], 1)} - {Inner(a[1], 2)}", 1),
            Operation.Multiply => ($"{Inner(a[0], 2)} * {Inner(a[1], 3)}", 2),
            Operation.Divide => ($"{Inner(a[0], 2)} / {Inner(a[1], 3)}", 2),
            Operation.Negate => ($"-{Inner(a[0], 3)}", 3),
            Operation.StopGradient => (Expression(a[0], isRoot, precedence), 9),
            Operation.Min or Operation.Max => ($"{node.Operation}({Expression(a[0])}, {Expression(a[1])})", 9),
            Operation.Abs or Operation.Sqrt => ($"V.{node.Operation}({Expression(a[0])})", 9),
            _ => ($"{Function(node)}({Expression(a[0])})", 9),
        };
        return own < precedence && !isRoot ? $"({text})" : text;
    }

    private static string Constant(double value) => value == 0 ? "V.Zero" : $"V.Broadcast({GraphPrinter.Number((float)value)}f)";
}
