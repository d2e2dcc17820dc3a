using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Unrolled.CompilerServices;

/// <summary>
/// The parts of a batch that go through on one tape: the weights are read once for the rows of all. A row's bits do not depend on its neighbours, so only
/// what is summed over rows knows of parts. It is summed part by part, in the groups and in the order that a part has on a tape of its own. One worker has
/// all rows.
/// </summary>
/// <remarks>
/// A layer that sums over the sequences of a step has the groups of the sequences, part by part. One that sums over all steps has more: the others of each
/// part follow behind those, so that a group of sequences has one number.
/// </remarks>
internal sealed class TapeParts
{
    private readonly int[] _firsts;
    private readonly int[] _firstGroups;
    private readonly int[] _firstOthers;
    private readonly int[] _starts;
    private int _steps;

    /// <param name="sequences">How many sequences each part has: at least 2, since the products of a single row add up in another order.</param>
    public TapeParts(ReadOnlySpan<int> sequences)
    {
        _firsts = new int[sequences.Length + 1];
        _firstGroups = new int[sequences.Length + 1];
        _firstOthers = new int[sequences.Length + 1];
        for (int part = 0; part < sequences.Length; part++)
        {
            _firsts[part + 1] = _firsts[part] + sequences[part];
            _firstGroups[part + 1] = _firstGroups[part] + (int)Share.GroupsOf(sequences[part]);
        }

        // Partitions point to it.
        _starts = GC.AllocateArray<int>(SequenceGroups + 1, pinned: true);
        for (int part = 0; part < Count; part++)
        {
            var share = Share.Whole(SequencesOf(part));
            for (int group = 0; group < share.EndGroup; group++)
                _starts[_firstGroups[part] + group] = _firsts[part] + (int)share.Start(group);
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

    /// <summary>The groups of the sequences.</summary>
    public int SequenceGroups => _firstGroups[^1];

    /// <summary>All sequences, as one partition.</summary>
    public unsafe Share AllSequences => new(Sequences, SequenceGroups, (int*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_starts)));

    /// <summary>The rows of all steps, as one partition. <see cref="RunOf"/> says which those of a group are.</summary>
    public unsafe Share AllRows => new(Rows, _firstOthers[^1], null);

    /// <summary>The first sequence of a part.</summary>
    public int FirstOf(int part) => _firsts[part];

    /// <summary>The number of sequences of a part.</summary>
    public int SequencesOf(int part) => _firsts[part + 1] - _firsts[part];

    /// <summary>The most groups that the rows of so many steps have.</summary>
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
        _firstOthers[0] = SequenceGroups;
        for (int part = 0; part < Count; part++)
            _firstOthers[part + 1] = _firstOthers[part] + (int)Share.GroupsOf((nint)steps * SequencesOf(part)) - GroupsOf(part);
    }

    /// <summary>The groups of the part whose turn it is, in their order: those of its sequences, and the others where all steps are summed.</summary>
    public (Range First, Range Then) GroupsOfTurn(bool allSteps) =>
        (_firstGroups[Turn].._firstGroups[Turn + 1], allSteps ? _firstOthers[Turn].._firstOthers[Turn + 1] : default);

    /// <summary>The rows of a group of the rows of all steps.</summary>
    public RowRun RunOf(nint group)
    {
        bool isOther = group >= SequenceGroups;
        int[] firsts = isOther ? _firstOthers : _firstGroups;
        int part = 0;
        while (group >= firsts[part + 1])
            part++;
        nint own = group - firsts[part] + (isOther ? GroupsOf(part) : 0);
        int sequences = SequencesOf(part);
        var share = Share.Whole((nint)_steps * sequences);
        var (step, place) = Math.DivRem(share.Start(own), sequences);
        return new RowRun((step * Sequences) + _firsts[part] + place, share.End(own) - share.Start(own), place, sequences, Sequences);
    }

    /// <summary>How many rows of the part whose turn it is to take at a time: whole steps, equally many, and not many more than <paramref name="most"/>
    /// rows.</summary>
    public nint ChunkOfTurn(nint most)
    {
        nint sequences = SequencesOf(Turn), chunks = ((_steps * sequences) + most - 1) / most;
        return (_steps + chunks - 1) / chunks * sequences;
    }

    /// <summary>The groups of the sequences of a part.</summary>
    private int GroupsOf(int part) => _firstGroups[part + 1] - _firstGroups[part];
}
