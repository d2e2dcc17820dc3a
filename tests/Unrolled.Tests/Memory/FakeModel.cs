using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Unrolled.CompilerServices;

namespace Unrolled.Tests.Memory;

/// <summary>
/// What the generator would write for a tiny layer of both directions: h' = a·h + x[0]·w, a "gate" g = 2·h', outputs = both directions' h', side by side.
/// Scalar code, any lanes.
/// </summary>
internal sealed class FakeModel : IModel<FakeModel>
{
    public const int Inputs = 3;
    public const int Hidden = 5;
    public const int Outputs = 2 * Hidden;
    private const float Decay = 0.5f;

    private static readonly ConcurrentDictionary<int, ModelLayout> s_layouts = new();

    private readonly int _states;
    private readonly int _slots;
    private readonly int _slotGradients;
    private readonly int _stateGradient;
    private readonly int _padded;
    private readonly int _lanes;

    public FakeModel(int seed, int lanes = 8)
        : this(new ModelCore(s_layouts.GetOrAdd(lanes, Describe), seed))
    {
    }

    private FakeModel(ModelCore core)
    {
        _lanes = core.Layout.Lanes;
        _padded = (Hidden + _lanes - 1) / _lanes * _lanes;
        Core = core;
        ParametersAtConstruction = Core.Parameters.Span.ToArray();
        (_states, _stateGradient, _slots, _slotGradients) = (0, 1, 2, 3);
    }

    public static ModelLayout Layout => s_layouts.GetOrAdd(8, Describe);

    public float[] ParametersAtConstruction { get; }

    public ModelCore Core { get; }

    public ParameterSet Parameters => Core.ParameterSet;

    public GradientSet Gradients => Core.GradientSet;

    public static FakeModel Create(int seed) => new(seed);

    public static FakeModel Create(ModelCore core) => new(core);

    public State<FakeModel> NewState(int streams = 1) => new(this, streams);

    public Tape<FakeModel> NewTape(int steps, int batch, bool keepGates = false) => new(this, steps, batch, keepGates);

    public void Forward(Tape<FakeModel> tape, bool training = true, int firstSequence = 0, int firstStep = 0)
    {
        Check.Tape(tape, this);
        tape.RunForward(training, firstSequence, firstStep);
    }

    public void Backward(Tape<FakeModel> tape, bool inputGradients = true)
    {
        Check.Tape(tape, this);
        tape.RunBackward(inputGradients);
    }

    /// <summary>The first worker does it all.</summary>
    public void Pass(Tape<FakeModel> tape, in Pass pass, Worker worker)
    {
        if (worker.Index > 0)
            return;
        if (pass.IsBackward)
            RunBackward(tape, pass.InputGradients);
        else
            RunForward(tape);
    }

    private void RunForward(Tape<FakeModel> tape)
    {
        for (int i = 0; i < 2; i++)
            Forward(tape, tape.Track(i), ref Core.TrackParameters(i));
        ref float y = ref tape.Boundary(0).Reference;
        int stride = Core.Layout.Padded(Outputs);
        Sequences.Concatenate(
            ref tape.Track(0).Output, tape.Track(0).OutputStride, Hidden, ref tape.Track(1).Output, tape.Track(1).OutputStride, Hidden, ref y, stride,
                Share.Whole(tape.Rows));
        tape.CollectOutputs(ref y, stride, Share.Whole(tape.Rows));
    }

    private void RunBackward(Tape<FakeModel> tape, bool inputGradients)
    {
        int stride = Core.Layout.Padded(Outputs);
        var dy = new float[tape.Rows * stride];
        float[][] parts = [new float[tape.Rows * _padded], new float[tape.Rows * _padded]];
        tape.SpreadOutputGradients(ref dy[0], stride, Share.Whole(tape.Rows));
        Sequences.Split(ref dy[0], stride, ref parts[0][0], _padded, Hidden, ref parts[1][0], _padded, Hidden, Share.Whole(tape.Rows));
        int inputStride = Core.Layout.Padded(Inputs);
        var dx = new float[tape.Rows * inputStride];
        for (int i = 0; i < 2; i++)
            Backward(tape, tape.Track(i), parts[i], ref Core.TrackParameters(i), ref Core.TrackGradients(i), dx, inputStride);
        if (inputGradients)
            tape.CollectInputGradients(ref dx[0], inputStride, Share.Whole(tape.Rows));
    }

    /// <summary>Only what touches memory, with no arrays of its own: for the test of allocations.</summary>
    public void Touch(Tape<FakeModel> tape)
    {
        Forward(tape);
        tape.BeginBackward(tape.ForwardPass.Backward(inputGradients: true, threads: 1));
        tape.SpreadOutputGradients(ref tape.Boundary(0).Reference, Core.Layout.Padded(Outputs), Share.Whole(tape.Rows));
        for (int i = 0; i < 2; i++)
        {
            var track = tape.Track(i);
            track.StartBackward(Share.Whole(tape.Batch));
            for (int step = 0; step < tape.Steps; step++)
            {
                Sequences.Suspend(track, Share.Whole(tape.Batch), step);
                Sequences.Resume(track, Share.Whole(tape.Batch), step);
            }
        }

        tape.CollectInputGradients(ref tape.Boundary(0).Reference, Core.Layout.Padded(Outputs), Share.Whole(tape.Rows));
        tape.EndBackward();
    }

