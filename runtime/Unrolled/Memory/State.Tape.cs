using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Unrolled.CompilerServices;

namespace Unrolled;

// Runs of a model with a backward direction: over a tape, from the last step to the first.
public sealed partial class State<TModel>
{
    // Whether a state of a layer that runs backward was set for the next run, by its name, for each stream.
    private readonly Dictionary<string, bool[]> _starts = new(StringComparer.Ordinal);
    private Tape<TModel>? _tape;

    /// <summary>A tape with one sequence per stream, without memory for gradients, that starts from this state. It is allocated again only for more steps
    /// than ever before.</summary>
    /// <param name="steps">Steps to run.</param>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public Tape<TModel> RunTape(int steps)
    {
        var tape = TapeOf(steps);
        for (int i = 0; i < _layout.Tracks.Length; i++)
        {
            var states = _layout.Tracks[i].StateSpan;
            var track = tape.Track(i);
            for (int s = 0; s < states.Length; s++)
            {
                for (int stream = 0; stream < Streams; stream++)
                {
                    var rows = TapeRows(ref track.InitialRows(s), states[s], stream);
                    if (track.Reversed && !_starts[states[s].Name][stream])
                        Begin(i, states[s], rows);
                    else
                        Rows(i, states[s], stream).CopyTo(rows);
                }

                track.SetInitial(s);
            }
        }

        return tape;
    }

    /// <summary>After a Forward of <see cref="RunTape"/>: the tape's final state becomes this state.</summary>
    /// <param name="tape">What <see cref="RunTape"/> returned.</param>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void Take(Tape<TModel> tape)
    {
        for (int i = 0; i < _layout.Tracks.Length; i++)
        {
            var states = _layout.Tracks[i].StateSpan;
            for (int s = 0; s < states.Length; s++)
            {
                for (int stream = 0; stream < Streams; stream++)
                    TapeRows(ref tape.Track(i).FinalRows(s), states[s], stream).CopyTo(Rows(i, states[s], stream));
            }
        }

        for (int stream = 0; stream < Streams; stream++)
            ForgetStart(stream);
    }

    private static Span<float> TapeRows(ref float rows, StateLayout state, int stream) =>
        MemoryMarshal.CreateSpan(ref Unsafe.Add(ref rows, (nint)stream * state.PaddedWidth), state.PaddedWidth);

    private Tape<TModel> TapeOf(int steps)
    {
        if (_tape is null || _tape.Capacity < steps)
            _tape = new Tape<TModel>(Model, steps, Streams, keepGates: false, inference: true);
        _tape.Resize(steps);
        return _tape;
    }

    /// <summary>Passes over zeros allocate what a pass allocates when it is first used. Short and long ones may compute the products with the inputs in other
    /// places: <see cref="LayerTape.TakesInputAtOnce"/>.</summary>
    private void ReserveTape(int steps)
    {
        foreach (int length in (ReadOnlySpan<int>)[steps, 1])
            RunTape(length).RunForward(training: false);
    }

    /// <summary>Where a layer's state begins: at 0, or where the layer learned to.</summary>
    private void Begin(int track, StateLayout state, Span<float> rows)
    {
        if (state.LearnedFrom < 0)
            rows.Clear();
        else
            MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref Model.Core.TrackParameters(track), (nint)state.LearnedFrom), state.PaddedWidth).CopyTo(rows);
    }

    /// <summary>The next run of a stream begins anew at its end.</summary>
    private void ForgetStart(int stream)
    {
        foreach (bool[] starts in _starts.Values)
            starts[stream] = false;
    }

    /// <summary>A stream begins at its end where a stream of another state does.</summary>
    private void CopyStart(State<TModel> other, int stream, int otherStream)
    {
        foreach (var (name, starts) in _starts)
            other._starts[name][otherStream] = starts[stream];
    }
}
