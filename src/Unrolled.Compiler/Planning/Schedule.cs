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
    private readonly Dictionary<Node, bool> _perStep = [];
    private readonly HashSet<Node> _forward;
    private readonly HashSet<Node> _feedback = [];
    private readonly HashSet<Node> _backwardLoop = [];

    public Schedule(CellGraph cell, Derivative? derivative)
    {
        _forward = [.. cell.Nodes()];
        if (derivative is null)
            return;
        var states = derivative.States.Values.SelectMany(adjoint => new[] { adjoint.Elementwise, adjoint.Transposed }).OfType<Node>();
        _feedback = [.. CellGraph.Topological(states)];
        var others = derivative.Sums.Values.Concat(derivative.Vectors.Select(vector => vector.Contribution))
            .Concat(derivative.Inputs.SelectMany(input => new[] { input.Adjoint.Elementwise, input.Adjoint.Transposed }).OfType<Node>());
        _backwardLoop = [.. CellGraph.Topological(_feedback.Concat(CellGraph.Topological(others).Where(IsPerStep)))];
        _backwardLoop.ExceptWith(_forward);
    }

    /// <summary>The phase and level at which a value is computed. Leaves are there from the start.</summary>
    public (Phase Phase, int Level) Home(Node node)
    {
        if (!_homes.TryGetValue(node, out var home))
            _homes.Add(node, home = _forward.Contains(node) ? Forward(node) : Backward(node));
        return home;
    }

    public bool IsForward(Node node) => _forward.Contains(node);

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
        node.Sources.Select(source => LevelIn(phase, source)).DefaultIfEmpty(0).Max() + (node.Operation is Operation.Affine or Operation.Transposed || node.IsReduction ? 1 : 0);

    /// <summary>
    /// Whether a value of the backward pass exists for one step only, because the adjoint of a state does. The adjoints of sums are
    /// stored for all steps, so a product with them can wait unless the loop itself needs it.
    /// </summary>
    private bool IsPerStep(Node node)
    {
        if (_forward.Contains(node))
            return false;
        if (!_perStep.TryGetValue(node, out var known))
        {
            known = node.Operation == Operation.StateAdjoint
                || (node.Operation == Operation.Transposed ? _feedback.Contains(node) : node.Sources.Any(IsPerStep));
            _perStep.Add(node, known);
        }

        return known;
    }
}
