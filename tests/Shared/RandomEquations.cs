using Unrolled.Compiler.Specs;

// Compiled into each test project that needs it.
namespace Unrolled.Tests.Shared;

/// <summary>Writes cells that nobody has thought of: random compositions of the whole vocabulary, from a seed.</summary>
/// <remarks>
/// Operands of divisions, logarithms and roots are guarded (1.5 + tanh, 0.5 + v²), exponentials see a tanh, and every state ends in a bounded
/// function or in a contraction, so that values stay near 1 over some steps. In half of the cells something is divided by a state's new value, or its
/// logarithm or root taken: by one
/// that is positive itself, though not in the spare lanes, or by a guarded function of it.
/// </remarks>
internal sealed class RandomEquations
{
    private readonly Random _random;
    private readonly List<Compiler.Specs.EquationStep> _steps = [];
    private readonly List<int> _hiddenWide = [];
    private readonly List<int> _inputWide = [0];
    private readonly int _states;
    private readonly int _inputs;
    private int _gates;

    private RandomEquations(int seed, int inputs)
    {
        _random = new Random(seed);
        _inputs = inputs;
        _states = 1 + _random.Next(3);
        _hiddenWide.AddRange(Enumerable.Range(1, _states));
    }

    /// <summary>How many cells the tests take.</summary>
    public const int Cells = 320;

    /// <summary>The model of one of them: 1-20 inputs, 1-40 hidden units.</summary>
    public static ModelSpec Spec(int seed)
    {
        var random = new Random(seed);
        var (inputs, hidden) = (1 + random.Next(20), 1 + random.Next(40));
        return Specs.Features(inputs, new LayerSpec("Cell", new([new LayerOption("hidden", hidden)])) { Equations = Write(seed, inputs) });
    }

    /// <summary>The same cell with recurrent dropout, zoneout or both.</summary>
    public static ModelSpec Masked(int seed)
    {
        var spec = Spec(seed);
        LayerOption[] masks = [new("RecurrentDropout", 0.25), new("Zoneout", 0.125)];
        var chosen = seed % 3 == 2 ? masks : [masks[seed % 3]];
        return spec with { Layers = new([spec.Layers[0] with { Options = new(spec.Layers[0].Options.Concat(chosen)) }]) };
    }

    /// <summary>A cell with 1-3 states and 1-6 gates.</summary>
    public static EquationSpec Write(int seed, int inputs) => new RandomEquations(seed, inputs).Write(seed);

    private EquationSpec Write(int seed)
    {
        var gates = 1 + _random.Next(6);
        for (var k = 0; k < gates; k++)
            AddGate();
        // Every gate reaches a result through the sum of all.
        var all = _hiddenWide.Skip(_states).Aggregate((a, b) => Binary("Add", a, b));
        var states = Enumerable.Range(0, _states).Select(k => "s" + k).ToArray();
        var results = states.Select((state, k) => new EquationResult(state, k == 0 ? Call("Tanh", all) : Bounded(k + 1))).ToList();
        if (_random.Next(3) == 0)
            results.Add(new("y", _random.Next(2) == 0 ? Nested() : Binary("Multiply", Any(), Call("Tanh", Any()))));
        if (seed % 2 == 1)
            DivideByNewState(results, new Random(~seed));
        return new("Random" + seed, new(states), new(_steps), new(results));
    }

    /// <summary>Lets another state, or the output, depend on a quotient, a logarithm or a root of a state's new value.</summary>
    private void DivideByNewState(List<EquationResult> results, Random random)
    {
        var k = random.Next(_states);
        var state = results[k].Value;
        int denominator;
        if (random.Next(2) == 0)
        {
            denominator = random.Next(2) == 0 ? Call("Exp", Call("Tanh", state)) : Binary("Add", Constant(0.5), Call("Sigmoid", state));
            results[k] = results[k] with { Value = denominator };
        }
        else
        {
            var seen = random.Next(3) == 0 ? Learned("Linear", [state]) : state;
            denominator = random.Next(3) switch
            {
                0 => Binary("Add", Constant(2), Call("Abs", seen)),
                1 => Binary("Add", Constant(1), Binary("Multiply", seen, seen)),
                _ => Binary("Add", Constant(1.5), Call("Tanh", seen)),
            };
        }

        var numerator = _hiddenWide[random.Next(_hiddenWide.Count)];
        var value = random.Next(4) switch
        {
            0 => Call("Log", denominator),
            1 => Binary("Divide", numerator, Call("Sqrt", denominator)),
            _ => Binary("Divide", numerator, denominator),
        };
        var other = random.Next(results.Count + 1);
        if (other == k || other >= results.Count)
            other = results.FindIndex(result => result.Name == "y");
        if (other < 0)
            results.Add(new("y", value));
        else
            results[other] = results[other] with { Value = Call("Tanh", Binary("Add", results[other].Value, value)) };
    }

