using System.ComponentModel;

namespace Unrolled.CompilerServices;

/// <summary>One of those who do a piece of work together. Each runs the same code, with its own share of the rows; the default value is one who works alone.</summary>
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

    /// <summary>Which of them it is, from 0.</summary>
    public int Index { get; }

    /// <summary>How many there are.</summary>
    public int Count => _others + 1;

    /// <summary>Its share of rows or sequences.</summary>
    /// <param name="rows">How many there are in all; at least 1.</param>
    public Share Share(nint rows) => new(rows, Index, Count);

    /// <summary>Waits until every worker has come here: what any of them wrote before can be read by all.</summary>
    public void Wait() => _crew?.Wait();

    /// <summary>The first of its part of things that can be done in any order, each by itself.</summary>
    /// <param name="things">How many there are in all.</param>
    /// <param name="end">The one after the last of its part.</param>
    internal nint First(nint things, out nint end)
    {
        end = things * (Index + 1) / Count;
        return things * Index / Count;
    }
}
