using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Unrolled.CompilerServices;

namespace Unrolled;

/// <summary>
/// What a model remembers of one stream between steps: the states of every layer. A model may be read by many threads at once, each with a state of its own.
/// </summary>
/// <typeparam name="TModel">The model's class.</typeparam>
public sealed class State<TModel>
    where TModel : class, IInferenceModel<TModel>
{
    private readonly AlignedBuffer _memory;
    private readonly ModelLayout _layout;
    private readonly nint[] _trackOffsets;
    private StateSet? _states;
    private Tape<TModel>? _tape;

    /// <summary>A state of zeros, or of the initial states that a layer learned; <c>model.NewState()</c> is the way to get one.</summary>
    /// <param name="model">The model that will step it.</param>
    public State(TModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        Model = model;
        _layout = model.Core.Layout;
        _memory = new AlignedBuffer(_layout.StreamFloats);
        _trackOffsets = [.. _layout.Tracks.ToArray().Select(track => (nint)track.StreamOffset)];
        Reset();
    }

    /// <summary>The model it belongs to.</summary>
    public TModel Model { get; }

    /// <summary>All states by name.</summary>
    public StateSet All => _states ??= Tensors();

    /// <summary>A layer's state [hidden] by name: <c>state["lstm0.h"]</c>.</summary>
    /// <param name="name">Layer and state.</param>
    /// <exception cref="KeyNotFoundException">There is none of that name; the message names the nearest and lists all.</exception>
    public NamedTensor this[string name] => All[name];

    /// <summary>Sets every state to 0, or to the layer's learned initial state.</summary>
    public void Reset()
    {
        _memory.Clear();
        for (int i = 0; i < _layout.Tracks.Length; i++)
        {
            foreach (var state in _layout.Tracks[i].StateSpan)
            {
                if (state.LearnedFrom < 0)
                    continue;
                MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref Model.Core.TrackParameters(i), (nint)state.LearnedFrom), state.PaddedWidth)
                    .CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref Track(i), (nint)state.StreamOffset), state.PaddedWidth));
            }
        }
    }

    /// <summary>A track's memory: its states where its layout says, and its scratch.</summary>
    /// <param name="track">The track's index.</param>
    [EditorBrowsable(EditorBrowsableState.Never)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref float Track(int track) => ref Unsafe.Add(ref _memory.Reference, _trackOffsets[track]);

    /// <summary>A tape for one sequence, without memory for gradients, that starts from this state; allocated anew only for more steps than ever before.</summary>
    /// <param name="steps">Steps to run.</param>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public Tape<TModel> RunTape(int steps)
    {
        if (_tape is null || _tape.Capacity < steps)
            _tape = new Tape<TModel>(Model, steps, batch: 1, keepGates: false, inference: true);
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
                int floats = states[s].PaddedWidth;
                var mine = MemoryMarshal.CreateSpan(ref Unsafe.Add(ref Track(i), (nint)states[s].StreamOffset), floats);
                if (save)
                    MemoryMarshal.CreateSpan(ref track.FinalRows(s), floats).CopyTo(mine);
                else
                    mine.CopyTo(MemoryMarshal.CreateSpan(ref track.InitialRows(s), floats));
                track.SetInitial(s);
            }
        }
    }

    private StateSet Tensors()
    {
        var tensors = new List<NamedTensor>();
        foreach (var track in _layout.Tracks)
        {
            foreach (var state in track.States)
            {
                var place = new PackedLayout(track.StreamOffset + state.StreamOffset, state.Width, 1, track.Lanes, track.Lanes, state.PaddedWidth, UnitMajor: true);
                tensors.Add(new BufferTensor(state.Name, new Shape(state.Width), _memory, place));
            }
        }

        return new StateSet([.. tensors]);
    }
}
