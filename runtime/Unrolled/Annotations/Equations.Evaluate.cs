using System.Diagnostics.CodeAnalysis;

namespace Unrolled;

public static partial class Equations
{
    /// <summary>Runs a cell's equations over one sequence as they are written, in double precision and without the generator. It is slow: use it as a
    /// reference in tests, and to set breakpoints.</summary>
    /// <remarks>
    /// Parameters are bound in the order in which the calls are evaluated, which is the order of <c>model.Parameters</c>. Those of <c>Affine(x, h)</c> are
    /// the matrix of x, the matrix of h and the bias.
    /// <see cref="Describe{TEquations}"/> lists them.
    /// </remarks>
    /// <typeparam name="TEquations">The class with the equations.</typeparam>
    /// <param name="inputs">x of each step: [steps][inputs], at least one step.</param>
    /// <param name="hidden">Hidden units, at least 1.</param>
    /// <param name="parameters">The learned parameters in order, each row-major.</param>
    /// <param name="initialStates">Initial states [hidden] by name; the others are 0.</param>
    /// <returns>Outputs and states after each step.</returns>
    /// <exception cref="ArgumentException">
    /// The class does not have the method that <see cref="ICellEquations"/> describes; the number or the lengths of inputs, parameters or states do not fit
    /// the equations;
    /// or the equations mix widths.
    /// </exception>
    /// <exception cref="InvalidOperationException">The equations return a state of the wrong width, or slice a vector that is not x.</exception>
    public static EquationTrace Evaluate<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicMethods)] TEquations>(
        IReadOnlyList<double[]> inputs, int hidden, IReadOnlyList<double[]> parameters, IReadOnlyDictionary<string, double[]>? initialStates = null)
        where TEquations : ICellEquations
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var step = EquationStep.Of(typeof(TEquations));
        int width = InputWidth(inputs);
        var description = Describe(step, width, hidden);
        if (parameters.Count != description.Count)
            throw new ArgumentException($"{step.Name} has {description.Count} parameters ({string.Join(", ", description)}); got {parameters.Count}.",
                nameof(parameters));
        for (int i = 0; i < description.Count; i++)
        {
            if (parameters[i]?.Length != description[i].Length)
                throw new ArgumentException($"Parameter {i} of {step.Name} is {description[i]}, {description[i].Length} values; got "
                    + $"{parameters[i]?.Length ?? 0}.", nameof(parameters));
        }
        var evaluation = EquationEvaluation.With(hidden, description, parameters.ToArray());
        return Run(step, evaluation, inputs, InitialStates(step, hidden, initialStates));
    }

    /// <summary>Runs a cell's equations over one sequence with the parameters of a model's layer.</summary>
    /// <remarks>
    /// <code>
    /// var trace = Equations.Evaluate&lt;MinimalGatedUnit&gt;(xs, 32, model.Parameters.Where(p =&gt; p.Name.StartsWith("cell0.")));
    /// </code>
    /// A learned initial state among the parameters (<c>cell0.h0</c>) is used where <paramref name="initialStates"/> has no value.
    /// </remarks>
    /// <typeparam name="TEquations">The class with the equations.</typeparam>
    /// <param name="inputs">x of each step: [steps][inputs], at least one step.</param>
    /// <param name="hidden">Hidden units, at least 1.</param>
    /// <param name="parameters">The parameters of one layer, in the order of <c>model.Parameters</c>.</param>
    /// <param name="initialStates">Initial states [hidden] by name.</param>
    /// <returns>Outputs and states after each step.</returns>
    /// <exception cref="ArgumentException">As for the other overload; or the shape or kind of a parameter differs from the equations.</exception>
    /// <exception cref="InvalidOperationException">The equations return a state of the wrong width, or slice a vector that is not x.</exception>
    public static EquationTrace Evaluate<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicMethods)] TEquations>(
        IReadOnlyList<double[]> inputs, int hidden, IEnumerable<NamedTensor> parameters, IReadOnlyDictionary<string, double[]>? initialStates = null)
        where TEquations : ICellEquations
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var step = EquationStep.Of(typeof(TEquations));
        var description = Describe(step, InputWidth(inputs), hidden);
        var states = new Dictionary<string, double[]>(initialStates ?? new Dictionary<string, double[]>());
        var bound = new List<NamedTensor>();
        foreach (var tensor in parameters)
        {
            string? state = step.States.FirstOrDefault(state => LastPart(tensor.Name) == state + "0");
            if (state is null)
                bound.Add(tensor);
            else
                states.TryAdd(state, Double(tensor));
        }
        if (bound.Count != description.Count)
            throw new ArgumentException($"{step.Name} has {description.Count} parameters ({string.Join(", ", description)}); got {bound.Count} "
                + $"({string.Join(", ", bound)}).", nameof(parameters));
        for (int i = 0; i < bound.Count; i++)
        {
            if (bound[i].Shape != description[i].Shape || !description[i].Matches(LastPart(bound[i].Name)))
                throw new ArgumentException($"Parameter {i} of {step.Name} is {description[i]}; got {bound[i]}.", nameof(parameters));
        }
        return Evaluate<TEquations>(inputs, hidden, bound.ConvertAll(Double), states);
    }

    /// <summary>Lists the learned parameters of a cell's equations, in the order in which the calls are evaluated, which is the order of
    /// <c>model.Parameters</c>.</summary>
    /// <typeparam name="TEquations">The class with the equations.</typeparam>
    /// <param name="inputs">Elements of x, at least 1.</param>
    /// <param name="hidden">Hidden units, at least 1.</param>
    /// <exception cref="ArgumentException">The class does not have the method that <see cref="ICellEquations"/> describes, or the equations mix
    /// widths.</exception>
    /// <exception cref="InvalidOperationException">The equations return a state of the wrong width, or slice a vector that is not x.</exception>
    public static IReadOnlyList<EquationParameter> Describe<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicMethods)] TEquations>(int inputs,
        int hidden)
        where TEquations : ICellEquations => Describe(EquationStep.Of(typeof(TEquations)), inputs, hidden);

    private static List<EquationParameter> Describe(EquationStep step, int inputs, int hidden)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(inputs, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(hidden, 1);
        var evaluation = EquationEvaluation.Describing(hidden);
        step.Run(evaluation, new Vec(new double[inputs], isInput: true), InitialStates(step, hidden, null));
        return evaluation.Description;
    }

    private static EquationTrace Run(EquationStep step, EquationEvaluation evaluation, IReadOnlyList<double[]> inputs, Vec[] states)
    {
        var outputs = new List<double[]>(inputs.Count);
        var history = states.Select(_ => new List<double[]>(inputs.Count)).ToArray();
        foreach (double[] x in inputs)
        {
            var output = step.Run(evaluation, new Vec(x, isInput: true), states);
            outputs.Add(output.Elements.ToArray());
            for (int i = 0; i < states.Length; i++)
                history[i].Add(states[i].Elements.ToArray());
        }
        return new EquationTrace(outputs, step.States, history);
    }

    private static Vec[] InitialStates(EquationStep step, int hidden, IReadOnlyDictionary<string, double[]>? initialStates)
    {
        foreach (var (name, value) in initialStates ?? new Dictionary<string, double[]>())
        {
            if (!step.States.Contains(name))
                throw new ArgumentException($"{step.Name} has no state '{name}': its states are {string.Join(", ", step.States)}.", nameof(initialStates));
            if (value?.Length != hidden)
                throw new ArgumentException($"State {name} of {step.Name} has {hidden} values; got {value?.Length ?? 0}.", nameof(initialStates));
        }
        return step.States.Select(state =>
            new Vec(initialStates is not null && initialStates.TryGetValue(state, out double[]? value) ? value : new double[hidden])).ToArray();
    }

    private static int InputWidth(IReadOnlyList<double[]> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        if (inputs.Count == 0 || inputs[0] is null || inputs[0].Length == 0)
            throw new ArgumentException("Expected at least one step with at least one input.", nameof(inputs));
        for (int t = 1; t < inputs.Count; t++)
        {
            if (inputs[t]?.Length != inputs[0].Length)
                throw new ArgumentException($"Step {t} has {inputs[t]?.Length ?? 0} inputs, but step 0 has {inputs[0].Length}.", nameof(inputs));
        }
        return inputs[0].Length;
    }

    private static string LastPart(string name) => name[(name.LastIndexOf('.') + 1)..];

    private static double[] Double(NamedTensor tensor) => Array.ConvertAll(tensor.ToArray(), value => (double)value);
}
