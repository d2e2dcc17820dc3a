using Unrolled.Compiler.Graph;

namespace Unrolled.Compiler.Planning;

/// <summary>Decides how the values of a kernel are computed: which are computed again, which are fused, and which need a lane mask.</summary>
internal static class KernelPlanner
{
    /// <summary>Whether a value depends on parameters alone: it is computed once a block and kernel, not once a row.</summary>
    public static bool IsOfParameters(Node node) => node.Operation is Operation.Parameter or Operation.Constant || (node.IsElementwise && node.Arguments.All(IsOfParameters));

    /// <summary>
    /// Finds products that only feed one addition or subtraction. <c>a·b + c</c>, <c>c - a·b</c>: one instruction and one rounding where the hardware has it.
    /// </summary>
    public static void Fuse(Kernel kernel)
    {
        var uses = Uses(kernel);
        var inside = new HashSet<Node>(kernel.Body);
        foreach (var node in kernel.Body)
        {
            if (FusedArgument(node, argument => argument.Operation == Operation.Multiply && inside.Contains(argument) && uses[argument] == 1) is { } product)
                kernel.Fused.Add(product);
        }
    }

    /// <summary>Finds products that are only added to a sum over rows or over units, which are fused with that addition.</summary>
    public static void FuseSums(Kernel kernel)
    {
        var uses = Uses(kernel);
        foreach (var value in kernel.Targets.Where(target => target.Kind != TargetKind.Store).Select(target => target.Value))
        {
            if (value is { Operation: Operation.Multiply, Label: null } && kernel.Body.Contains(value) && uses[value] == 1
                && !kernel.Masked.Contains(value) && !IsOfParameters(value))
                kernel.Fused.Add(value);
        }
    }

    private static Dictionary<Node, int> Uses(Kernel kernel) => kernel.Body.SelectMany(node => node.Arguments)
        .Concat(kernel.Targets.Select(target => target.Value)).GroupBy(node => node).ToDictionary(group => group.Key, group => group.Count());

    /// <summary>The argument of an addition or subtraction that is fused with it, if <paramref name="candidate"/> accepts one.</summary>
    public static Node? FusedArgument(Node node, Func<Node, bool> candidate) => node.Operation switch
    {
        Operation.Add => candidate(node.Arguments[0]) ? node.Arguments[0] : candidate(node.Arguments[1]) ? node.Arguments[1] : null,
        Operation.Subtract => candidate(node.Arguments[1]) ? node.Arguments[1] : null,
        _ => null,
    };

    /// <summary>
    /// Evaluates every result at the pad point, where weights, states, inputs and incoming adjoints are 0, as they are in the spare lanes:
    /// what is not exactly 0 there is cleared before it is written.
    /// </summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="states">
    /// The new values of all states: 0 there where they are read from memory, which they were cleared for, and perhaps not where they are computed again.
    /// A result must be 0 either way: a quotient by such a value is not.
    /// </param>
    public static void Mask(Kernel kernel, IEnumerable<Node> states)
    {
        Mask(kernel, new Dictionary<Node, double>());
        Mask(kernel, states.Where(state => !state.IsLeaf).Distinct().ToDictionary(state => state, _ => 0.0));
    }

    private static void Mask(Kernel kernel, Dictionary<Node, double> known)
    {
        HashSet<Node> cleared = [.. known.Keys];
        double AtPadPoint(Node node)
        {
            if (!known.TryGetValue(node, out var value))
            {
                // A mean may be anything there: it depends on the other lanes.
                value = node.Operation == Operation.Constant ? node.Value
                    : node.IsReduction ? 0.61803398875 + (0.0137 * node.Id)
                    : node.IsElementwise ? Operations.Value(node.Operation, [.. node.Arguments.Select(AtPadPoint)])
                    : 0;
                known.Add(node, value);
            }

            return value;
        }

        foreach (var target in kernel.Targets)
        {
            // Products read exactly as many elements as there are units, so what only they and this layer's kernels read may hold anything
            // in its spare lanes: gates do (a sigmoid is 1/2 at 0).
            var isPrivate = target.To.View.Buffer.Kind is BufferKind.Sums or BufferKind.Kept or BufferKind.Operand or BufferKind.Output;
            if (!isPrivate && !cleared.Contains(target.Value) && AtPadPoint(target.Value) != 0)
                kernel.Masked.Add(target.Value);
        }
    }
}
