namespace Unrolled;

/// <summary>What a layer computed at each step of a sequence.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Steps">Steps of the sequence.</param>
/// <param name="Values">Gates and states, each [steps, units].</param>
/// <param name="Inputs">What the model read, [steps, features]; empty for a token model.</param>
/// <param name="Features">Features a step; 0 for a token model.</param>
/// <param name="Tokens">What a token model read, [steps].</param>
internal sealed record GateRecording(string Model, int Steps, IReadOnlyList<RecordedValue> Values, float[] Inputs, int Features, int[] Tokens)
{
    /// <summary>Runs a model over features.</summary>
    /// <exception cref="ArgumentException">They do not fit the model, or there is no such layer.</exception>
    public static GateRecording Of<TModel>(IModel<TModel> model, ReadOnlySpan<float> inputs, string? layer)
        where TModel : class, IModel<TModel>
    {
        var tape = Forwarded(model, inputs);
        return new GateRecording(TModel.Layout.ModelName, tape.Steps, Recorded(tape, layer), inputs.ToArray(), TModel.Layout.Inputs, []);
    }

    /// <summary>Runs a model over tokens.</summary>
    /// <exception cref="ArgumentException">They do not fit the model, or there is no such layer.</exception>
    public static GateRecording Of<TModel>(IModel<TModel> model, ReadOnlySpan<int> tokens, string? layer)
        where TModel : class, IModel<TModel>
    {
        var tape = Forwarded(model, tokens);
        return new GateRecording(TModel.Layout.ModelName, tape.Steps, Recorded(tape, layer), [], 0, tokens.ToArray());
    }

    /// <summary>A tape with a sequence of features, after Forward.</summary>
    /// <exception cref="ArgumentException">They do not fit the model.</exception>
    public static Tape<TModel> Forwarded<TModel>(IModel<TModel> model, ReadOnlySpan<float> inputs)
        where TModel : class, IModel<TModel>
    {
        ArgumentNullException.ThrowIfNull(model);
        int width = TModel.Layout.Inputs;
        string name = TModel.Layout.ModelName;
        if (width == 0)
            throw new ArgumentException($"{name} reads tokens: expected int[], a token a step; found float[].", nameof(inputs));
        if (inputs.Length == 0 || inputs.Length % width != 0)
            throw new ArgumentException($"Expected at least one step of the {width} inputs of {name}; found {inputs.Length} numbers.", nameof(inputs));
        var tape = model.NewTape(inputs.Length / width, batch: 1);
        tape.Set(0, inputs);
        model.Forward(tape, training: false);
        return tape;
    }

    /// <summary>A tape with a sequence of tokens, after Forward.</summary>
    /// <exception cref="ArgumentException">They do not fit the model.</exception>
    public static Tape<TModel> Forwarded<TModel>(IModel<TModel> model, ReadOnlySpan<int> tokens)
        where TModel : class, IModel<TModel>
    {
        ArgumentNullException.ThrowIfNull(model);
        string name = TModel.Layout.ModelName;
        if (TModel.Layout.Vocabulary == 0)
            throw new ArgumentException($"{name} reads {TModel.Layout.Inputs} features a step: expected float[]; found int[], which a token model reads.",
                nameof(tokens));
        if (tokens.Length == 0)
            throw new ArgumentException("Expected at least one token; found none.", nameof(tokens));
        var tape = model.NewTape(tokens.Length, batch: 1);
        tape.Set(0, tokens);
        model.Forward(tape, training: false);
        return tape;
    }

    /// <summary>Runs a model over a sequence of a data set.</summary>
    /// <param name="model">The model.</param>
    /// <param name="data">A data set that fits it.</param>
    /// <param name="index">Which of its sequences.</param>
    /// <param name="layers">The layers, one recording each.</param>
    public static GateRecording[] Of<TModel>(IModel<TModel> model, SequenceDataset data, int index, IReadOnlyList<string> layers)
        where TModel : class, IModel<TModel>
    {
        var tape = model.NewTape(data.Describe<TModel>().Longest, batch: 1);
        tape.Set(0, data, index);
        int steps = tape.Lengths[0], width = TModel.Layout.Inputs;
        float[] inputs = width > 0 ? tape.Inputs[..(steps * width)].ToArray() : [];
        int[] tokens = width > 0 ? [] : tape.Tokens[..steps].ToArray();
        model.Forward(tape, training: false);
        return
        [
            .. layers.Select(layer => new GateRecording(
                TModel.Layout.ModelName, steps, Values(LayerValue.Of(tape, layer)), inputs, width, tokens)),
        ];

        RecordedValue[] Values(IReadOnlyList<LayerValue> values) =>
            [.. values.Select(value => RecordedValue.Of(value, tape[value.Tensor].ToArray()[..(steps * value.Units)]))];
    }

    private static RecordedValue[] Recorded<TModel>(Tape<TModel> tape, string? layer)
        where TModel : class, IModel<TModel> => [.. LayerValue.Of(tape, layer).Select(value => RecordedValue.Of(value, tape[value.Tensor].ToArray()))];
}

/// <summary>A gate or state with its numbers.</summary>
/// <param name="Value">Its names.</param>
/// <param name="Data">[steps, units].</param>
/// <param name="IsGate">Whether it is a gate: open at 1 and closed at 0.</param>
internal sealed record RecordedValue(LayerValue Value, float[] Data, bool IsGate)
{
    public static RecordedValue Of(LayerValue value, float[] data) => new(value, data, IsGateBy(value, data));

    /// <summary>A custom cell does not say which of its values are gates: those are that stay from 0 to 1 and are no state.</summary>
    public static bool IsGateBy(LayerValue value, ReadOnlySpan<float> data)
    {
        if (value.Meaning.Length > 0)
            return !GateNames.IsNoGate(value.Track, value.Name);
        return !value.IsState && !data.ContainsAnyExceptInRange(0, 1);
    }
}
