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

    // Where each group starts, if that does not follow from the number of rows. Each time step hands a partition on: no reference here, and no more fields.
    private readonly unsafe int* _starts;

    internal Share(nint rows, int worker, int workers)
    {
        nint groups = GroupsOf(rows);
        _low = rows / groups;
        _wider = rows % groups;
        FirstGroup = groups * worker / workers;
        EndGroup = groups * (worker + 1) / workers;
        First = Start(FirstGroup);
        Count = Start(EndGroup) - First;
    }

    /// <summary>All rows, in groups that are given.</summary>
    /// <param name="rows">The number of rows.</param>
    /// <param name="groups">The number of groups.</param>
    /// <param name="starts">The first row of each group, and the number of rows: pinned, and kept by the caller; null where nobody asks for them.</param>
    internal unsafe Share(nint rows, nint groups, int* starts)
    {
        _starts = starts;
        EndGroup = groups;
        Count = rows;
    }

    /// <summary>The first row.</summary>
    public nint First { get; }

    /// <summary>The number of rows; 0 if there are more workers than groups.</summary>
    public nint Count { get; }

    /// <summary>The first group.</summary>
    public nint FirstGroup { get; }

    /// <summary>The group after the last.</summary>
    public nint EndGroup { get; }

    /// <summary>All rows, as one partition.</summary>
    /// <param name="rows">The number of rows; at least 1.</param>
    public static Share Whole(nint rows) => new(rows, 0, 1);

    /// <summary>The exclusive end of a group, counted from <see cref="First"/>.</summary>
    /// <param name="group">The group, counted over all workers.</param>
    public nint End(nint group) => group + 1 == EndGroup ? Count : Start(group + 1) - First;

    /// <summary>The number of groups of a number of rows.</summary>
    /// <param name="rows">The number of rows; at least 1.</param>
    internal static nint GroupsOf(nint rows) => Math.Clamp((rows + GroupRows - 1) / GroupRows, 1, MostGroups);

    /// <summary>The first row of a group, counted over all workers.</summary>
    internal unsafe nint Start(nint group) => _starts == null ? (group * _low) + Math.Min(group, _wider) : _starts[group];
}
