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
/// <remarks>
/// A layer that runs backward starts at the last step of a sequence, so nothing of an earlier sequence is its state: in each <c>Run</c> it begins anew, at 0
/// or where the layer learned to. Its states by name give what it ended with, at the first step. Set them by name, <c>state["lstm0.backward.h"].Set(h0)</c>,
/// to start the next <c>Run</c>, and only that one, from there.
/// </remarks>
/// <typeparam name="TModel">The model's class.</typeparam>
public sealed partial class State<TModel>
    where TModel : class, IInferenceModel<TModel>
{
    private readonly AlignedBuffer _memory;
    private readonly ModelLayout _layout;
    private readonly nint[] _trackOffsets;
    private StateSet? _states;
    private AlignedBuffer? _runMemory;
    private readonly (nint Offset, int Length)[] _stateRanges;
    private int _stepsToFlush = Subnormals.LongPeriod;

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
            throw new ArgumentException($"A stream of {_layout.ModelName} needs {_layout.StreamFloats} floats, so {streams} streams need more than the "
                + $"{AlignedBuffer.MaximumLength} that a state holds: use several states.", nameof(streams));
        _memory = new AlignedBuffer(_layout.StreamFloats * streams);
        _trackOffsets = [.. _layout.Tracks.ToArray().Select(track => (nint)track.StreamOffset)];
        _stateRanges =
        [
            .. from track in _layout.Tracks.ToArray()
               from state in track.States
               select ((nint)(track.StreamOffset + state.StreamOffset), state.PaddedWidth),
        ];
        foreach (var track in _layout.Tracks)
        {
            StreamLength += track.States.Sum(state => state.Width);
            for (int s = 0; track.Reversed && s < track.States.Count; s++)
                _starts.Add(track.States[s].Name, new bool[streams]);
        }

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
                Begin(i, state, Rows(i, state, stream));
        }

        ForgetStart(stream);
    }

    /// <summary>
    /// Allocates what <c>Run</c> needs for so many steps. Afterwards no <c>Run</c> of up to so many steps allocates. Without it, a <c>Run</c> of more steps
    /// than any before allocates. A model with a backward direction runs once, over zeros, to allocate; the state does not change.
    /// </summary>
    /// <param name="steps">The most steps of a <c>Run</c>, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer than 1 steps.</exception>
    public void Reserve(int steps)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        if (_layout.HasBackwardDirection)
            ReserveTape(steps);
        else if (Streams == 1)
            _ = RunMemory((nint)(Math.Min(steps, _layout.RunSteps) * _layout.RunFloats));
    }

    /// <summary>Floats from the memory of one stream to that of the next.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public nint Stride => (nint)_layout.StreamFloats;

    /// <summary>A track's memory in the first stream: its states where its layout says, and its scratch.</summary>
    /// <param name="track">The track's index.</param>
    [EditorBrowsable(EditorBrowsableState.Never)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref float Track(int track) => ref Unsafe.Add(ref _memory.Reference, _trackOffsets[track]);

    /// <summary>Called before steps of all its streams: from time to time, values that have died away (below 1e-30) become 0, so that silence does not
    /// slow the steps down. Before them, so that the step is the last call of its method.</summary>
    /// <param name="steps">How many steps follow.</param>
    [EditorBrowsable(EditorBrowsableState.Never)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void FlushBefore(int steps)
    {
        int left = _stepsToFlush - steps;
        _stepsToFlush = left;
        if (left < 0)
        {
            Flush();
            _stepsToFlush--;
        }
    }

    /// <summary>Counts a step of one stream. False for a state of several streams, and when it is time for <see cref="Flush"/>: the step then goes another
    /// way. So the usual step makes one call, the last, and needs no stack.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryCountStep()
    {
        if (Streams != 1 || _stepsToFlush == 0)
            return false;
        _stepsToFlush--;
        return true;
    }

    /// <summary>Values that have died away (below 1e-30) become 0.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Flush()
    {
        // The step that follows is counted too.
        _stepsToFlush = Subnormals.LongPeriod + 1;
        for (int stream = 0; stream < Streams; stream++)
        {
            ref float memory = ref Unsafe.Add(ref _memory.Reference, stream * Stride);
            foreach (var (offset, length) in _stateRanges)
                Subnormals.Flush(ref Unsafe.Add(ref memory, offset), length);
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

    private Span<float> Rows(int track, StateLayout state, int stream) =>
        MemoryMarshal.CreateSpan(ref Unsafe.Add(ref Track(track), (nint)state.StreamOffset + (stream * Stride)), state.PaddedWidth);

    private StateSet Tensors()
    {
        var tensors = new List<NamedTensor>();
        foreach (var track in _layout.Tracks)
        {
            foreach (var state in track.States)
            {
                var place = new PackedLayout(track.StreamOffset + state.StreamOffset, state.Width, Streams, track.Lanes, track.Lanes, _layout.StreamFloats,
                    UnitMajor: false);
                var shape = Streams == 1 ? new Shape(state.Width) : new Shape(Streams, state.Width);
                tensors.Add(new StateTensor(state.Name, shape, _memory, place, track.Reversed ? _starts[state.Name] : []));
            }
        }

        return new StateSet([.. tensors]);
    }
}
