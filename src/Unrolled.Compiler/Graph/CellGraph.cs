namespace Unrolled.Compiler.Graph;

/// <summary>A state of a cell.</summary>
/// <param name="Name">Its name: <c>h</c>, <c>c</c>.</param>
/// <param name="Previous">Its value before the step: a leaf.</param>
/// <param name="Next">Its value after the step.</param>
internal sealed record CellState(string Name, Node Previous, Node Next);

/// <summary>A cell's equations as a graph.</summary>
/// <param name="Builder">What its nodes were made with; derivatives share it.</param>
/// <param name="Input">The input: an <see cref="Operation.Input"/> or <see cref="Operation.Token"/> leaf.</param>
/// <param name="States">The states, in order.</param>
/// <param name="Output">What the layer above sees.</param>
/// <param name="Parameters">All parameters, in the order in which the equations name them.</param>
internal sealed record CellGraph(
    GraphBuilder Builder,
    Node Input,
    IReadOnlyList<CellState> States,
    Node Output,
    IReadOnlyList<Parameter> Parameters)
{
    /// <summary>The new values of all states, and the output.</summary>
    public IEnumerable<Node> Results => States.Select(state => state.Next).Append(Output).Distinct();

    /// <summary>Every node that the results need, arguments first.</summary>
    public IReadOnlyList<Node> Nodes() => Topological(Results);

    /// <summary>The values that the equations give a name, in the order of the equations.</summary>
    public IEnumerable<Node> Named() => Nodes().Where(node => node.Label is not null && !node.IsLeaf).OrderBy(node => node.Id);

    /// <summary>Each parameter's place among <see cref="Parameters"/>.</summary>
    public Dictionary<Parameter, int> ParameterOrder() =>
        Parameters.Select((parameter, index) => (parameter, index)).ToDictionary(pair => pair.parameter, pair => pair.index);

    /// <summary>Everything that <paramref name="roots"/> need, arguments first.</summary>
    public static IReadOnlyList<Node> Topological(IEnumerable<Node> roots)
    {
        var seen = new HashSet<Node>();
        var order = new List<Node>();
        void Visit(Node node)
        {
            if (!seen.Add(node))
                return;
            foreach (var source in node.Sources)
                Visit(source);
            order.Add(node);
        }

        foreach (var root in roots)
            Visit(root);
        return order;
    }
}
