using System.Diagnostics;
using System.Net.Sockets;

namespace Server;

/// <summary>Opens connections and sends steps at a constant rate, whether answers come or not. A latency counts from the time at which its step was due, so
/// that a server that stands still is seen by every step that it holds up. One thread does it all, a pass each millisecond: what is due is sent, and what has
/// come is received.</summary>
internal sealed class LoadClient : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private readonly LoadConnection[] _connections;
    private readonly LoadOptions _options;
    private readonly long _warm;
    private readonly long _all;
    private readonly double _ticks;
    private readonly List<LoadConnection> _waiting = [];
    private readonly List<Socket> _ready = [];
    private long _start;
    private int _passes;

    private LoadClient(LoadOptions options)
    {
        _options = options;
        _ticks = Stopwatch.Frequency / options.Rate;
        _warm = (long)(options.WarmUp * options.Rate);
        _all = _warm + (long)(options.Seconds * options.Rate);
        int steps = (int)((_all + options.Connections - 1) / options.Connections);
        _connections = [.. Enumerable.Range(0, options.Connections).Select(number => new LoadConnection(number, steps))];
    }

    /// <summary>Runs to the end.</summary>
    /// <param name="url">The address of the server's streams.</param>
    /// <param name="model">The server's model, for the expected answers.</param>
    /// <param name="options">What to do.</param>
    public static Task<LoadResult> RunAsync(Uri url, Reader model, LoadOptions options) => Task.Factory.StartNew(
        () =>
        {
            using var client = new LoadClient(options);
            return client.Run(url, model);
        },
        CancellationToken.None,
        TaskCreationOptions.LongRunning,
        TaskScheduler.Default);

    /// <inheritdoc/>
    public void Dispose() => Array.ForEach(_connections, connection => connection.Dispose());

    private LoadResult Run(Uri url, Reader model)
    {
        foreach (var connection in _connections)
            connection.Connect(url);
        _start = Stopwatch.GetTimestamp();
        Send();
        long end = Stopwatch.GetTimestamp();
        while (_waiting.Count > 0 && Stopwatch.GetElapsedTime(end) < s_patience)
            Pass();
        double seconds = Stopwatch.GetElapsedTime(_start).TotalSeconds;
        Close();
        return Result(model, seconds);
    }

    private void Send()
    {
        for (long step = 0; step < _all;)
        {
            long now = Stopwatch.GetTimestamp();
            for (; step < _all && Due(step) <= now; step++)
            {
                var connection = _connections[step % _connections.Length];
                if (connection.Answered == connection.Sent)
                    _waiting.Add(connection);
                connection.Send();
            }

            Pass();
        }
    }

    /// <summary>Waits a millisecond, then receives what has come for the connections that wait for answers.</summary>
    private void Pass()
    {
        Thread.Sleep(1);
        Receive();

        // A server's ping is answered even where no step is under way.
        _connections[_passes++ % _connections.Length].Receive(Stopwatch.GetTimestamp());
        _waiting.RemoveAll(connection => connection.Answered == connection.Sent || !connection.IsOpen);
    }

    private void Receive()
    {
        _ready.Clear();
        foreach (var connection in _waiting)
        {
            connection.Flush();
            _ready.Add(connection.Socket);
        }

        if (_ready.Count == 0)
            return;

        // Those that have nothing to be read are taken out of the list; the others stay in their order.
        Socket.Select(_ready, null, null, 0);
        long now = Stopwatch.GetTimestamp();
        int next = 0;
        foreach (var connection in _waiting)
        {
            if (next == _ready.Count)
                break;
            if (connection.Socket != _ready[next])
                continue;
            connection.Receive(now);
            next++;
        }
    }

    private void Close()
    {
        _waiting.Clear();
        _waiting.AddRange(_connections.Where(connection => connection.IsOpen));
        _waiting.ForEach(connection => connection.Close());
        long start = Stopwatch.GetTimestamp();
        while (_waiting.Count > 0 && Stopwatch.GetElapsedTime(start) < s_patience)
        {
            Thread.Sleep(1);
            Receive();
            _waiting.RemoveAll(connection => !connection.IsOpen);
        }
    }

    private LoadResult Result(Reader model, double seconds)
    {
        var latencies = new List<float>((int)(_all - _warm));
        for (int number = 0; number < _connections.Length; number++)
        {
            var times = _connections[number].Times;
            for (int step = 0; step < times.Length; step++)
            {
                long index = ((long)step * _connections.Length) + number;
                if (index >= _warm)
                    latencies.Add((float)Stopwatch.GetElapsedTime(Due(index), times[step]).TotalMilliseconds);
            }
        }

        latencies.Sort();
        long answered = _connections.Sum(connection => (long)connection.Answered);
        long sent = _connections.Sum(connection => (long)connection.Sent);
        long wrong = _connections.Sum(connection => (long)connection.CountWrong(model, _options.Tolerance));
        return new(_connections.Length, sent, answered, wrong, answered / seconds, [.. latencies]);
    }

    private long Due(long step) => _start + (long)(step * _ticks);
}
