namespace Unrolled;

/// <summary>
/// A run of a cell's equations on the thread that called <see cref="Equations"/>.Evaluate or Describe: where learned parameters come from, in the order in
/// which the calls are evaluated.
/// </summary>
internal sealed class EquationEvaluation
{
    [ThreadStatic]
    private static EquationEvaluation? s_current;

    private readonly List<EquationParameter> _description;
    private readonly double[][]? _values;
    private int _next;

    private EquationEvaluation(int hidden, List<EquationParameter> description, double[][]? values)
    {
        Hidden = hidden;
        _description = description;
        _values = values;
    }

    /// <summary>Hidden units.</summary>
    public int Hidden { get; }

    /// <summary>x of the step that runs.</summary>
    public Vec? Input { get; private set; }

    /// <summary>A run that finds out which parameters there are: each is 0.</summary>
    public static EquationEvaluation Describing(int hidden) => new(hidden, [], null);

    /// <summary>A run with values for the parameters that a run of the same equations has found.</summary>
    public static EquationEvaluation With(int hidden, List<EquationParameter> description, double[][] values) => new(hidden, description, values);

    /// <summary>The parameters found.</summary>
    public List<EquationParameter> Description => _description;

    /// <summary>The run on this thread.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public static EquationEvaluation Current(string call) => s_current ?? throw new InvalidOperationException(
        $"{call} has learned parameters, which exist only while equations are evaluated: call Equations.Evaluate<TEquations>(…) instead of {call} or Step.");

    /// <summary>Runs one step of the equations.</summary>
    public T Step<T>(Vec input, Func<T> step)
    {
        var outer = s_current;
        s_current = this;
        Input = input;
        _next = 0;
        try
        {
            var result = step();
            if (_next != _description.Count)
                throw Inconsistent($"ended after {_next} of {_description.Count} parameters");
            return result;
        }
        finally
        {
            s_current = outer;
        }
    }

    /// <summary>The value of the next parameter.</summary>
    public Vec Take(EquationParameter parameter)
    {
        if (_values is null)
        {
            _description.Add(parameter);
            _next++;
            return new Vec(new double[parameter.Length]);
        }
        if (_next == _description.Count)
            throw Inconsistent($"asked for one more parameter than {_description.Count}: {parameter}");
        var expected = _description[_next];
        if (expected.Kind != parameter.Kind || expected.Shape != parameter.Shape)
            throw Inconsistent($"asked for {parameter} where it was {expected}");
        return new Vec(_values[_next++]);
    }

    private static InvalidOperationException Inconsistent(string found) =>
        new($"Step must make the same calls in the same order at every step, but a later step {found}.");
}
