using System.ComponentModel;

namespace Unrolled.CompilerServices;

/// <summary>One of several workers on a piece of work. Each runs the same code on its own partition of the rows. The default value is a single
/// worker.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct Worker
{
    private readonly Crew? _crew;
    private readonly int _others;

    internal Worker(Crew crew, int index, int count)
    {
        _crew = crew;
        Index = index;
        _others = count - 1;
    }

    /// <summary>Its index, from 0.</summary>
    public int Index { get; }

    /// <summary>The number of workers.</summary>
    public int Count => _others + 1;

    /// <summary>Its partition of rows or sequences.</summary>
    /// <param name="rows">How many there are in all; at least 1.</param>
    public Share Share(nint rows) => new(rows, Index, Count);

    /// <summary>A barrier: waits until every worker is here. Then all can read what any of them wrote before.</summary>
    public void Wait() => _crew?.Wait();

    /// <summary>The first item of its part of independent items.</summary>
    /// <param name="things">The number of items.</param>
    /// <param name="end">The exclusive end of its part.</param>
    internal nint First(nint things, out nint end)
    {
        end = things * (Index + 1) / Count;
        return things * Index / Count;
    }
}
