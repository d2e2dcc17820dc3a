using Unrolled.Compiler.Graph;

namespace Unrolled.Compiler.Differentiation;

/// <summary>Reverse-mode differentiation of one step: visits the graph backwards and applies one rule an operation.</summary>
internal sealed class Differentiator
{
    private readonly CellGraph _cell;
    private readonly GraphBuilder _builder;
    private readonly Simplifier _simplifier;
    private readonly Dictionary<Node, Node> _elementwise = [];
    private readonly Dictionary<Node, List<Term>> _transposed = [];
    private readonly Dictionary<Node, Node> _sums = [];
    private readonly List<MatrixGradient> _matrices = [];
    private readonly Dictionary<Parameter, Node> _vectors = [];
    private readonly Dictionary<Parameter, int> _order;
    private readonly List<(Node Value, Node Adjoint)> _named = [];

    private Differentiator(CellGraph cell)
    {
        _cell = cell;
        _builder = cell.Builder;
        var equations = new HashSet<Node>(cell.Nodes());
        _simplifier = new Simplifier(_builder, node => node.Label is not null || equations.Contains(node));
        _order = cell.ParameterOrder();
    }

    /// <summary>The derivative of <paramref name="cell"/>.</summary>
    public static Derivative Differentiate(CellGraph cell) => new Differentiator(cell).Run();

    private Derivative Run()
    {
        foreach (var state in _cell.States)
            Send(state.Next, _builder.StateAdjoint(state.Name, state.Next.Width));
        Send(_cell.Output, _builder.OutputAdjoint(_cell.Output.Width));

        foreach (var node in _cell.Nodes().Reverse())
        {
            if (node.IsLeaf)
            {
                if (node.Operation == Operation.Parameter && _elementwise.TryGetValue(node, out var contribution))
                    _vectors[node.Parameter!] = contribution;
                continue;
            }

            if (Total(node) is { } adjoint)
            {
                Name(node, adjoint, "d" + (node.Label ?? (node.Operation == Operation.Affine ? GraphPrinter.SumName(node) : null)));
                Visit(node, adjoint);
            }
        }

        foreach (var state in _cell.States.Where(state => _elementwise.ContainsKey(state.Previous)))
            Name(state.Previous, _elementwise[state.Previous], $"d{state.Name}_prev");
        return new Derivative(
            _cell.States.ToDictionary(state => state.Name, state => Outgoing(state.Previous)),
            [.. _cell.Nodes().Where(node => node.Operation is Operation.Input or Operation.ModelInputs).OrderBy(node => node.Id)
                .Select(part => (part, Outgoing(part))).Where(input => !input.Item2.IsZero)],
            _sums,
            [.. _matrices.OrderBy(gradient => _order[gradient.Matrix])],
            [.. _cell.Parameters.Where(_vectors.ContainsKey).Select(parameter => new VectorGradient(parameter, _vectors[parameter]))],
            Named());
    }

    /// <summary>All adjoints that have names, from the last equation back, each after those that it is made of.</summary>
    private IReadOnlyList<Node> Named()
    {
        var names = _named.OrderByDescending(pair => pair.Value.Id).Select(pair => pair.Adjoint).ToList();
        var named = new HashSet<Node>(names);
        return [.. CellGraph.Topological(names).Where(named.Contains)];
    }

    /// <summary>The adjoint of <c>i</c> is called <c>di</c>; one adjoint may belong to several values, and has the first's name.</summary>
    private void Name(Node value, Node adjoint, string name)
    {
        if (!adjoint.IsElementwise || name.Length == 1 || adjoint.Label is not null)
            return;
        adjoint.Label = name;
        _named.Add((value, adjoint));
    }

    private void Visit(Node node, Node adjoint)
    {
        if (node.Operation != Operation.Affine)
        {
            var back = node.Info.Adjoint!(_builder, node, adjoint);
            for (var k = 0; k < back.Length; k++)
            {
                if (back[k] is { } part && HasAdjoint(node.Arguments[k]))
                    Send(node.Arguments[k], _simplifier.Simplify(part));
            }

            return;
        }

        _sums.Add(node, adjoint);
        if (node.Parameter is { } bias)
            _vectors.Add(bias, adjoint);
        foreach (var term in node.Terms)
        {
            _matrices.Add(new(term.Matrix, node, adjoint, term.Operand));
            if (term.Operand.Operation == Operation.Token)
                continue;
            if (!_transposed.TryGetValue(term.Operand, out var terms))
                _transposed.Add(term.Operand, terms = []);
            terms.Add(new(term.Matrix, adjoint));
        }
    }

    private static bool HasAdjoint(Node node) => node.Operation switch
    {
        Operation.Constant or Operation.Mask => false,
        Operation.Parameter => node.Parameter!.IsTrained,
        _ => true,
    };

    private void Send(Node node, Node part) =>
        _elementwise[node] = _elementwise.TryGetValue(node, out var sum) ? _simplifier.Add(sum, part) : part;

    private Node? Total(Node node)
    {
        var (elementwise, transposed) = Outgoing(node);
        return (elementwise, transposed) switch
        {
            (null, _) => transposed,
            (_, null) => elementwise,
            _ => _builder.Add(elementwise, transposed),
        };
    }

    private OutgoingAdjoint Outgoing(Node node) => new(
        _elementwise.TryGetValue(node, out var elementwise) ? elementwise : null,
        _transposed.TryGetValue(node, out var terms) ? _builder.Transposed([.. terms.OrderBy(term => _order[term.Matrix])]) : null);
}
