namespace Unrolled.CompilerServices;

/// <summary>Which rows a share of a tape of several parts is of, and how their groups are counted.</summary>
internal enum PartRows
{
    /// <summary>The sequences of a step.</summary>
    OfStep,

    /// <summary>The rows of all steps. Those of a part are counted as on a tape of its own.</summary>
    OfAllSteps,

    /// <summary>The sequences of a step, in groups that are counted as those of all steps: each part has groups without a sequence behind its own.</summary>
    OfStepAmongAll,
}

/// <summary>
/// The parts of a batch that go through on one tape: the weights are read once for the rows of all. A row's bits do not depend on its neighbours, so only
/// what is summed over rows knows of parts. It is summed part by part, in the groups and in the order that a part has on a tape of its own.
/// </summary>
internal sealed class TapeParts
{
    private readonly int[] _firsts;
    private readonly nint[] _starts;
    private readonly nint[] _firstOfStep;
    private readonly nint[] _firstOfAll;
    private AlignedBuffer? _scratch;
    private int _steps;

    /// <param name="sequences">How many sequences each part has: at least 2, since the products of a single row add up in another order.</param>
    public TapeParts(ReadOnlySpan<int> sequences)
    {
        _firsts = new int[sequences.Length + 1];
        _firstOfStep = new nint[sequences.Length + 1];
        _firstOfAll = new nint[sequences.Length + 1];
        for (int part = 0; part < sequences.Length; part++)
        {
            _firsts[part + 1] = _firsts[part] + sequences[part];
            _firstOfStep[part + 1] = _firstOfStep[part] + Share.GroupsOf(sequences[part]);
        }

        _starts = new nint[_firstOfStep[^1] + 1];
        for (int part = 0; part < Count; part++)
        {
            var share = Share.Whole(SequencesOf(part));
            for (nint group = 0; group < share.Groups; group++)
                _starts[_firstOfStep[part] + group] = _firsts[part] + share.Start(group);
        }

        _starts[^1] = Sequences;
    }

    /// <summary>The number of parts.</summary>
    public int Count => _firsts.Length - 1;

    /// <summary>The sequences of all parts.</summary>
    public int Sequences => _firsts[^1];

    /// <summary>The rows of all parts.</summary>
    public nint Rows => (nint)_steps * Sequences;

    /// <summary>The part whose rows are summed now.</summary>
    public int Turn { get; set; }

    /// <summary>The rows of the part whose turn it is.</summary>
    public RowRun RowsOfTurn => new(FirstOf(Turn), (nint)_steps * SequencesOf(Turn), 0, SequencesOf(Turn), Sequences);

    /// <summary>The first sequence of a part.</summary>
    public int FirstOf(int part) => _firsts[part];

    /// <summary>The number of sequences of a part.</summary>
    public int SequencesOf(int part) => _firsts[part + 1] - _firsts[part];

    /// <summary>The most groups that the parts have over so many steps.</summary>
    public nint MostGroups(int steps)
    {
        nint groups = 0;
        for (int part = 0; part < Count; part++)
            groups += Share.GroupsOf((nint)steps * SequencesOf(part));
        return groups;
    }

    /// <summary>Notes the number of steps of a pass.</summary>
    public void SetSteps(int steps)
    {
        _steps = steps;
        for (int part = 0; part < Count; part++)
            _firstOfAll[part + 1] = _firstOfAll[part] + Share.GroupsOf((nint)steps * SequencesOf(part));
    }

    /// <summary>The number of groups.</summary>
    public nint Groups(PartRows kind) => FirstGroup(kind, Count);

    /// <summary>The first group of a part.</summary>
    public nint FirstGroup(PartRows kind, int part) => (kind == PartRows.OfStep ? _firstOfStep : _firstOfAll)[part];

    /// <summary>The first row of a group.</summary>
    public nint Start(PartRows kind, nint group)
    {
        if (kind == PartRows.OfStep)
            return _starts[group];
        if (group == _firstOfAll[^1])
            return kind == PartRows.OfAllSteps ? Rows : Sequences;
        int part = PartOf(group);
        nint own = group - _firstOfAll[part];
        if (kind == PartRows.OfAllSteps)
            return ((nint)_steps * _firsts[part]) + Share.Whole((nint)_steps * SequencesOf(part)).Start(own);
        var share = Share.Whole(SequencesOf(part));
        return _firsts[part] + share.Start(Math.Min(own, share.Groups));
    }

    /// <summary>The rows of a group of the rows of all steps.</summary>
    public RowRun RunOf(nint group)
    {
        int part = PartOf(group), sequences = SequencesOf(part);
        var share = Share.Whole((nint)_steps * sequences);
        nint own = group - _firstOfAll[part], start = share.Start(own);
        var (step, place) = Math.DivRem(start, sequences);
        return new RowRun((step * Sequences) + _firsts[part] + place, share.Start(own + 1) - start, place, sequences, Sequences);
    }

    /// <summary>How many rows of the part whose turn it is to take at a time: whole steps, equally many, and not many more than <paramref name="most"/>
    /// rows.</summary>
    public nint ChunkOfTurn(nint most)
    {
        nint sequences = SequencesOf(Turn), chunks = ((_steps * sequences) + most - 1) / most;
        return (_steps + chunks - 1) / chunks * sequences;
    }

    /// <summary>Memory for rows of a part side by side; what was there before is lost.</summary>
    public ref float Scratch(nint floats)
    {
        if (_scratch is null || _scratch.Length < floats)
            _scratch = new AlignedBuffer(floats);
        return ref _scratch.Reference;
    }

    private int PartOf(nint group)
    {
        int part = 0;
        while (group >= _firstOfAll[part + 1])
            part++;
        return part;
    }
}
