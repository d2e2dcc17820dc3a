using Unrolled;

// Compiled into each test project that trains on several ranks.
namespace Unrolled.Tests.Shared;

/// <summary>The ranks of a cluster as threads of this process. Ranks that call different members, or with different lengths, fail, all of them.</summary>
internal sealed class LocalCluster : ICluster
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    private readonly Meeting _meeting;
    private readonly Call _call = new();

    private LocalCluster(Meeting meeting, int rank) => (_meeting, Rank) = (meeting, rank);

    public int Rank { get; }

    public int Size => _meeting.Calls.Length;

    /// <summary>Does something on each rank; what a rank throws, this throws, the lowest rank's first.</summary>
    public static T[] Run<T>(int ranks, Func<ICluster, T> action)
    {
        var results = Each(ranks, action);
        if (results.Select(result => result.Failure).FirstOrDefault(failure => failure is not null and not OperationCanceledException) is { } first)
            throw new InvalidOperationException(first.ToString(), first);
        return [.. results.Select(result => result.Value!)];
    }

    /// <summary>Does something on each rank; gives what each returns or throws. Those that wait for a rank that has failed throw an
    /// <see cref="OperationCanceledException"/>.</summary>
    public static (T? Value, Exception? Failure)[] Each<T>(int ranks, Func<ICluster, T> action)
    {
        var meeting = new Meeting(ranks);
        var results = new (T? Value, Exception? Failure)[ranks];
        var seats = Enumerable.Range(0, ranks).Select(rank => new LocalCluster(meeting, rank)).ToList();
        for (int rank = 0; rank < ranks; rank++)
            meeting.Calls[rank] = seats[rank]._call;
        var threads = seats.Select(seat => new Thread(() =>
        {
            try
            {
                results[seat.Rank].Value = action(seat);
            }
            catch (Exception failure)
            {
                results[seat.Rank].Failure = failure;
                meeting.Failed.Cancel();
            }
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        return results;
    }

    public void AllGather(ReadOnlySpan<byte> block, Span<byte> blocks)
    {
        Begin("AllGather", block, blocks.Length / Size);
        for (int rank = 0; rank < Size; rank++)
            _meeting.Calls[rank].Bytes.AsSpan(0, block.Length).CopyTo(blocks[(rank * block.Length)..]);
        Meet();
    }

    public void AllToAll(ReadOnlySpan<byte> blocks, Span<byte> received)
    {
        Begin("AllToAll", blocks, received.Length);
        int length = blocks.Length / Size;
        for (int rank = 0; rank < Size; rank++)
            _meeting.Calls[rank].Bytes.AsSpan(Rank * length, length).CopyTo(received[(rank * length)..]);
        Meet();
    }

    public void Broadcast(Span<byte> bytes, int root)
    {
        Begin("Broadcast", bytes, bytes.Length);
        _meeting.Calls[root].Bytes.AsSpan(0, bytes.Length).CopyTo(bytes);
        Meet();
    }

    public void Barrier()
    {
        Begin("Barrier", [], 0);
        Meet();
    }

    private void Begin(string name, ReadOnlySpan<byte> given, int length)
    {
        if (_call.Bytes.Length < given.Length)
            _call.Bytes = new byte[given.Length];
        given.CopyTo(_call.Bytes);
        (_call.Name, _call.Length) = (name, length);
        Meet();
        foreach (var other in _meeting.Calls)
        {
            if (other.Name != name || other.Length != length)
                throw new InvalidOperationException($"Rank {Rank} calls {name} of {length} bytes, another rank {other.Name} of {other.Length}.");
        }
    }

    private void Meet()
    {
        if (!_meeting.Barrier.SignalAndWait(s_patience, _meeting.Failed.Token))
            throw new TimeoutException($"Rank {Rank} waits for a rank that does not come.");
    }

    private sealed class Call
    {
        public string Name { get; set; } = "";

        public int Length { get; set; }

        public byte[] Bytes { get; set; } = [];
    }

    private sealed class Meeting(int ranks)
    {
        public Barrier Barrier { get; } = new(ranks);

        public CancellationTokenSource Failed { get; } = new();

        public Call[] Calls { get; } = new Call[ranks];
    }
}