    /// <summary>A small network of the input alone, as a cell's output: nothing of it needs the loop over time.</summary>
    private int Nested()
    {
        var tanh = Call("Tanh", Learned("Affine", [0]));
        var inner = Binary("Subtract", tanh, Binary("Multiply", tanh, Call("Sin", tanh)));
        return Call("Sigmoid", Binary("Add", Learned("Affine", [0, inner]), Learned("Scale", [inner])));
    }

    private int Add(Compiler.Specs.EquationStep step)
    {
        _steps.Add(step);
        return _states + _steps.Count;
    }

    private int Call(string operation, params int[] arguments) => Add(new Compiler.Specs.EquationStep(operation, new(arguments)));

    private int Constant(double value) => Add(new Compiler.Specs.EquationStep("Constant", new([])) { Value = value });

    private int Binary(string operation, int a, int b) => Call(operation, a, b);

    private int Any() => _hiddenWide[_random.Next(_hiddenWide.Count)];

    private int Learned(string operation, int[] arguments, bool isInputWide = false) =>
        Add(new Compiler.Specs.EquationStep(operation, new(arguments)) { Gate = "g" + _gates++, IsInputWide = isInputWide });

    /// <summary>A sum of products, perhaps nested, perhaps normalised, through a random function.</summary>
    private void AddGate()
    {
        var x = _random.Next(4) switch
        {
            0 when _inputs > 1 => Add(new Compiler.Specs.EquationStep("Slice", new([0])) { Slice = new(1, false, 0, true) }),
            1 => GateOnInput(),
            _ => 0,
        };
        var sum = (x > 0 && _inputWide.Contains(x) ? 5 : _random.Next(5)) switch
        {
            0 or 5 => Learned("Affine", [x]),
            1 => Learned("Linear", [Any()]),
            2 => Binary("Add", Learned("Affine", [x, Any()]), Learned("Scale", [Any()])),
            _ => Learned(_random.Next(3) == 0 ? "Linear" : "Affine", [x, Any()]),
        };
        if (_random.Next(4) == 0)
            sum = Learned("Normalize", [sum]);
        if (_random.Next(6) == 0)
            sum = Binary("Add", sum, Call("Tanh", Learned("Bias", [])));
        var gate = Function(sum);
        _steps[gate - _states - 1] = _steps[gate - _states - 1] with { Label = "v" + _gates };
        _hiddenWide.Add(gate);
    }

    /// <summary>A gate as wide as the input, as in a Mogrifier: 2·σ(Q h) ⊙ x.</summary>
    private int GateOnInput()
    {
        var gate = Call("Sigmoid", Learned("Linear", [Any()], isInputWide: true));
        var gated = Binary("Multiply", Binary("Multiply", Constant(2), gate), _inputWide[_random.Next(_inputWide.Count)]);
        _inputWide.Add(gated);
        return gated;
    }

    private int Function(int v)
    {
        switch (_random.Next(16))
        {
            case 0: return Call("Relu", v);
            case 1: return Call("Softplus", v);
            case 2: return Call("Exp", Call("Tanh", v));
            case 3: return Call("Log", Binary("Add", Constant(0.5), Binary("Multiply", v, v)));
            case 4: return Call("Sqrt", Binary("Add", Constant(0.5), Binary("Multiply", v, v)));
            case 5: return Call("Sin", v);
            case 6: return Call("Cos", v);
            case 7: return Call("Abs", v);
            case 8: return Call("Min", v, Any());
            case 9: return Call("Max", v, Any());
            case 10: return Binary("Divide", v, Binary("Add", Constant(1.5), Call("Tanh", Any())));
            case 11: return Binary("Subtract", Call("Negate", v), Binary("Multiply", Call("StopGradient", Any()), Call("Sin", Any())));
            case 12: return Call("Log", Call("Sigmoid", v));
            case 13: return Call("Sigmoid", v);
            default: return Call("Tanh", v);
        }
    }

    /// <summary>A new value for a state that cannot run away: a convex combination, or a squashed one.</summary>
    private int Bounded(int state)
    {
        var value = Call("Tanh", Any());
        if (_random.Next(3) == 0)
            return value;
        if (_random.Next(5) == 0)
            return _hiddenWide[_random.Next(_states)];
        var f = Call("Sigmoid", Any());
        return Binary("Add", Binary("Multiply", Binary("Subtract", Constant(1), f), state), Binary("Multiply", f, value));
    }
}
