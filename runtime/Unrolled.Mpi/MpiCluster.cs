using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Unrolled;

/// <summary>
/// The processes that <c>mpirun</c> has started, as the ranks of a cluster, for <see cref="Trainer{TModel}.Cluster"/>. The MPI library is the one that is
/// installed (Open MPI 4 and 5, MPICH 4 and what has its binary interface), found when the program starts. Without a launcher it is a cluster of one rank, and
/// no library is asked for.
/// </summary>
/// <remarks>
/// Before each exchange the ranks tell each other what they call, so that ranks that have left or went another way end the others with an error instead of
/// letting them wait. An exception that nobody catches ends all ranks, with a line that names the rank. Not thread-safe: one thread at a time.
/// </remarks>
public sealed class MpiCluster : ICluster, IDisposable
{
    private static int s_isStarted;

    private readonly MpiLibrary? _library;
    private readonly Announcement[] _own = new Announcement[1], _all;
    private readonly PosixSignalRegistration? _terminated;
    private bool _isBroken, _isDisposed;

    private MpiCluster(MpiLibrary? library, int rank, int size)
    {
        (_library, Rank, Size) = (library, rank, size);
        _all = new Announcement[size];
        if (library is null)
            return;
        AppDomain.CurrentDomain.UnhandledException += EndAll;
        AppDomain.CurrentDomain.ProcessExit += SayThatItEnds;
        // A launcher that ends this rank because of another has no need to hear of it.
        _terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => AppDomain.CurrentDomain.ProcessExit -= SayThatItEnds);
    }

    private enum Call
    {
        AllGather,
        AllToAll,
        Broadcast,
        Barrier,
        Dispose,
    }

    /// <inheritdoc/>
    public int Rank { get; }

    /// <inheritdoc/>
    public int Size { get; }

    /// <summary>What the MPI library says of itself; null without one.</summary>
    public string? Library => _library?.Version;

    /// <summary>The calls of <see cref="AllGather"/>.</summary>
    public ExchangeCounter AllGathers { get; private set; }

    /// <summary>The calls of <see cref="AllToAll"/>.</summary>
    public ExchangeCounter AllToAlls { get; private set; }

    /// <summary>The calls of <see cref="Broadcast"/>.</summary>
    public ExchangeCounter Broadcasts { get; private set; }

    /// <summary>The times that this rank has waited for the others before an exchange: how uneven the work of the ranks is.</summary>
    public ExchangeCounter Waits { get; private set; }

    /// <summary>Joins the other processes that <c>mpirun</c> has started; alone without it. Once in a process.</summary>
    /// <exception cref="DllNotFoundException">A launcher of MPI has started the process, and there is no MPI library; the message says what to
    /// install.</exception>
    /// <exception cref="InvalidOperationException">It was called before in this process; or the library belongs to another MPI than the launcher.</exception>
    /// <exception cref="NotSupportedException">The library is of an unknown kind.</exception>
    public static MpiCluster Start()
    {
        if (Interlocked.Exchange(ref s_isStarted, 1) != 0)
        {
            throw new InvalidOperationException(
                "MpiCluster.Start was called before in this process, and MPI can be started once: keep the cluster until the program ends.");
        }

        if (MpiLaunch.Of(Environment.GetEnvironmentVariable) is not { } launch)
            return new MpiCluster(null, 0, 1);
        var library = MpiLibrary.Load(launch, Environment.GetEnvironmentVariable(MpiLaunch.LibraryVariable));
        var (rank, size) = library.Initialize();
        if ((launch.Size is { } expected && expected != size) || rank != launch.Rank)
        {
            throw new InvalidOperationException(
                $"The launcher has started this process as rank {launch.Rank} of {launch.Size}, but {library.File} ({library.Version}) says " +
                $"rank {rank} of {size}: it belongs to another MPI than the launcher. " +
                $"Start the program with that MPI's mpirun, or name the launcher's library in the environment variable {MpiLaunch.LibraryVariable}.");
        }

        return new MpiCluster(library, rank, size);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The length of <paramref name="blocks"/> is wrong, or <paramref name="block"/> lies in it at another rank's
    /// place.</exception>
    /// <exception cref="InvalidOperationException">Another rank has left, or calls something else.</exception>
    public void AllGather(ReadOnlySpan<byte> block, Span<byte> blocks)
    {
        RequireLength(blocks.Length == (long)block.Length * Size, "AllGather", (long)block.Length * Size, blocks.Length);
        bool isInPlace = ((ReadOnlySpan<byte>)blocks).Overlaps(block, out int offset);
        if (isInPlace && offset != Rank * block.Length)
        {
            throw new ArgumentException(
                $"AllGather: expected the block of rank {Rank} at its place in blocks, byte {Rank * block.Length}, or elsewhere; found it at {offset}.",
                nameof(block));
        }

        if (!Meet(Call.AllGather, block.Length))
        {
            block.CopyTo(blocks);
            return;
        }

        long start = Stopwatch.GetTimestamp();
        if (isInPlace)
            _library!.AllGatherInPlace(blocks, block.Length);
        else
            _library!.AllGather(block, blocks);
        AllGathers = AllGathers.After((long)block.Length * (Size - 1), Stopwatch.GetElapsedTime(start));
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">Another rank has left, or calls something else.</exception>
    public void AllToAll(ReadOnlySpan<byte> blocks, Span<byte> received)
    {
        RequireLength(blocks.Length == received.Length && blocks.Length % Size == 0, "AllToAll", blocks.Length, received.Length);
        if (!Meet(Call.AllToAll, blocks.Length))
        {
            blocks.CopyTo(received);
            return;
        }

        long start = Stopwatch.GetTimestamp();
        int block = blocks.Length / Size;
        _library!.AllToAll(blocks, received, block);
        AllToAlls = AllToAlls.After((long)block * (Size - 1), Stopwatch.GetElapsedTime(start));
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">Another rank has left, or calls something else.</exception>
    public void Broadcast(Span<byte> bytes, int root)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(root);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(root, Size);
        if (!Meet(Call.Broadcast, ((long)root << 32) + bytes.Length))
            return;
        long start = Stopwatch.GetTimestamp();
        _library!.Broadcast(bytes, root);
        Broadcasts = Broadcasts.After(Rank == root ? 0 : bytes.Length, Stopwatch.GetElapsedTime(start));
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">Another rank has left, or calls something else.</exception>
    public void Barrier() => Meet(Call.Barrier, 0);

    /// <summary>Leaves the cluster when all ranks do. If this rank leaves before the others, it says so on the error output, and the others fail at their next
    /// call.</summary>
    public void Dispose()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        if (_library is null)
            return;
        // Where the ranks went different ways there is nobody to meet.
        if (!_isBroken)
        {
            Announce(Call.Dispose, 0);
            if (Array.TrueForAll(_all, other => other.Call == Call.Dispose))
                _library.Finish();
            else
                Say("has ended before the others, which stop too.");
        }

        StopListening();
    }

    private static void RequireLength(bool isRight, string call, long expected, long found)
    {
        if (!isRight)
            throw new ArgumentException($"{call}: expected room for {expected} bytes from all ranks together; found {found}.");
    }

    /// <summary>Waits for the others and requires that they call the same; false where this process is alone.</summary>
    private bool Meet(Call call, long length)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (_library is null)
            return false;
        if (_isBroken)
            throw new InvalidOperationException($"Rank {Rank} of {Size} cannot go on: the ranks of the cluster have gone different ways.");
        Announce(call, length);
        for (int rank = 0; rank < Size; rank++)
        {
            var other = _all[rank];
            if (other.Call == call && other.Length == length)
                continue;
            // What follows would be another exchange on each rank.
            _isBroken = true;
            throw new InvalidOperationException(other.Call == Call.Dispose
                ? $"Rank {rank} of {Size} has left the cluster, after an exception or because its program has ended, while rank {Rank} goes on: it stops too."
                : $"Rank {rank} of {Size} calls {other.Call} ({other.Length} bytes) while rank {Rank} calls {call} ({length} bytes): " +
                  "all ranks must call the same members in the same order.");
        }

        return true;
    }

    private void Announce(Call call, long length)
    {
        _own[0] = new Announcement(call, length);
        long start = Stopwatch.GetTimestamp();
        _library!.AllGather(MemoryMarshal.AsBytes(_own.AsSpan()), MemoryMarshal.AsBytes(_all.AsSpan()));
        Waits = Waits.After(0, Stopwatch.GetElapsedTime(start));
    }

    private void EndAll(object sender, UnhandledExceptionEventArgs e)
    {
        StopListening();
        Say($"has failed and ends the others. {e.ExceptionObject}");
        _library!.Abort();
    }

    private void SayThatItEnds(object? sender, EventArgs e) =>
        Say("has ended without leaving the cluster, and the others stop too. A program leaves it with MpiCluster.Dispose.");

    private void Say(string what)
    {
        Console.Error.WriteLine($"Rank {Rank} of {Size} {what}");
        Console.Error.Flush();
    }

    private void StopListening()
    {
        AppDomain.CurrentDomain.UnhandledException -= EndAll;
        AppDomain.CurrentDomain.ProcessExit -= SayThatItEnds;
        _terminated!.Dispose();
    }

    /// <summary>What a rank is about to call.</summary>
    private readonly record struct Announcement(Call Call, long Length);
}
