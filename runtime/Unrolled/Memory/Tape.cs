using System.Runtime.InteropServices;
using Unrolled.CompilerServices;

namespace Unrolled;

/// <summary>
/// All memory of a pass of backpropagation through time, for a number of steps and a batch of sequences. It is allocated once and reused.
/// Spans are row-major and time-major: [steps, batch, …].
/// </summary>
/// <typeparam name="TModel">The model's class.</typeparam>
public sealed partial class Tape<TModel>
    where TModel : class, IInferenceModel<TModel>
{
    private readonly ModelLayout _layout;
    private readonly TapeFrame _frame;
    private readonly LayerTape[] _tracks;
    private readonly AlignedBuffer?[] _boundaries;
    private readonly int[] _lengths;
    private readonly bool[] _continues;
    private readonly AlignedBuffer? _inputs;
    private readonly int[] _tokens;
    private readonly AlignedBuffer _outputs;
    private readonly bool _inference;
    private bool _isAllocated;
    private AlignedBuffer? _outputGradients;
    private AlignedBuffer? _inputGradients;
    private AlignedBuffer? _weights;
    private AlignedBuffer? _targets;
    private int[]? _targetClasses;
    private StateSet? _initialState;
    private StateSet? _finalState;
    private StateSet? _finalStateGradients;
    private StateSet? _initialStateGradients;
    private TapeValueSet? _values;

    /// <summary>Creates a tape. Use <c>model.NewTape(…)</c> instead.</summary>
    /// <param name="model">The model that will run it.</param>
    /// <param name="steps">Steps of the longest sequence; at least 1.</param>
    /// <param name="batch">Sequences; at least 1.</param>
    /// <param name="keepGates">Whether gates can still be read after Backward; costs memory.</param>
    /// <exception cref="NotSupportedException">The model was declared with <c>Training = false</c>.</exception>
    public Tape(TModel model, int steps, int batch, bool keepGates = false)
        : this(model, steps, batch, keepGates, inference: false)
    {
        if (!_layout.Training)
            throw new NotSupportedException($"{_layout.ModelName} is declared with Training = false, so it has no tape. To train it, remove that from its "
                + "[Model].");
    }

    /// <summary>A tape that takes the memory of its passes when the first begins.</summary>
    /// <param name="model">The model that will run it.</param>
    /// <param name="steps">Steps of the longest sequence.</param>
    /// <param name="batch">Sequences.</param>
    /// <param name="parts">The parts of the sequences, where several go through together.</param>
    internal Tape(TModel model, int steps, int batch, TapeParts? parts)
        : this(model, steps, batch, keepGates: false, inference: false, isLater: true, parts)
    {
    }

    internal Tape(TModel model, int steps, int batch, bool keepGates, bool inference, bool isLater = false, TapeParts? parts = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(batch, 1);
        Model = model;
        Through = model;
        _pass = new PassWork(this);
        _loss = new LossWork(this);
        _deviations = new OutputDeviations(model.Core);
        Capacity = steps;
        _inference = inference;
        _layout = model.Core.Layout;
        _outputs = TapeMemory.Allocate((long)steps * batch, _layout.Outputs, "its outputs", steps, batch);
        _frame = new TapeFrame(steps, batch, keepGates) { Parts = parts };
        _inputs = IsTokenModel ? null : Allocate(_layout.Inputs, "its inputs");
        _tokens = IsTokenModel ? new int[steps * batch] : [];
        _cleanTokens = IsTokenModel ? new int[steps * batch] : [];
        _lengths = new int[batch];
        _continues = new bool[batch];
        Array.Fill(_lengths, steps);
        _tracks = new LayerTape[_layout.Tracks.Length];
        for (int i = 0; i < _tracks.Length; i++)
            _tracks[i] = new LayerTape(_layout.Tracks[i], _frame);
        _boundaries = new AlignedBuffer?[_layout.BoundaryWidths.Length];
        if (inference)
            return;
        if (!isLater)
            AllocatePasses();
        _ = OutputGradients;
        _ = Weights;
    }

    /// <summary>The model it belongs to.</summary>
    public TModel Model { get; }

    /// <summary>Steps of the longest sequence.</summary>
    public int Steps => _frame.Steps;

    /// <summary>Sequences.</summary>
    public int Batch => _frame.Batch;

    /// <summary>Whether gates can still be read after Backward.</summary>
    public bool KeepGates => _frame.KeepGates;

    /// <summary>The inputs [steps, batch, Inputs]; zero until set.</summary>
    /// <exception cref="InvalidOperationException">It is a token model.</exception>
    public Span<float> Inputs => (_inputs ?? throw Wrong("Inputs", "reads tokens: fill tape.Tokens")).Span[..Floats(_layout.Inputs)];

    /// <summary>The tokens [steps, batch], each from 0 to Vocabulary − 1 where a sequence has that step; zero until set.</summary>
    /// <exception cref="InvalidOperationException">It is not a token model.</exception>
    public Span<int> Tokens => IsTokenModel ? _tokens.AsSpan(0, Floats(1)) : throw Wrong("Tokens", "reads features: fill tape.Inputs");

    /// <summary>The length of each sequence [batch], from 0 to <see cref="Steps"/>; all <see cref="Steps"/> until set.</summary>
    public Span<int> Lengths => _lengths;

    /// <summary>
    /// Whether each sequence [batch] goes on on another tape, to which its state is carried: its last step here is not its last, so that a layer with
    /// <see cref="Returns.Last"/> gives 0. All false until set; <see cref="Trainer{TModel}.Fit"/> sets it for the pieces of
    /// <see cref="FitOptions.Truncate"/>.
    /// </summary>
    public Span<bool> Continues => _continues;

    /// <summary>The outputs of Forward [steps, batch, Outputs]; 0 past the end of a sequence.</summary>
    public Span<float> Outputs => _outputs.Span[..Floats(_layout.Outputs)];

    /// <summary>dLoss/dOutputs [steps, batch, Outputs]. Fill it before Backward. Zero until set; ignored past the end of a sequence.</summary>
    public Span<float> OutputGradients => (_outputGradients ??= Allocate(_layout.Outputs, "its output gradients")).Span[..Floats(_layout.Outputs)];

    /// <summary>dLoss/dInputs [steps, batch, Inputs], filled by Backward; 0 past the end of a sequence.</summary>
    /// <exception cref="InvalidOperationException">It is a token model.</exception>
    public Span<float> InputGradients => InputGradientBuffer.Span[..Floats(_layout.Inputs)];

    /// <summary>The targets of a loss [steps, batch, Outputs]; zero until set.</summary>
    public Span<float> Targets => (_targets ??= Allocate(_layout.Outputs, "its targets")).Span[..Floats(_layout.Outputs)];

    /// <summary>The target classes of a loss [steps, batch], each from 0 to Outputs − 1; zero until set.</summary>
    public Span<int> TargetClasses => (_targetClasses ??= new int[Capacity * Batch]).AsSpan(0, Floats(1));

    /// <summary>The weight of each step of each sequence in the loss [steps, batch]; 0 leaves the step out. All 1 until set.</summary>
    public Span<float> Weights => (_weights ??= NewWeights()).Span[..Floats(1)];

    /// <summary>The states before the first step, each [batch, hidden]; zero until set, and kept until set again.</summary>
    public StateSet InitialState => _initialState ??= StateTensors(StateRole.Initial);

    /// <summary>The states after the last step of each sequence, each [batch, hidden]. Available after Forward.</summary>
    public StateSet FinalState => _finalState ??= StateTensors(StateRole.Final);

    /// <summary>dLoss/dFinalState, each [batch, hidden]; zero until set, and kept until set again.</summary>
    public StateSet FinalStateGradients => _finalStateGradients ??= StateTensors(StateRole.FinalGradient);

    /// <summary>dLoss/dInitialState, each [batch, hidden]. Available after Backward.</summary>
    public StateSet InitialStateGradients => _initialStateGradients ??= StateTensors(StateRole.InitialGradient);

    /// <summary>The values of a gate or a state at every step, [steps, batch, hidden]: <c>tape["lstm0.f"]</c>. Available after Forward; after Backward,
    /// gates only on a tape with <c>keepGates</c>.</summary>
    /// <remarks>
    /// Values that Backward does not need are not saved, such as a coupled gate or a variable that only feeds the output. They are computed when you read
    /// them, slowly and in double precision, from the
    /// inputs on the tape and the model's parameters. So read them before these change: after an update, or after the initial states were set or carried
    /// over, reading them throws an
    /// <see cref="InvalidOperationException"/>.
    /// </remarks>
    /// <param name="name">Layer and gate or state.</param>
    /// <exception cref="KeyNotFoundException">There is no such name; the message gives the nearest one and lists all.</exception>
    public NamedTensor this[string name] => (_values ??= ValueTensors())[name];

    /// <summary>Everything that can be read by its name at every step: gates and states of all layers, in the order of the layers. Each is available when
    /// <see cref="this[string]"/> says so.</summary>
    public IReadOnlyList<NamedTensor> Values => _values ??= ValueTensors();

    /// <summary>The number of steps that fit in the memory.</summary>
    internal int Capacity { get; }

    private bool IsTokenModel => _layout.Vocabulary > 0;

    private AlignedBuffer InputGradientBuffer => IsTokenModel
        ? throw Wrong("InputGradients", "reads tokens, which have no gradient")
        : _inputGradients ??= Allocate(_layout.Inputs, "its input gradients");

    /// <summary>For truncated backpropagation through time: the final state of every layer becomes the initial state of the next chunk. No gradient flows
    /// between them.</summary>
    /// <exception cref="InvalidOperationException">There was no Forward.</exception>
    public void CarryState()
    {
        _frame.RequireForward("The final state");
        foreach (var track in _tracks)
            track.CarryState();
    }

    /// <summary>Sets <see cref="Weights"/> to 1 at the last step of each sequence and to 0 elsewhere, for the current <see cref="Lengths"/>.</summary>
    /// <exception cref="ArgumentException">A length is below 0 or above <see cref="Steps"/>.</exception>
    public void WeightLastStepOnly()
    {
        RequireLengths();
        var weights = Weights;
        weights.Clear();
        for (int b = 0; b < _lengths.Length; b++)
        {
            if (_lengths[b] > 0)
                weights[(_lengths[b] - 1) * Batch + b] = 1;
        }
    }

    /// <summary>Lets the next pass start from zero states, or from those that a layer learned.</summary>
    internal void ResetInitialState()
    {
        foreach (var track in _tracks)
            track.ResetInitial();
    }

    /// <summary>Allocates what passes need: workers do not allocate.</summary>
    private void AllocatePasses()
    {
        foreach (var track in _tracks)
            track.AllocateAll();
        for (int i = 0; i < _boundaries.Length; i++)
            _ = Boundary(i);
        _isAllocated = true;
    }

    private AlignedBuffer NewWeights()
    {
        var weights = Allocate(1, "its weights");
        weights.Span.Fill(1);
        return weights;
    }

    private AlignedBuffer Allocate(int floatsPerRow, string what) => TapeMemory.Allocate((long)Capacity * Batch, floatsPerRow, what, Capacity, Batch);

    private int Floats(int perRow) => Steps * Batch * perRow;

    private StateSet StateTensors(StateRole role)
    {
        var tensors = new List<NamedTensor>();
        foreach (var track in _tracks)
        {
            for (int state = 0; state < track.Layout.States.Count; state++)
                tensors.Add(new TapeStateTensor(_frame, track, state, role));
        }

        return new StateSet([.. tensors]);
    }

    private TapeValueSet ValueTensors()
    {
        // A gate that is a state too (full gate recurrence) is read as the state.
        var tensors = new Dictionary<string, NamedTensor>(StringComparer.Ordinal);
        foreach (var track in _tracks)
        {
            for (int state = 0; state < track.Layout.States.Count; state++)
                tensors.Add(track.Layout.States[state].Name, new TapeHistoryTensor(_frame, track, state));
            foreach (var value in track.Layout.Values)
                tensors.TryAdd(value.Name, new TapeValueTensor(_frame, track, value));
        }

        foreach (var (name, width) in ReferenceModel.Named(_layout))
            tensors.TryAdd(name, new TapeComputedTensor<TModel>(this, _frame, name, width));

        return new TapeValueSet([.. tensors.Values]);
    }

    private InvalidOperationException Wrong(string what, string why) => new($"{_layout.ModelName} has no {what} on its tape: it {why}.");
}
