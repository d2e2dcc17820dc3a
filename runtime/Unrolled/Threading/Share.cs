using System.ComponentModel;

namespace Unrolled.CompilerServices;

/// <summary>
/// The partition of one worker: rows, or sequences of a batch. Rows are divided into nearly equal groups by their number alone, and a partition is a whole
/// number of groups. Sums over rows are
/// computed per group, so their bits do not depend on the number of workers.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct Share
{
    // Groups of 8 give four workers something to do at a batch of 32. No group is a single row unless there is only one row: the products of a single row
    // add up in another order. Each group has its
    // own sums, so there are no more groups than workers.
    private const int GroupRows = 8;

    /// <summary>The largest number of groups, and so of workers that have something to do.</summary>
    internal const int MostGroups = 32;

    private readonly nint _low;
    private readonly nint _wider;
    private readonly TapeParts? _parts;
    private readonly PartRows _kind;

    internal Share(nint rows, int worker, int workers)
    {
        Groups = GroupsOf(rows);
        _low = rows / Groups;
        _wider = rows % Groups;
        FirstGroup = Groups * worker / workers;
        EndGroup = Groups * (worker + 1) / workers;
        First = Start(FirstGroup);
        Count = Start(EndGroup) - First;
    }

    /// <summary>All rows of parts that are on one tape: the groups of each part are those that it has by itself.</summary>
    internal Share(TapeParts parts, PartRows kind)
    {
        _parts = parts;
        _kind = kind;
        Groups = parts.Groups(kind);
        EndGroup = Groups;
        Count = kind == PartRows.OfAllSteps ? parts.Rows : parts.Sequences;
    }

    /// <summary>The first row.</summary>
    public nint First { get; }

    /// <summary>The number of rows; 0 if there are more workers than groups.</summary>
    public nint Count { get; }

    /// <summary>The first group.</summary>
    public nint FirstGroup { get; }

    /// <summary>The group after the last.</summary>
    public nint EndGroup { get; }

    /// <summary>The groups of all workers together.</summary>
    public nint Groups { get; }

    /// <summary>All rows, as one partition.</summary>
    /// <param name="rows">The number of rows; at least 1.</param>
    public static Share Whole(nint rows) => new(rows, 0, 1);

    /// <summary>The first of the groups whose sums are added to the gradients: of all groups, or of those of the part whose turn it is.</summary>
    internal nint FirstSum => _parts?.FirstGroup(_kind, _parts.Turn) ?? 0;

    /// <summary>The group after the last of those.</summary>
    internal nint EndSum => _parts?.FirstGroup(_kind, _parts.Turn + 1) ?? Groups;

    /// <summary>The exclusive end of a group, counted from <see cref="First"/>. The groups of a step's sequences lie one behind the other.</summary>
    /// <param name="group">The group, counted over all workers.</param>
    public nint End(nint group) => Start(group + 1) - First;

    /// <summary>The rows of a group of the rows of all steps: the first of them that lie side by side.</summary>
    /// <param name="group">The group, counted over all workers.</param>
    public RowRun RunOf(nint group) => _parts is null ? new RowRun(Start(group) - First, Start(group + 1) - First) : _parts.RunOf(group);

    /// <summary>The number of groups of a number of rows.</summary>
    /// <param name="rows">The number of rows; at least 1.</param>
    internal static nint GroupsOf(nint rows) => Math.Clamp((rows + GroupRows - 1) / GroupRows, 1, MostGroups);

    /// <summary>The first row of a group, counted over all workers.</summary>
    internal nint Start(nint group) => _parts is null ? (group * _low) + Math.Min(group, _wider) : _parts.Start(_kind, group);
}
