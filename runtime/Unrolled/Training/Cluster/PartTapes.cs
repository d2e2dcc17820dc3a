using System.Runtime.InteropServices;

namespace Unrolled;

/// <summary>The tapes of the parts of a batch that this rank computes.</summary>
internal sealed class PartTapes<TModel>
    where TModel : class, IModel<TModel>
{
    // Threads have parts of their own unless more than so many times as many would be busy if they shared each part.
    private const double LeastBusy = 1.25;

    private readonly TModel _model;
    private readonly Tape<TModel>[] _own;
    private readonly PartShare<TModel>[]?[] _shares;

    /// <param name="model">The model.</param>
    /// <param name="steps">The most steps.</param>
    /// <param name="parts">How the batch is cut.</param>
    public PartTapes(TModel model, int steps, BatchParts parts)
    {
        (_model, Parts, Steps) = (model, parts, steps);
        _own = [.. Enumerable.Range(parts.First, parts.End - parts.First)
            .Select(part => new Tape<TModel>(model, steps, parts.SequencesOf(part), parts: null) { FirstOfWhole = parts.FirstSequence(part) })];
        _shares = new PartShare<TModel>[]?[Math.Clamp(_own.Length, 1, CompilerServices.Share.MostGroups) + 1];
    }

    /// <summary>How the batch is cut.</summary>
    public BatchParts Parts { get; }

    /// <summary>The most steps.</summary>
    public int Steps { get; }

    /// <summary>The tapes of this rank's parts, in their order.</summary>
    public ReadOnlySpan<Tape<TModel>> Own => _own;

    /// <summary>The parts as shares of so many threads at most; those of one number of shares are made once.</summary>
    public PartShare<TModel>[] SharesAmong(int threads)
    {
        int count = CountOfShares(threads);
        return _shares[count] ??= Shares(count);
    }

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

    /// <summary>How many threads have parts of their own: 1 where there is little to do, or where more threads are busy if they share each part.</summary>
    private int CountOfShares(int threads)
    {
        long worth = 0;
        double busy = 1;
        foreach (var tape in _own)
        {
            worth += tape.WorthOfThreads;
            busy = Math.Max(busy, tape.BusyWorkers(threads));
        }

        int count = (int)Math.Clamp(worth, 1, Math.Min(threads, _shares.Length - 1)), partsOfThread = (_own.Length + count - 1) / count;
        return busy * partsOfThread > LeastBusy * _own.Length ? 1 : count;
    }

    private PartShare<TModel>[] Shares(int count)
    {
        var shares = new PartShare<TModel>[count];
        for (int share = 0; share < count; share++)
        {
            int first = _own.Length * share / count, end = _own.Length * (share + 1) / count;
            shares[share] = new PartShare<TModel>(_model, Steps, Parts.First + first, _own.AsSpan(first..end), isAlone: count == 1);
        }

        return shares;
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
