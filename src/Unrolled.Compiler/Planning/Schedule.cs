using Unrolled.Compiler.Differentiation;
using Unrolled.Compiler.Graph;

namespace Unrolled.Compiler.Planning;

/// <summary>
/// Where in time every value belongs. A value's level counts the products that must come before it. What depends on the input alone is
/// computed for all steps at once before the loop over time; of the backward pass, what the loop itself does not need comes after it.
/// </summary>
internal sealed class Schedule
{
    private readonly Dictionary<Node, (Phase Phase, int Level)> _homes = [];
    private readonly HashSet<Node> _forward;
    private readonly HashSet<Node> _backwardLoop = [];

    public Schedule(CellGraph cell, Derivative? derivative)
    {
        _forward = [.. cell.Nodes()];
        if (derivative is null)
            return;
        var states = derivative.States.Values.SelectMany(adjoint => new[] { adjoint.Elementwise, adjoint.Transposed }).OfType<Node>();
        var others = derivative.Sums.Values.Concat(derivative.Vectors.Select(vector => vector.Contribution))
            .Concat(derivative.Inputs.SelectMany(input => new[] { input.Adjoint.Elementwise, input.Adjoint.Transposed }).OfType<Node>());
        var backward = CellGraph.Topological(states.Concat(others)).Where(node => !_forward.Contains(node)).ToList();
        _backwardLoop = [.. CellGraph.Topological(states).Where(node => !_forward.Contains(node))];

        // What is made of values that exist for one step only belongs into the loop, with all that it needs itself: until nothing more joins.
        int count;
        do
        {
            count = _backwardLoop.Count;
            var perStep = backward.Where(IsPerStep).ToList();
            _backwardLoop.UnionWith(CellGraph.Topological(perStep).Where(node => !_forward.Contains(node)));
        }
        while (_backwardLoop.Count > count);
    }

    /// <summary>The phase and level at which a value is computed. Leaves are there from the start.</summary>
    public (Phase Phase, int Level) Home(Node node)
    {
        if (!_homes.TryGetValue(node, out var home))
            _homes.Add(node, home = _forward.Contains(node) ? Forward(node) : Backward(node));
        return home;
    }

    private int LevelIn(Phase phase, Node node) => Home(node) is var home && home.Phase == phase ? home.Level : 0;

    private (Phase, int) Forward(Node node)
    {
        if (node.Operation == Operation.State)
            return (Phase.Loop, 0);
        var phase = node.Sources.Any(source => Home(source).Phase == Phase.Loop) ? Phase.Loop : Phase.Before;
        return (phase, Level(node, phase));
    }

    private (Phase, int) Backward(Node node)
    {
        var phase = _backwardLoop.Contains(node) ? Phase.BackwardLoop : Phase.After;
        return (phase, Level(node, phase));
    }

    private int Level(Node node, Phase phase) =>
        node.Sources.Select(source => LevelIn(phase, source)).DefaultIfEmpty(0)
            .Max() + (node.Operation is Operation.Affine or Operation.Transposed || node.IsReduction ? 1 : 0);

    /// <summary>
    /// Whether a value of the backward pass exists for one step only, because something that it is made of does. The adjoints of sums are
    /// stored for all steps, so a product with them can wait unless the loop itself needs it.
    /// </summary>
    private bool IsPerStep(Node node) => node.Operation == Operation.StateAdjoint || _backwardLoop.Contains(node)
        || (node.Operation != Operation.Transposed
        && node.Sources.Any(source => source.Operation == Operation.StateAdjoint || (_backwardLoop.Contains(source) && !source.IsLeaf)));
}
