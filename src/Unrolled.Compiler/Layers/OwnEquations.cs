using Unrolled.Compiler.Graph;
using Unrolled.Compiler.Specs;
using static Unrolled.Compiler.Graph.Numbers;

namespace Unrolled.Compiler.Layers;

/// <summary>Runs a user's straight-line program on graph nodes, for given sizes, and finds what does not fit them.</summary>
internal sealed class OwnEquations(EquationSpec spec, Equations e, int hidden, int inputs, bool isToken)
{
    /// <summary>The functions that learn parameters.</summary>
    public static IReadOnlyList<string> Learned { get; } = ["Affine", "Linear", "Scale", "Bias", "Normalize"];

    private readonly List<Vec> _values = [];
    private readonly List<LayerProblem> _problems = [];
    private readonly Dictionary<string, int> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Node> _labels = new(StringComparer.Ordinal);

    /// <summary>What is wrong, each at the step it is wrong in.</summary>
    public IReadOnlyList<LayerProblem> Check()
    {
        Run();
        return _problems;
    }

    /// <summary>The graph of equations that <see cref="Check"/> finds nothing wrong with.</summary>
    public CellGraph Write()
    {
        Run();
        if (_problems.Count > 0)
            throw new InvalidOperationException($"{spec.Name}: {_problems[0].Message}");
        var results = spec.Results.ToDictionary(result => result.Name, result => _values[result.Value]);
        foreach (var result in spec.Results)
            Label(result.Name, results[result.Name]);
        var states = spec.States.Select(state => (state, results[state])).ToArray();
        return e.Finish(results.TryGetValue("y", out var output) && !spec.States.Contains("y") ? output : states[0].Item2, states);
    }

    private void Run()
    {
        _values.Add(e.X);
        _values.AddRange(spec.States.Select(state => e.State(state)));
        for (var i = 0; i < spec.Steps.Count && _problems.Count == 0; i++)
        {
            var step = spec.Steps[i];
            var value = Make(i, step, [.. step.Arguments.Select(argument => _values[argument])]);
            if (step.Label.Length > 0)
                Label(step.Label, value);
            _values.Add(value);
        }

        if (_problems.Count == 0)
            CheckResults();
        if (_problems.Count == 0)
            CheckUse();
    }

    /// <summary>Names a value after a variable; of several that it was assigned, the last has the name.</summary>
    private void Label(string label, Vec value)
    {
        if (_labels.TryGetValue(label, out var before) && before != value.Node && before.Label == label)
            before.Label = null;
        _labels[label] = e.Name(label, value).Node;
    }

    /// <summary>A parameter that reaches no result would never learn.</summary>
    private void CheckUse()
    {
        var used = new HashSet<string>(CellGraph.Topological(spec.Results.Select(result => _values[result.Value].Node))
            .SelectMany(node => node.Terms.Select(term => term.Matrix.Name)
            .Concat(node.Parameter is { } parameter ? [parameter.Name] : [])), StringComparer.Ordinal);
        foreach (var name in _names.Where(name => !used.Contains(name.Key)).Take(1))
            _problems.Add(new(SpecProblemCatalog.UnusedParameter, "#" + Text(name.Value),
                $"The parameter {name.Key} has no effect on any result, so it could never learn: use this value, or remove it"));
    }

    private void CheckResults()
    {
        foreach (var result in spec.Results)
        {
            var width = _values[result.Value].Node.Width;
            var at = result.Value > spec.States.Count ? "#" + Text(result.Value - spec.States.Count - 1) : "";
            if (width == 0)
                _problems.Add(new(SpecProblemCatalog.StateWidth, at,
                    $"The new value of {result.Name} is a number, and it must be a vector: multiply it by a vector, or write Bias() for a learned one"));
            else if (result.Name != "y" && width != hidden)
                _problems.Add(new(SpecProblemCatalog.StateWidth, at,
                    $"The new value of the state {result.Name} has {Text(width)} elements, and a state has one per hidden unit: {Text(hidden)}"));
        }
    }

