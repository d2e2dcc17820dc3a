using System.Diagnostics;

namespace Server;

/// <summary>Opens connections and sends steps at a constant rate, whether answers come or not. A latency counts from the time at which its step was due, so
/// that a server that stands still is seen by every step that it holds up.</summary>
internal static class LoadClient
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    /// <summary>Runs to the end.</summary>
    /// <param name="url">The address of the server's streams.</param>
    /// <param name="model">The server's model, for the expected answers.</param>
    /// <param name="options">What to do.</param>
    public static async Task<LoadResult> RunAsync(Uri url, Reader model, LoadOptions options)
    {
        var connections = Enumerable.Range(0, options.Connections).Select(number => new LoadConnection(number, model, options.Tolerance)).ToArray();
        try
        {
            double ticks = Stopwatch.Frequency / options.Rate;
            long start = 0;
            long warm = (long)(options.WarmUp * options.Rate);
            long all = warm + (long)(options.Seconds * options.Rate);
            long Due(long step) => start + (long)(step * ticks);
            long DueOfConnection(int number, int step)
            {
                long index = ((long)step * options.Connections) + number;
                return index < warm ? 0 : Due(index);
            }

            await Parallel.ForEachAsync(
                connections,
                new ParallelOptions { MaxDegreeOfParallelism = 16 },
                async (connection, _) => await connection.ConnectAsync(url, DueOfConnection));

            start = Stopwatch.GetTimestamp();
            await Task.Run(() => Send(connections, all, Due));
            foreach (var connection in connections)
                await connection.SentAsync().WaitAsync(s_patience);
            await Task.WhenAll(connections.Select(connection => connection.EndAsync(s_patience)));
            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;

            float[] latencies = [.. connections.SelectMany(connection => connection.Latencies).Order()];
            long answered = connections.Sum(connection => (long)connection.Answered);
            long sent = connections.Sum(connection => (long)connection.Sent), wrong = connections.Sum(connection => (long)connection.Wrong);
            return new(options.Connections, sent, answered, wrong, answered / seconds, latencies);
        }
        finally
        {
            foreach (var connection in connections)
                connection.Dispose();
        }
    }

    private static void Send(LoadConnection[] connections, long count, Func<long, long> due)
    {
        for (long step = 0; step < count;)
        {
            long now = Stopwatch.GetTimestamp();
            for (; step < count && due(step) <= now; step++)
                connections[step % connections.Length].Send();
            Thread.Sleep(1);
        }
    }
}
