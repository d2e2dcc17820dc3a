namespace Unrolled;

/// <summary>The outputs and states of a cell's equations over one sequence, in double precision.</summary>
public sealed class EquationTrace
{
    private readonly string[] _names;
    private readonly double[][][] _states;

    internal EquationTrace(IReadOnlyList<double[]> outputs, IEnumerable<string> names, IEnumerable<List<double[]>> states)
    {
        Outputs = outputs;
        _names = names.ToArray();
        _states = states.Select(steps => steps.ToArray()).ToArray();
    }

    /// <summary>The output of each step: [steps][hidden], or [steps][width of <c>y</c>] if the equations have a <c>y</c>.</summary>
    public IReadOnlyList<double[]> Outputs { get; }

    /// <summary>The names of the states, in the order of <c>Step</c>'s parameters.</summary>
    public IReadOnlyList<string> StateNames => _names;

    /// <summary>A state after each step: [steps][hidden]; the last is the final state.</summary>
    /// <param name="state">The name of the state, as in <c>h</c>.</param>
    /// <exception cref="KeyNotFoundException">There is no state with this name; the message lists all.</exception>
    public IReadOnlyList<double[]> this[string state]
    {
        get
        {
            int index = Array.IndexOf(_names, state);
            return index >= 0 ? _states[index] : throw Names.Unknown("state", state, _names);
        }
    }
}
