using Unrolled.Compiler.Graph;

namespace Unrolled.Compiler.Planning;

/// <summary>
/// Activations of a kernel that are computed two at once, since neither needs the other: their constants are loaded once for both, and one goes on while
/// the other waits for its last operation.
/// Three at once gain nothing more.
/// </summary>
internal sealed class ActivationPairs
{
    private readonly Dictionary<Node, Node> _firsts = [];
    private readonly HashSet<Node> _members = [];

    /// <summary>Whether <paramref name="node"/> is computed together with another.</summary>
    public bool IsInPair(Node node) => _members.Contains(node);

    /// <summary>The other of the pair, if <paramref name="node"/> is the second: both are computed where it stands.</summary>
    public Node? FirstOf(Node node) => _firsts.TryGetValue(node, out var first) ? first : null;

    /// <summary>Finds them in what a kernel computes, arguments first: an activation waits for the next of the same function, unless something between them
    /// needs it.</summary>
    public static ActivationPairs Of(IReadOnlyList<Node> body)
    {
        var pairs = new ActivationPairs();
        Node? waiting = null;
        foreach (var node in body.Where(node => !KernelPlanner.IsOfParameters(node)))
        {
            if (waiting is not null && node.Arguments.Contains(waiting))
                waiting = null;
            if (!node.Info.IsActivation)
                continue;
            if (waiting?.Operation != node.Operation)
            {
                waiting = node;
                continue;
            }

            pairs._firsts.Add(node, waiting);
            pairs._members.UnionWith([waiting, node]);
            waiting = null;
        }

        return pairs;
    }
}
