namespace Unrolled;

/// <summary>The numbers of a value of a cell's equations: [steps, width].</summary>
internal sealed record CellNumbers(int Width, double[] Data)
{
    /// <summary>The largest size over all steps.</summary>
    public double Largest { get; } = Data.Length == 0 ? 0 : Data.Max(Math.Abs);

    public ReadOnlySpan<double> At(int step) => Data.AsSpan(step * Width, Width);
}

/// <summary>What the values of a cell's equations are over a sequence: those that a tape has by name, and what follows from them element by element.</summary>
internal sealed class CellValues
{
    private static readonly Dictionary<string, Func<double, double>> s_ofOne = new()
    {
        ["Negate"] = x => -x,
        ["Abs"] = Math.Abs,
        ["Sigmoid"] = x => 1 / (1 + Math.Exp(-x)),
        ["Tanh"] = Math.Tanh,
        ["Relu"] = x => Math.Max(0, x),
        ["Exp"] = Math.Exp,
        ["Log"] = Math.Log,
        ["Sqrt"] = Math.Sqrt,
        ["Sin"] = Math.Sin,
        ["Cos"] = Math.Cos,
    };

    private static readonly Dictionary<string, Func<double, double, double>> s_ofTwo = new()
    {
        ["Add"] = (a, b) => a + b,
        ["Subtract"] = (a, b) => a - b,
        ["Multiply"] = (a, b) => a * b,
        ["Divide"] = (a, b) => a / b,
        ["Min"] = Math.Min,
        ["Max"] = Math.Max,
    };

    private readonly CellEquations _cell;
    private readonly int _steps;
    private readonly bool _isBackward;
    private readonly Dictionary<string, CellNumbers> _recorded;
    private readonly Dictionary<string, float[]> _initial;
    private readonly Dictionary<string, float[]> _parameters;
    private readonly Dictionary<int, CellNumbers?> _known = [];

    private CellValues(
        CellEquations cell, int steps, bool isBackward, Dictionary<string, CellNumbers> recorded, Dictionary<string, float[]> initial,
        Dictionary<string, float[]> parameters)
    {
        (_cell, _steps, _isBackward, _recorded, _initial, _parameters) = (cell, steps, isBackward, recorded, initial, parameters);
    }

    /// <summary>Steps of the sequence.</summary>
    public int Steps => _steps;

    /// <summary>Reads a tape of one sequence after Forward.</summary>
    /// <param name="cell">The equations of the layer.</param>
    /// <param name="tape">The tape.</param>
    /// <param name="track">The layer, with its direction where it has two.</param>
    public static CellValues Of<TModel>(CellEquations cell, Tape<TModel> tape, string track)
        where TModel : class, IModel<TModel>
    {
        string start = track + ".";
        bool IsOwn(NamedTensor tensor) => tensor.Name.StartsWith(start, StringComparison.Ordinal);
        string Own(NamedTensor tensor) => tensor.Name[start.Length..];
        return new CellValues(
            cell, tape.Steps, track.EndsWith(".backward", StringComparison.Ordinal),
            tape.Values.Where(IsOwn).ToDictionary(Own, value => Numbers(value.ToArray(), tape.Steps)),
            tape.InitialState.Where(IsOwn).ToDictionary(Own, state => state.ToArray()),
            tape.Model.Parameters.Where(IsOwn).ToDictionary(Own, parameter => parameter.ToArray()));
    }

    /// <summary>The numbers of a value; null where they are not known, such as those of a product that has no name.</summary>
    public CellNumbers? this[int value]
    {
        get
        {
            if (!_known.TryGetValue(value, out var numbers))
                _known.Add(value, numbers = Find(value));
            return numbers;
        }
    }

    /// <summary>The numbers of a part: of an exit, those of its state.</summary>
    public CellNumbers? Of(CellPart part) => part.Kind switch
    {
        PartKind.Exit when part.IsState => _recorded.GetValueOrDefault(part.State),
        _ => part.Value < 0 ? null : this[part.Value],
    };

    /// <summary>Whether a value lets through a share of another: a sigmoid, or one minus a sigmoid.</summary>
    public bool IsGate(int value) => value >= 0 && _cell.Values[value] switch
    {
        { Operation: "Sigmoid" } => true,
        { Operation: "StopGradient", Arguments: [var inner] } => IsGate(inner),
        { Operation: "Subtract", Arguments: [var a, var b] } => _cell.Values[a] is { Operation: "Constant", Number: 1 } && IsGate(b),
        _ => false,
    };

    private CellNumbers? Find(int number)
    {
        var value = _cell.Values[number];
        if (_cell.States.FirstOrDefault(state => state.Next == number) is { Name: { } next } && _recorded.TryGetValue(next, out var state))
            return state;
        if (value.Operation == "State")
            return Before(value.Name);
        bool isNameOfState = _cell.States.Any(each => each.Name == value.Label);
        if (value.Label is { } label && !isNameOfState && _recorded.TryGetValue(label, out var recorded))
            return recorded;
        return (value.Operation, value.Arguments) switch
        {
            ("Constant", _) => Repeated([value.Number]),
            ("Vector", _) when _parameters.TryGetValue(value.Name, out float[]? vector) => Repeated([.. vector.Select(x => (double)x)]),
            ("StopGradient", [var inner]) => this[inner],
            (_, [var only]) when s_ofOne.TryGetValue(value.Operation, out var function) && this[only] is { } x =>
                new CellNumbers(x.Width, [.. x.Data.Select(function)]),
            (_, [var first, var second]) when s_ofTwo.TryGetValue(value.Operation, out var function) && this[first] is { } a && this[second] is { } b =>
                Combined(a, b, function),
            _ => null,
        };
    }

    /// <summary>A state as the step before left it.</summary>
    private CellNumbers? Before(string state)
    {
        if (!_recorded.TryGetValue(state, out var after) || !_initial.TryGetValue(state, out float[]? initial) || initial.Length != after.Width)
            return null;
        double[] first = [.. initial.Select(x => (double)x)];
        int rest = after.Data.Length - after.Width;
        return new CellNumbers(after.Width, _isBackward ? [.. after.Data[after.Width..], .. first] : [.. first, .. after.Data[..rest]]);
    }

    private CellNumbers Repeated(double[] row) => new(row.Length, [.. Enumerable.Repeat(row, _steps).SelectMany(each => each)]);

    /// <summary>Two values together, element by element; one number goes with each of a vector's.</summary>
    private CellNumbers? Combined(CellNumbers a, CellNumbers b, Func<double, double, double> function)
    {
        int width = Math.Max(a.Width, b.Width);
        if ((a.Width != width && a.Width != 1) || (b.Width != width && b.Width != 1))
            return null;
        double[] data = new double[_steps * width];
        for (int step = 0; step < _steps; step++)
        {
            for (int unit = 0; unit < width; unit++)
                data[step * width + unit] = function(a.At(step)[a.Width == 1 ? 0 : unit], b.At(step)[b.Width == 1 ? 0 : unit]);
        }

        return new CellNumbers(width, data);
    }

    private static CellNumbers Numbers(float[] values, int steps) => new(values.Length / steps, [.. values.Select(value => (double)value)]);
}
