using System.ComponentModel;

namespace Unrolled.CompilerServices;

/// <summary>
/// The rows, or the sequences of a batch, that one worker does. They are cut in near-even groups by their number alone, and a share is a whole number of groups: what is summed over the rows is summed
/// a group at a time, so that its bits do not depend on how many workers there are.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct Share
{
    // Groups of 8 leave work for four workers at a batch of 32. No group is a single row unless there is only one row, so that no share meets the products of a single row, whose sums have an order of
    // their own. Each group has sums of its own: there are not more of them than may be workers.
    private const int GroupRows = 8;

    /// <summary>The most groups that anything is cut in, and so the most workers that have something to do.</summary>
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

    /// <summary>How many rows there are; 0 where there are more workers than groups.</summary>
    public nint Count { get; }

    /// <summary>The first group.</summary>
    public nint FirstGroup { get; }

    /// <summary>The group after the last.</summary>
    public nint EndGroup { get; }

    /// <summary>The groups of all workers together.</summary>
    public nint Groups { get; }

    /// <summary>All rows, as one share.</summary>
    /// <param name="rows">The number of rows; at least 1.</param>
    public static Share Whole(nint rows) => new(rows, 0, 1);

    /// <summary>Where a group ends, counted from <see cref="First"/>.</summary>
    /// <param name="group">The group, counted over all workers.</param>
    public nint End(nint group) => Start(group + 1) - First;

    /// <summary>How many groups so many rows are cut in.</summary>
    /// <param name="rows">The number of rows; at least 1.</param>
    internal static nint GroupsOf(nint rows) => Math.Clamp((rows + GroupRows - 1) / GroupRows, 1, MostGroups);

    private nint Start(nint group) => (group * _low) + Math.Min(group, _wider);
}
