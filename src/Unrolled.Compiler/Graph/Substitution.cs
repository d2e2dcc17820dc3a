namespace Unrolled.Compiler.Graph;

/// <summary>Puts other values in the place of leaves; what follows from them is simplified anew.</summary>
internal static class Substitution
{
    /// <summary>The equations outside training, where every mask is its expectation: the graph itself where there is none.</summary>
    public static CellGraph ForInference(this CellGraph graph) => graph.Nodes().Any(node => node.Operation == Operation.Mask)
        ? Replace(graph, node => node.Operation == Operation.Mask ? graph.Builder.Constant(node.Mask!.Expectation) : null)
        : graph;

    private static CellGraph Replace(CellGraph graph, Func<Node, Node?> replacement)
    {
        var made = new Dictionary<Node, Node>();
        foreach (var node in graph.Nodes())
        {
            var isSame = node.Sources.All(source => made[source] == source);
            made[node] = replacement(node) ?? (isSame ? node : Rebuild(graph.Builder, node, source => made[source]));
            if (!made[node].IsLeaf)
                made[node].Label ??= node.Label;
        }

        return graph with
        {
            States = [.. graph.States.Select(state => state with { Next = made[state.Next] })],
            Output = made[graph.Output],
        };
    }

    /// <summary>The same operation on other sources.</summary>
    public static Node Rebuild(GraphBuilder builder, Node node, Func<Node, Node> made)
    {
        Node[] arguments = [.. node.Arguments.Select(made)];
        return node.Operation switch
        {
            Operation.Affine => builder.Affine([.. node.Terms.Select(term => term with { Operand = made(term.Operand) })], node.Parameter),
            Operation.Mean => builder.Mean(arguments[0]),
            Operation.InverseRoot => builder.InverseRoot(arguments[0]),
            _ => builder.Elementwise(node.Operation, arguments),
        };
    }
}
