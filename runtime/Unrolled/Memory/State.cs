using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Unrolled.CompilerServices;

namespace Unrolled;

/// <summary>
/// The memory of a model between steps: the states of every layer, for one stream or for several streams that are stepped together. Many threads can use
/// one model at once, each with
/// its own state.
/// </summary>
/// <typeparam name="TModel">The model's class.</typeparam>
public sealed partial class State<TModel>
    where TModel : class, IInferenceModel<TModel>
{
    private readonly AlignedBuffer _memory;
    private readonly ModelLayout _layout;
    private readonly nint[] _trackOffsets;
    private StateSet? _states;
    private Tape<TModel>? _tape;
    private AlignedBuffer? _runMemory;
    private int _stepsSinceFlush;

    /// <summary>Creates a state of zeros, or of learned initial states. Use <c>model.NewState()</c> instead.</summary>
    /// <param name="model">The model that will step it.</param>
    /// <param name="streams">Streams that are stepped together, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer than 1 streams.</exception>
    /// <exception cref="ArgumentException">The states of all streams do not fit in one buffer.</exception>
    public State(TModel model, int streams = 1)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentOutOfRangeException.ThrowIfLessThan(streams, 1);
        Model = model;
        Streams = streams;
        _layout = model.Core.Layout;
        if (streams > AlignedBuffer.MaximumLength / _layout.StreamFloats)
            throw new ArgumentException($"A stream of {_layout.ModelName} needs {_layout.StreamFloats} floats, so {streams} streams need more than the {AlignedBuffer.MaximumLength} that a state holds: use several states.", nameof(streams));
        _memory = new AlignedBuffer(_layout.StreamFloats * streams);
        _trackOffsets = [.. _layout.Tracks.ToArray().Select(track => (nint)track.StreamOffset)];
        foreach (var track in _layout.Tracks)
            StreamLength += track.States.Sum(state => state.Width);
        Reset();
    }

    /// <summary>The model it belongs to.</summary>
    public TModel Model { get; }

    /// <summary>The number of streams that are stepped together; 1 by default.</summary>
    public int Streams { get; }

    /// <summary>All states by name.</summary>
    public StateSet All => _states ??= Tensors();

    /// <summary>The state of a layer by name: <c>state["lstm0.h"]</c>; [hidden], or [streams, hidden] for several streams.</summary>
    /// <param name="name">Layer and state.</param>
    /// <exception cref="KeyNotFoundException">There is no such name; the message gives the nearest one and lists all.</exception>
    public NamedTensor this[string name] => All[name];

    /// <summary>Sets every state to 0, or to the layer's learned initial state.</summary>
    public void Reset()
    {
        for (int stream = 0; stream < Streams; stream++)
            Reset(stream);
    }

    /// <summary>Sets the states of one stream to 0, or to the layer's learned initial state, while the other streams continue.</summary>
    /// <param name="stream">From 0 to <see cref="Streams"/> − 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such stream.</exception>
    public void Reset(int stream)
    {
        RequireStream(stream, nameof(stream));
        _memory.Span.Slice(checked((int)(stream * Stride)), (int)Stride).Clear();
        for (int i = 0; i < _layout.Tracks.Length; i++)
        {
            foreach (var state in _layout.Tracks[i].StateSpan)
            {
                if (state.LearnedFrom < 0)
                    continue;
                MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref Model.Core.TrackParameters(i), (nint)state.LearnedFrom), state.PaddedWidth)
                    .CopyTo(Rows(i, state, stream));
            }
        }
    }

    /// <summary>Floats from the memory of one stream to that of the next.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public nint Stride => (nint)_layout.StreamFloats;

    /// <summary>A track's memory in the first stream: its states where its layout says, and its scratch.</summary>
    /// <param name="track">The track's index.</param>
    [EditorBrowsable(EditorBrowsableState.Never)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref float Track(int track) => ref Unsafe.Add(ref _memory.Reference, _trackOffsets[track]);

    /// <summary>After steps of all its streams: from time to time, values that have died away (below 1e-30) become 0, so that silence does not slow the
    /// steps down.</summary>
    /// <param name="steps">How many.</param>
    [EditorBrowsable(EditorBrowsableState.Never)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Passed(int steps)
    {
        _stepsSinceFlush += steps;
        if (_stepsSinceFlush >= Subnormals.Period)
            Flush();
    }

    private void Flush()
    {
        _stepsSinceFlush = 0;
        for (int i = 0; i < _layout.Tracks.Length; i++)
        {
            foreach (var state in _layout.Tracks[i].StateSpan)
            {
                for (int stream = 0; stream < Streams; stream++)
                    Subnormals.Flush(ref MemoryMarshal.GetReference(Rows(i, state, stream)), state.PaddedWidth);
            }
        }
    }

    /// <summary>Scratch memory of a run over several steps, kept for the next run. It is allocated again only for more floats than ever before.</summary>
    /// <param name="floats">How many.</param>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public ref float RunMemory(nint floats)
    {
        if (_runMemory is null || _runMemory.Length < floats)
            _runMemory = new AlignedBuffer(floats);
        return ref _runMemory.Reference;
    }

    /// <summary>A tape with one sequence per stream, without memory for gradients, that starts from this state. It is allocated again only for more steps
    /// than ever before.</summary>
    /// <param name="steps">Steps to run.</param>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public Tape<TModel> RunTape(int steps)
    {
        if (_tape is null || _tape.Capacity < steps)
            _tape = new Tape<TModel>(Model, steps, Streams, keepGates: false, inference: true);
        _tape.Resize(steps);
        Exchange(_tape, save: false);
        return _tape;
    }

    /// <summary>After a Forward of <see cref="RunTape"/>: the tape's final state becomes this state.</summary>
    /// <param name="tape">What <see cref="RunTape"/> returned.</param>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void Take(Tape<TModel> tape) => Exchange(tape, save: true);

    private void Exchange(Tape<TModel> tape, bool save)
    {
        for (int i = 0; i < _layout.Tracks.Length; i++)
        {
            var states = _layout.Tracks[i].StateSpan;
            var track = tape.Track(i);
            for (int s = 0; s < states.Length; s++)
            {
                for (int stream = 0; stream < Streams; stream++)
                {
                    var mine = Rows(i, states[s], stream);
                    nint row = stream * mine.Length;
                    if (save)
                        MemoryMarshal.CreateSpan(ref Unsafe.Add(ref track.FinalRows(s), row), mine.Length).CopyTo(mine);
                    else
                        mine.CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref track.InitialRows(s), row), mine.Length));
                }

                track.SetInitial(s);
            }
        }
    }

    private Span<float> Rows(int track, StateLayout state, int stream) =>
        MemoryMarshal.CreateSpan(ref Unsafe.Add(ref Track(track), (nint)state.StreamOffset + (stream * Stride)), state.PaddedWidth);

    private StateSet Tensors()
    {
        var tensors = new List<NamedTensor>();
        foreach (var track in _layout.Tracks)
        {
            foreach (var state in track.States)
            {
                var place = new PackedLayout(track.StreamOffset + state.StreamOffset, state.Width, Streams, track.Lanes, track.Lanes, _layout.StreamFloats, UnitMajor: false);
                tensors.Add(new BufferTensor(state.Name, Streams == 1 ? new Shape(state.Width) : new Shape(Streams, state.Width), _memory, place));
            }
        }

        return new StateSet([.. tensors]);
    }
}
