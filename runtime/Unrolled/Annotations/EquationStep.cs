using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Unrolled;

/// <summary>The <c>Step</c> method of a class of equations: its states, and which element of its result is what.</summary>
internal sealed class EquationStep
{
    private readonly MethodInfo _method;
    private readonly string[] _states;
    private readonly int _output;
    private readonly int[] _elements;

    private EquationStep(string name, MethodInfo method, string[] states, int output, int[] elements)
    {
        Name = name;
        _method = method;
        _states = states;
        _output = output;
        _elements = elements;
    }

    /// <summary>What errors call it, as in <c>MinimalGatedUnit.Step</c>.</summary>
    public string Name { get; }

    /// <summary>The states, in the order of the parameters.</summary>
    public IReadOnlyList<string> States => _states;

    /// <summary>Finds the method of a class and checks its signature.</summary>
    /// <exception cref="ArgumentException">There is no such method, or its parameters or result are not what <see cref="ICellEquations"/> says.</exception>
    public static EquationStep Of([DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicMethods)] Type equations)
    {
        string name = equations.Name + ".Step";
        var methods = equations.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly).Where(method => method.Name == "Step")
            .ToArray();
        if (methods.Length != 1)
            throw Wrong($"{equations.Name} needs exactly one method 'public static … Step(Vec x, Vec h, …)', but has {methods.Length} public static methods "
                + "with this name");
        var method = methods[0];
        var parameters = method.GetParameters();
        if (method.IsGenericMethodDefinition || parameters.Length < 2 || parameters.Any(parameter => parameter.ParameterType != typeof(Vec)))
            throw Wrong($"{name} must take x and one or more states, each a Vec, but it is {method}");
        string[] states = parameters.Skip(1).Select(parameter => parameter.Name!).ToArray();
        if (states.Contains("y"))
            throw Wrong($"{name} has a state y, but y is the name of the output");
        return FromResult(name, method, states);
    }

    /// <summary>Runs one step within an evaluation; replaces the states and returns the output.</summary>
    /// <exception cref="InvalidOperationException">A part of the result is null, or a state is not hidden-wide.</exception>
    public Vec Run(EquationEvaluation evaluation, Vec x, Vec[] states)
    {
        object?[] arguments = [x, .. states];
        object? result = evaluation.Step(x, () => _method.Invoke(null, BindingFlags.DoNotWrapExceptions, null, arguments, null));
        for (int i = 0; i < states.Length; i++)
        {
            states[i] = Element(result, _elements[i], _states[i]);
            if (states[i].Width != evaluation.Hidden)
                throw new InvalidOperationException($"{Name} returned {states[i].Width} elements for the state {_states[i]}, which has one per hidden unit: "
                    + $"{evaluation.Hidden}.");
        }
        return Element(result, _output, "y");
    }

    private static EquationStep FromResult(string name, MethodInfo method, string[] states)
    {
        if (method.ReturnType == typeof(Vec))
        {
            return states.Length == 1
                ? new EquationStep(name, method, states, 0, [0])
                : throw Wrong($"{name} has the states {List(states)}, so it must return a tuple with one element per state, but it returns one Vec");
        }
        int count = TupleLength(method.ReturnType);
        if (count == 0)
            throw Wrong($"{name} must return a Vec or a tuple of them, but it returns {method.ReturnType.Name}");
        // The names of a tuple's own elements come first; those of the nested tuple that holds the eighth and later ones follow, all null.
        var names = method.ReturnParameter.GetCustomAttribute<TupleElementNamesAttribute>()?.TransformNames.Take(count).ToArray();
        if (names is null || names.Contains(null))
            throw Wrong($"every element of the tuple that {name} returns needs a name: those of the states {List(states)}, and y for an output that is not a "
                + "state");
        foreach (string? element in names)
        {
            if (element != "y" && !states.Contains(element))
                throw Wrong($"{name} returns an element {element}, but its states are {List(states)} (y is an output that is not a state)");
        }
        foreach (string state in states)
        {
            if (!names.Contains(state))
                throw Wrong($"{name} has a state {state}, but does not return it; it returns {List(names)}");
        }
        return new EquationStep(name, method, states, Math.Max(0, Array.IndexOf(names, "y")), states.Select(state => Array.IndexOf(names, state)).ToArray());
    }

    /// <summary>Number of elements of a tuple type that holds vectors only; 0 for any other type.</summary>
    private static int TupleLength(Type type)
    {
        if (!type.IsGenericType || !type.IsValueType || !typeof(ITuple).IsAssignableFrom(type))
            return 0;
        var elements = type.GetGenericArguments();
        int own = elements.Count(element => element == typeof(Vec));
        if (own == elements.Length)
            return own;
        int nested = own == 7 && elements.Length == 8 ? TupleLength(elements[7]) : 0;
        return nested == 0 ? 0 : own + nested;
    }

    private Vec Element(object? result, int index, string name) =>
        (result is ITuple tuple ? tuple[index] : result) as Vec ?? throw new InvalidOperationException($"{Name} returned null for {name}.");

    private static string List(IEnumerable<string?> names) => string.Join(", ", names);

    private static ArgumentException Wrong(string message) => new(message + ".");
}
