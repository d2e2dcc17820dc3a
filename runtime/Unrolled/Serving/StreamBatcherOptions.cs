namespace Unrolled;

/// <summary>How a <see cref="StreamBatcher{TModel}"/> gathers streams.</summary>
public sealed record StreamBatcherOptions
{
    /// <summary>How long the first stream of a batch waits for others, in whole milliseconds; 1 ms by default. Zero steps at once what has arrived: while that
    /// runs, the next batch gathers.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromMilliseconds(1);

    /// <summary>The most streams that are stepped in one call, a power of 2 from 2 to 1,024; 64 by default. A batch that has as many waits no longer, and a
    /// larger one is stepped in several calls.</summary>
    public int MaxStreams { get; init; } = 64;

    internal void Check()
    {
        if (Window < TimeSpan.Zero || Window > TimeSpan.FromSeconds(10))
            throw new ArgumentOutOfRangeException(nameof(Window), Window, $"Expected a window from 0 to 10 seconds; found {Window}.");
        if (MaxStreams is < 2 or > 1024 || !int.IsPow2(MaxStreams))
            throw new ArgumentOutOfRangeException(nameof(MaxStreams), MaxStreams, $"Expected a power of 2 from 2 to 1024 in MaxStreams; found {MaxStreams}.");
    }
}
