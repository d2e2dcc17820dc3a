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

    /// <summary>The exclusive end of a group, counted from <see cref="First"/>.</summary>
    /// <param name="group">The group, counted over all workers.</param>
    public nint End(nint group) => Start(group + 1) - First;

    /// <summary>The number of groups of a number of rows.</summary>
    /// <param name="rows">The number of rows; at least 1.</param>
    internal static nint GroupsOf(nint rows) => Math.Clamp((rows + GroupRows - 1) / GroupRows, 1, MostGroups);

    private nint Start(nint group) => (group * _low) + Math.Min(group, _wider);
}
