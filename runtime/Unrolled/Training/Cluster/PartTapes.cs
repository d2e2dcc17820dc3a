using System.Runtime.InteropServices;

namespace Unrolled;

/// <summary>The tapes of the parts of a batch that this rank computes.</summary>
internal sealed class PartTapes<TModel>
    where TModel : class, IModel<TModel>
{
    private readonly Tape<TModel>[] _own;

    /// <param name="model">The model.</param>
    /// <param name="steps">The most steps.</param>
    /// <param name="parts">How the batch is cut.</param>
    public PartTapes(TModel model, int steps, BatchParts parts)
    {
        Parts = parts;
        Steps = steps;
        _own = [.. Enumerable.Range(parts.First, parts.End - parts.First)
            .Select(part => new Tape<TModel>(model, steps, parts.SequencesOf(part), parts: null) { FirstOfWhole = parts.FirstSequence(part) })];
        Bundles = [.. Bundled().Select(bundle => new PartBundle<TModel>(model, steps, bundle))];
    }

    /// <summary>How the batch is cut.</summary>
    public BatchParts Parts { get; }

    /// <summary>The most steps.</summary>
    public int Steps { get; }

    /// <summary>The tapes of this rank's parts, in their order.</summary>
    public ReadOnlySpan<Tape<TModel>> Own => _own;

    /// <summary>The same in bundles that may go through together.</summary>
    public PartBundle<TModel>[] Bundles { get; }

    /// <summary>Takes over this rank's sequences of a whole batch.</summary>
    public void Take(Tape<TModel> whole)
    {
        foreach (var tape in _own)
            tape.CopyPart(whole);
    }

    /// <summary>Gives outputs and final states back.</summary>
    public void Give(Tape<TModel> whole)
    {
        foreach (var tape in _own)
            tape.GivePart(whole);
        whole.EndParts();
    }

    /// <summary>The initial states of the whole batch, each [batch, units], the same on every rank: to be called by all.</summary>
    public IReadOnlyList<(string Name, Shape Shape, float[] Values)> InitialStates(ICluster? cluster)
    {
        var layout = ModelStates();
        int width = layout.Sum(state => state.Width), most = Parts.Most * Math.Max(1, (Parts.Batch + Parts.Count - 1) / Parts.Count);
        float[] own = new float[most * width], all = new float[own.Length * Parts.Ranks];
        int at = 0;
        foreach (var tape in _own)
        {
            foreach (var state in tape.InitialState)
            {
                state.ToArray().CopyTo(own, at);
                at += state.Length;
            }
        }

        if (cluster is { Size: > 1 })
            cluster.AllGather(MemoryMarshal.AsBytes<float>(own), MemoryMarshal.AsBytes(all.AsSpan()));
        else
            own.CopyTo(all, 0);
        return Whole(layout, all, own.Length);
    }

    /// <summary>Sets the initial states, of which each tape takes its own.</summary>
    public void SetInitialStates(IReadOnlyList<(string Name, Shape Shape, float[] Values)> states, long sequenceUpdate)
    {
        foreach (var tape in _own)
        {
            foreach (var (name, shape, values) in states)
                tape.InitialState[name].Set(values.AsSpan(tape.FirstOfWhole * shape[1], tape.Batch * shape[1]));
            tape.SequenceUpdate = sequenceUpdate;
        }
    }

    /// <summary>As many parts at a time as a bundle has sequences for.</summary>
    private IEnumerable<Tape<TModel>[]> Bundled()
    {
        for (int first = 0, end; first < _own.Length; first = end)
        {
            int sequences = _own[first].Batch;
            for (end = first + 1; end < _own.Length && sequences + _own[end].Batch <= PartBundle<TModel>.MostSequences; end++)
                sequences += _own[end].Batch;
            yield return _own[first..end];
        }
    }

    private static List<(string Name, int Width)> ModelStates() =>
        [.. TModel.Layout.Tracks.ToArray().SelectMany(track => track.States).Select(state => (state.Name, state.Width))];

    /// <summary>What the ranks gave, by states: a rank's block has for each of its parts one state after the other.</summary>
    private List<(string Name, Shape Shape, float[] Values)> Whole(List<(string Name, int Width)> layout, float[] all, int block)
    {
        List<(string Name, Shape Shape, float[] Values)> states =
            [.. layout.Select(state => (state.Name, new Shape(Parts.Batch, state.Width), new float[Parts.Batch * state.Width]))];
        for (int rank = 0; rank < Parts.Ranks; rank++)
        {
            int at = rank * block;
            for (int part = Parts.FirstOf(rank); part < Parts.FirstOf(rank + 1); part++)
            {
                foreach (var (_, shape, values) in states)
                {
                    int floats = Parts.SequencesOf(part) * shape[1];
                    all.AsSpan(at, floats).CopyTo(values.AsSpan(Parts.FirstSequence(part) * shape[1]));
                    at += floats;
                }
            }
        }

        return states;
    }
}