    private static ModelLayout Describe(int lanes) =>
        new("FakeModel", Inputs, 0, Outputs, [Describe("rnn0.forward", lanes, false), Describe("rnn0.backward", lanes, true)], Outputs);

    private static LayerLayout Describe(string name, int lanes, bool reversed)
    {
        int blocks = (Hidden + lanes - 1) / lanes, padded = blocks * lanes;
        var layout = new LayerLayout(name, lanes, reversed);
        layout.Vector("w", Hidden, 0, 2 * lanes, Initial.GlorotUniform);
        layout.Vector("b", Hidden, lanes, 2 * lanes, 0.25);
        layout.Matrix("R", Hidden, Hidden, 2 * padded, (long)Hidden * lanes, lanes, Initial.Orthogonal);
        layout.Table("T", 7, Hidden, 2 * padded + (long)padded * Hidden, 7L * lanes, lanes, Initial.Uniform(-1, 3));
        layout.ParameterFloats = 2 * padded + (long)padded * Hidden + 7L * padded;
        int states = layout.Region(Rows.StepsAndOne, padded);
        int gradient = layout.Region(Rows.Batch, padded);
        int slots = layout.Region(Rows.Steps, 2L * padded);
        layout.Region(Rows.Steps, 2L * padded, onlyWhenKeepingGates: true, alias: slots);
        layout.State("h", Hidden, states, gradient, 0);
        layout.Value("g", Hidden, slots, lanes, 2L * lanes, lostInBackward: true);
        layout.Output(states, Hidden, stateRegion: true);
        layout.StreamFloats = padded;
        return layout;
    }

    private void Forward(Tape<FakeModel> tape, LayerTape track, ref float parameters)
    {
        ref float h = ref track[_states].Reference;
        ref float slots = ref track[_slots].Reference;
        int batch = track.Batch;
        for (int n = 0; n < track.Steps; n++)
        {
            int t = track.Reversed ? track.Steps - 1 - n : n, from = track.Reversed ? t + 1 : t, to = track.Reversed ? t : t + 1;
            for (int b = 0; b < batch; b++)
            {
                float x = Unsafe.Add(ref tape.LayerInput, (t * batch + b) * Inputs);
                for (int u = 0; u < Hidden; u++)
                {
                    float next = Decay * Unsafe.Add(ref h, (from * batch + b) * _padded + u) + x * Weight(ref parameters, u);
                    Unsafe.Add(ref h, (to * batch + b) * _padded + u) = next;
                    Unsafe.Add(ref slots, Slot(track, t, b, u)) = 2 * next;
                }
            }

            Sequences.Carry(track, Share.Whole(tape.Batch), t);
        }
    }

    private void Backward(Tape<FakeModel> tape, LayerTape track, float[] dy, ref float parameters, ref float gradients, float[] dx, int inputStride)
    {
        track.StartBackward(Share.Whole(tape.Batch));
        ref float dh = ref track[_stateGradient].Reference;
        int batch = track.Batch;
        for (int n = 0; n < track.Steps; n++)
        {
            int t = track.Reversed ? n : track.Steps - 1 - n;
            Sequences.Suspend(track, Share.Whole(tape.Batch), t);
            for (int b = 0; b < batch; b++)
            {
                float x = Unsafe.Add(ref tape.LayerInput, (t * batch + b) * Inputs);
                for (int u = 0; u < Hidden; u++)
                {
                    float dz = Unsafe.Add(ref dh, b * _padded + u) + dy[(t * batch + b) * _padded + u];
                    Unsafe.Add(ref track[_slotGradients].Reference, Slot(track, t, b, u)) = dz;
                    Unsafe.Add(ref gradients, Index(u)) += dz * x;
                    dx[(t * batch + b) * inputStride] += dz * Weight(ref parameters, u);
                    Unsafe.Add(ref dh, b * _padded + u) = Decay * dz;
                }
            }

            Sequences.Resume(track, Share.Whole(tape.Batch), t);
        }
    }

    private int Index(int u) => u / _lanes * 2 * _lanes + u % _lanes;

    private float Weight(ref float parameters, int u) => Unsafe.Add(ref parameters, Index(u));

    /// <summary>Element u of the second of two columns.</summary>
    private nint Slot(LayerTape track, int t, int b, int u) =>
        u / _lanes * (track.Rows * 2 * _lanes) + ((nint)t * track.Batch + b) * 2 * _lanes + _lanes + u % _lanes;
}