    private Vec Make(int index, EquationStep step, Vec[] a)
    {
        if (isToken && a.Any(argument => argument == e.X) && step.Operation is not ("Affine" or "Linear"))
            return Wrong(index, SpecProblemCatalog.EquationWidths,
                $"{step.Operation} needs a vector, and the input of this model is a token, which only Affine and Linear can read");
        switch (step.Operation)
        {
            case "Constant":
                return e.Constant(step.Value);
            case "Affine" or "Linear":
                return Products(index, step, a);
            case "Scale":
                return Claim(index, "p_" + step.Gate) ? e.Vector("p_" + step.Gate, a[0].Node.Width, InitialOf(step, new(InitialKind.Constant, 1))) * a[0]
                    : a[0];
            case "Bias":
                var width = step.IsInputWide ? inputs : hidden;
                return Claim(index, "b_" + step.Gate) ? e.Vector("b_" + step.Gate, width, InitialOf(step, Initial.Zero)) : e.X;
            case "Normalize":
                return Claim(index, "gain_" + step.Gate)
                    && Claim(index, "shift_" + step.Gate) ? e.Normalize(step.Gate, a[0], InitialOf(step, new(InitialKind.Constant, 1))) : a[0];
            case "Slice":
                return Slice(index, step, a[0]);
            default:
                return Elementwise(index, step, a);
        }
    }

    private Vec Products(int index, EquationStep step, Vec[] operands)
    {
        var rows = step.IsInputWide ? inputs : hidden;
        if (step.IsInputWide && isToken)
            return Wrong(index, SpecProblemCatalog.EquationWidths, "A token has no width: remove 'width: x'");
        var initial = step.Initial is null ? null : InitialOf(step, Initial.Zero);
        var isOfBias = step.Operation == "Affine" && initial?.Kind == InitialKind.Constant;
        var terms = new List<Term>();
        foreach (var operand in operands)
        {
            if (operand.Node.Width == 0)
                return Wrong(index, SpecProblemCatalog.EquationWidths, $"{step.Operation} needs a vector, and this is a number");
            var isInput = operand.Node.Operation is Operation.Input or Operation.Token;
            var name = (isInput ? "W_" : "R_") + step.Gate;
            if (terms.Any(term => term.Matrix.Name == name))
                return Wrong(index, SpecProblemCatalog.ParameterName,
                    $"{step.Operation} takes at most one argument that is {(isInput ? "x or a slice of it" : "not x")}, because both matrices would be named "
                    + $"{name}: write the sum of two products, and give one of them a name: \"…\"");
            if (!Claim(index, name))
                return e.X;
            terms.Add(e.Product(name, operand, rows, initial is not null && !isOfBias ? initial : isInput ? Initial.GlorotUniform : Initial.Orthogonal));
        }

        if (step.Operation == "Linear")
            return e.Sum(terms, null);
        return Claim(index, "b_" + step.Gate) ? e.Sum(terms, e.LearnedBias("b_" + step.Gate, rows, isOfBias ? initial! : Initial.Zero)) : e.X;
    }

    private Vec Slice(int index, EquationStep step, Vec whole)
    {
        var slice = step.Slice!;
        var start = slice.StartFromEnd ? inputs - slice.Start : slice.Start;
        var end = slice.EndFromEnd ? inputs - slice.End : slice.End;
        if (whole != e.X)
            return Wrong(index, SpecProblemCatalog.SliceBounds, "Only the input x can be sliced");
        if (start < 0 || end > inputs || start >= end)
            return Wrong(index, SpecProblemCatalog.SliceBounds,
                $"The slice from {Text(start)} to {Text(end)} is empty, or not inside the {Text(inputs)} inputs");
        return e.Slice(start, end - start);
    }

    private Vec Elementwise(int index, EquationStep step, Vec[] a)
    {
        if (!Enum.TryParse<Operation>(step.Operation, out var operation) || Operations.Of(operation).Kind != OperationKind.Elementwise)
            throw new InvalidOperationException($"{spec.Name}: unknown operation {step.Operation}.");
        var widths = a.Select(argument => argument.Node.Width).Where(width => width > 0).Distinct().ToList();
        return widths.Count > 1
            ? Wrong(index, SpecProblemCatalog.EquationWidths,
            $"{step.Operation} works element by element, and its operands have {Text(widths[0])} and {Text(widths[1])} elements: a vector is as wide as the "
            + $"input ({Text(inputs)}) or as the hidden units ({Text(hidden)}). Affine and Linear change a width")
            : e.Apply(operation, a);
    }

    /// <summary>Takes a parameter's name, unless another parameter has it.</summary>
    private bool Claim(int index, string name)
    {
        if (!_names.ContainsKey(name))
        {
            _names.Add(name, index);
            return true;
        }

        Wrong(index, SpecProblemCatalog.ParameterName, $"Two parameters would be named {name}: give one of them another name with name: \"…\"");
        return false;
    }

    private Vec Wrong(int index, string code, string message)
    {
        _problems.Add(new(code, "#" + Text(index), message));
        return e.X;
    }

    private static Initial InitialOf(EquationStep step, Initial otherwise) => step.Initial is { } given
        ? new((InitialKind)Enum.Parse(typeof(InitialKind), given.Kind), given.A, given.B)
        : otherwise;
}
