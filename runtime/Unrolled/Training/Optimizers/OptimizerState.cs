using System.Runtime.CompilerServices;
using Unrolled.CompilerServices;

namespace Unrolled;

/// <summary>
/// The state of an optimiser for the parameters of one model: its moments, and the number of updates of each parameter.
/// An update depends on this state, the parameters and the gradients alone.
/// </summary>
public sealed class OptimizerState : TensorSet<NamedTensor>
{
    private readonly ModelCore _core;
    private readonly AlignedBuffer _moments;
    private readonly long[] _updates;
    private readonly List<UpdateRun> _runs = [];
    private long _flagsVersion = -1;

    internal OptimizerState(ModelCore core, IReadOnlyList<string> moments)
        : this(core, moments, Allocate(core, moments))
    {
    }

    private OptimizerState(ModelCore core, IReadOnlyList<string> names, AlignedBuffer moments)
        : base("moment", [.. names.SelectMany((name, k) => core.ParameterSet.Select(
            p => new BufferTensor($"{p.Name}.{name}", p.Shape, moments, p.Layout.Shift((long)k * core.Parameters.Length))))])
    {
        _core = core;
        _moments = moments;
        MomentCount = names.Count;
        _updates = new long[core.ParameterSet.Count];
    }

    /// <summary>The number of updates of each parameter, in the order of <c>model.Parameters</c>. Updates while it was not trainable do not count.</summary>
    public ReadOnlySpan<long> ParameterUpdates => _updates;

    /// <summary>Ranges of the flat buffers that are updated alike: of the same flags, and with the same number of updates so far.</summary>
    internal IReadOnlyList<UpdateRun> Runs
    {
        get
        {
            if (_flagsVersion != _core.FlagsVersion)
                FindRuns();
            return _runs;
        }
    }

    /// <summary>How many moments there are.</summary>
    internal int MomentCount { get; }

    /// <summary>Floats from an element's value in one moment to its value in the next.</summary>
    internal int Stride => _core.Parameters.Length;

    /// <summary>One of the moments, packed as the parameters are.</summary>
    /// <param name="index">Its place in <see cref="Optimizer.Moments"/>.</param>
    internal Span<float> Moment(int index) => _moments.Span.Slice(index * Stride, Stride);

    /// <summary>The elements from a place in the flat buffers on, in the first moment; not to be touched where there is none.</summary>
    internal ref float Elements(int start) => ref Unsafe.Add(ref _moments.Reference, MomentCount == 0 ? 0 : start);

    /// <summary>The number of updates of the elements of a run.</summary>
    internal long UpdatesOf(UpdateRun run) => _updates[run.Parameter];

    /// <summary>Counts one update of every trainable parameter.</summary>
    internal void CountUpdate()
    {
        for (int k = 0; k < _updates.Length; k++)
            if (_core.ParameterSet[k].Trainable)
                _updates[k]++;
    }

    /// <summary>Replaces the counts, as when training resumes.</summary>
    /// <param name="updates">Updates of each parameter, in the order of <c>model.Parameters</c>.</param>
    internal void SetParameterUpdates(ReadOnlySpan<long> updates)
    {
        updates.CopyTo(_updates);
        _flagsVersion = -1;
    }

    private static AlignedBuffer Allocate(ModelCore core, IReadOnlyList<string> moments)
    {
        if (moments.Distinct(StringComparer.Ordinal).Count() != moments.Count)
            throw new ArgumentException($"An optimiser's moments have different names; these are {string.Join(", ", moments)}.", nameof(moments));
        long floats = (long)core.Parameters.Length * moments.Count;
        if (floats > AlignedBuffer.MaximumLength)
            throw new ArgumentException(
                $"The optimiser remembers {moments.Count} numbers a parameter; with {core.Parameters.Length} packed parameters that is {floats}. " +
                $"At most {AlignedBuffer.MaximumLength} are possible.",
                nameof(moments));
        return new AlignedBuffer(floats);
    }

    private void FindRuns()
    {
        _runs.Clear();
        int first = 0;
        while (first < _updates.Length && !_core.ParameterSet[first].Trainable)
            first++;
        bool alike = true;
        for (int k = first; k < _updates.Length; k++)
            alike &= _updates[k] == _updates[first] || !_core.ParameterSet[k].Trainable;

        int[] owners = alike ? [] : Owners();
        foreach (var run in _core.Runs)
        {
            if (alike)
                _runs.Add(new UpdateRun(run.Start, run.Length, run.WeightDecay, first));
            else
                Split(run, owners);
        }

        _flagsVersion = _core.FlagsVersion;
    }

    /// <summary>The parameter that each vector of the flat buffers belongs to, −1 where it is padding.</summary>
    private int[] Owners()
    {
        int lanes = _core.Layout.Lanes;
        var owners = new int[_core.Parameters.Length / lanes];
        Array.Fill(owners, -1);
        for (int parameter = 0; parameter < _updates.Length; parameter++)
        {
            var layout = _core.ParameterSet[parameter].Layout;
            for (int block = 0; block < layout.Blocks; block++)
                for (int k = 0; k < layout.Others; k++)
                    owners[layout.Index(block * lanes, k) / lanes] = parameter;
        }

        return owners;
    }

    private void Split(ParameterRun run, int[] owners)
    {
        int lanes = _core.Layout.Lanes, end = run.Start + run.Length;
        int start = run.Start, owner = -1;
        for (int at = start; at < end; at += lanes)
        {
            int next = owners[at / lanes];
            if (next < 0 || (owner >= 0 && _updates[next] == _updates[owner]))
                continue;
            if (owner >= 0)
            {
                _runs.Add(new UpdateRun(start, at - start, run.WeightDecay, owner));
                start = at;
            }

            owner = next;
        }

        _runs.Add(new UpdateRun(start, end - start, run.WeightDecay, owner));
    }
}

/// <summary>A range of the flat buffers that one update treats alike.</summary>
/// <param name="Start">The first float.</param>
/// <param name="Length">The number of floats.</param>
/// <param name="WeightDecay">Whether weight decay applies to it.</param>
/// <param name="Parameter">Index of a parameter that has had as many updates as all that lie in it.</param>
internal readonly record struct UpdateRun(int Start, int Length, bool WeightDecay, int Parameter);
