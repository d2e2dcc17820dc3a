using Unrolled.Compiler.Graph;

namespace Unrolled.Compiler.Planning;

/// <summary>Decides how the values of a kernel are computed: which are computed again, which are fused, and which need a lane mask.</summary>
internal static class KernelPlanner
{
    /// <summary>Whether a value depends on parameters alone: it is computed once a block and kernel, not once a row.</summary>
    public static bool IsOfParameters(Node node) => node.Operation is Operation.Parameter or Operation.Constant
        || (node.IsElementwise && node.Arguments.All(IsOfParameters));

    /// <summary>
    /// The products that only feed one addition or subtraction, <c>a·b + c</c> or <c>c - a·b</c>, and those that are only added to a sum over rows or over
    /// units: one instruction and one rounding where the hardware has it.
    /// </summary>
    public static IReadOnlyCollection<Node> Fused(IReadOnlyList<Node> body, IReadOnlyList<Target> targets, IReadOnlyCollection<Node> masked)
    {
        var uses = body.SelectMany(node => node.Arguments).Concat(targets.Select(target => target.Value)).GroupBy(node => node)
            .ToDictionary(group => group.Key, group => group.Count());
        var inside = new HashSet<Node>(body);
        bool IsUsedOnce(Node node) => node.Operation == Operation.Multiply && inside.Contains(node) && uses[node] == 1;

        var arguments = body.Select(node => FusedArgument(node, IsUsedOnce)).OfType<Node>();
        var added = targets.Where(target => target.Kind != TargetKind.Store).Select(target => target.Value)
            .Where(value => value.Label is null && IsUsedOnce(value) && !masked.Contains(value) && !IsOfParameters(value));
        return new HashSet<Node>(arguments.Concat(added));
    }

    /// <summary>The argument of an addition or subtraction that is fused with it, if <paramref name="candidate"/> accepts one.</summary>
    public static Node? FusedArgument(Node node, Func<Node, bool> candidate) => node.Operation switch
    {
        Operation.Add => candidate(node.Arguments[0]) ? node.Arguments[0] : candidate(node.Arguments[1]) ? node.Arguments[1] : null,
        Operation.Subtract => candidate(node.Arguments[1]) ? node.Arguments[1] : null,
        _ => null,
    };

    /// <summary>
    /// The results that are not exactly 0 at the pad point, where weights, states, inputs and incoming adjoints are 0, as they are in the spare lanes: they
    /// are cleared before they are written.
    /// </summary>
    /// <param name="targets">The results.</param>
    /// <param name="states">
    /// The new values of all states: 0 there where they are read from memory, which they were cleared for, and perhaps not where they are computed again.
    /// A result must be 0 either way: a quotient by such a value is not.
    /// </param>
    public static IReadOnlyCollection<Node> Masked(IReadOnlyList<Target> targets, IEnumerable<Node> states) => new HashSet<Node>(
        Masked(targets, new Dictionary<Node, double>())
            .Concat(Masked(targets, states.Where(state => !state.IsLeaf).Distinct().ToDictionary(state => state, _ => 0.0))));

    private static List<Node> Masked(IReadOnlyList<Target> targets, Dictionary<Node, double> known)
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

        // Products read exactly as many elements as there are units, so what only they and this layer's kernels read may hold anything
        // in its spare lanes: gates do (a sigmoid is 1/2 at 0).
        static bool IsPrivate(Target target) => target.To.View.Buffer.Kind is BufferKind.Sums or BufferKind.Kept or BufferKind.Operand or BufferKind.Output;

        return [.. targets.Where(target => !IsPrivate(target) && !cleared.Contains(target.Value) && AtPadPoint(target.Value) != 0)
            .Select(target => target.Value)];
    }
}
