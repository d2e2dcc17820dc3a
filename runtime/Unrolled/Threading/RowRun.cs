using System.ComponentModel;

namespace Unrolled.CompilerServices;

/// <summary>
/// Rows that lie side by side, and where those that belong to them go on: the rows of a part of the sequences are some at each step, with those of other
/// parts between them.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct RowRun
{
    private readonly nint _left;
    private readonly nint _width;
    private readonly nint _stride;

    /// <summary>Rows side by side, and none besides.</summary>
    internal RowRun(nint first, nint end)
    {
        First = first;
        End = end;
    }

    /// <summary>Rows of a part.</summary>
    /// <param name="first">The first row.</param>
    /// <param name="rows">The number of rows, of all runs together.</param>
    /// <param name="place">The place of the first row among those that the part has at a step.</param>
    /// <param name="width">How many rows the part has at a step.</param>
    /// <param name="stride">The rows of a step, of all parts.</param>
    internal RowRun(nint first, nint rows, nint place, nint width, nint stride)
    {
        First = first;
        End = first + Math.Min(width - place, rows);
        _left = rows - (End - First);
        _width = width;
        _stride = stride;
    }

    /// <summary>The first row.</summary>
    public nint First { get; }

    /// <summary>The row after the last.</summary>
    public nint End { get; }

    /// <summary>Whether there is a row; else all have been there.</summary>
    public bool IsAny => End > First;

    /// <summary>The rows that come next. Those of a part begin with its first one of the next step.</summary>
    public RowRun Next => _left == 0 ? default : new RowRun(End - _width + _stride, _left, 0, _width, _stride);
}
