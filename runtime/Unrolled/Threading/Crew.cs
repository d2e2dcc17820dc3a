using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace Unrolled.CompilerServices;

/// <summary>
/// The process's workers: background threads that are hired at their first use and stay. The thread that brings work is one of them while it lasts, and a call allocates nothing. Work that comes while the
/// crew has other work is done by the thread that brings it alone.
/// </summary>
internal sealed class Crew
{
    // So long does a worker look out for the next work before it sleeps: longer than what a training loop does between two passes, since being woken takes some 50 µs; shorter than anyone minds.
    private static readonly long s_patience = Stopwatch.Frequency / 10_000;

    private readonly object _gate = new();
    private Counters _counters;
    private ISharedWork? _work;
    private ExceptionDispatchInfo? _failure;
    private int _hired;
    private int _busy;
    private int _sleeping;

    /// <summary>The one crew.</summary>
    public static Crew Shared { get; } = new();

    /// <summary>Whether the workers look out for work: what has just been shared is followed by more at little cost.</summary>
    public bool IsAwake => _hired > 0 && Volatile.Read(ref _sleeping) == 0;

    /// <summary>How many workers a short piece of work is worth, up to those there are groups for: 16 times as much has to be there for each where they have to be woken first.</summary>
    /// <param name="amount">How much there is to do.</param>
    /// <param name="worth">How much of it is worth one more thread that is awake.</param>
    /// <param name="threads">How many threads may share it.</param>
    public int Workers(int amount, int worth, int threads) => Math.Clamp(amount / (IsAwake ? worth : 16 * worth), 1, Math.Min(threads, Share.MostGroups));

    /// <summary>Does a piece of work. What a worker throws comes out here, once all have stopped.</summary>
    /// <param name="work">The work.</param>
    /// <param name="workers">How many are to share it, the calling thread included.</param>
    public void Run(ISharedWork work, int workers)
    {
        if (workers <= 1 || Interlocked.Exchange(ref _busy, 1) != 0)
        {
            work.Run(default);
            return;
        }

        ExceptionDispatchInfo? failure;
        try
        {
            Hire(workers - 1);
            _work = work;
            _counters.Arrived = 0;
            _counters.Unfinished = workers - 1;

            // The number of the order and how many are meant, in one word: nobody sees one without the other.
            Interlocked.Exchange(ref _counters.Order, (((_counters.Order >> 8) + 1) << 8) | (uint)workers);
            if (Volatile.Read(ref _sleeping) > 0)
            {
                lock (_gate)
                    Monitor.PulseAll(_gate);
            }

            Do(work, new Worker(this, 0, workers));
            for (var patience = default(Patience); Volatile.Read(ref _counters.Unfinished) > 0;)
                patience.Look();
            failure = _failure;
        }
        finally
        {
            _work = null;
            _failure = null;
            Volatile.Write(ref _busy, 0);
        }

        failure?.Throw();
    }

    /// <summary>Waits until all workers of the order are here; ends it where one of them has failed.</summary>
    internal void Wait()
    {
        int phase = Volatile.Read(ref _counters.Phase);
        if (Interlocked.Increment(ref _counters.Arrived) == (int)(_counters.Order & 0xFF))
        {
            _counters.Arrived = 0;
            Volatile.Write(ref _counters.Phase, phase + 1);
            return;
        }

        for (var patience = default(Patience); Volatile.Read(ref _counters.Phase) == phase; patience.Look())
        {
            if (Volatile.Read(ref _failure) is not null)
                throw new OperationCanceledException("Another worker has failed.");
        }
    }

    private void Hire(int workers)
    {
        for (; _hired < workers; _hired++)
        {
            int index = _hired + 1;
            long order = _counters.Order;
            new Thread(() => Serve(index, order)) { IsBackground = true, Name = $"Unrolled worker {index}" }.UnsafeStart();
        }
    }

    private void Serve(int index, long order)
    {
        while (true)
        {
            order = Next(order);
            int workers = (int)(order & 0xFF);
            if (index >= workers)
                continue;
            Do(_work!, new Worker(this, index, workers));
            Interlocked.Decrement(ref _counters.Unfinished);
        }
    }

    /// <summary>Waits for an order that is not <paramref name="last"/>: awake at first, then asleep.</summary>
    private long Next(long last)
    {
        long start = Stopwatch.GetTimestamp();
        for (var patience = default(Patience); Stopwatch.GetTimestamp() - start < s_patience; patience.Look())
        {
            if (Volatile.Read(ref _counters.Order) != last)
                return _counters.Order;
        }

        lock (_gate)
        {
            // Counted before the order is read again, as Run writes the order before it reads the count: one of the two sees the other.
            Interlocked.Increment(ref _sleeping);
            while (Volatile.Read(ref _counters.Order) == last)
                Monitor.Wait(_gate);
            Interlocked.Decrement(ref _sleeping);
            return _counters.Order;
        }
    }

    /// <summary>The first failure is what the caller will see; those who are canceled by it come later.</summary>
    private void Do(ISharedWork work, Worker worker)
    {
        try
        {
            work.Run(worker);
        }
        catch (Exception failure)
        {
            Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(failure), null);
        }
    }

    /// <summary>How one waits for what takes microseconds: awake, unless there are more threads than cores; then the others have to be let on.</summary>
    private struct Patience
    {
        private const int Looks = 2000;
        private static readonly bool s_isAlone = Environment.ProcessorCount == 1;
        private int _looks;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Look()
        {
            if (s_isAlone || ++_looks > Looks)
                Thread.Yield();
            else
                Thread.SpinWait(1);
        }
    }

    /// <summary>What several threads write, each on cache lines of its own.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 5 * 128)]
    private struct Counters
    {
        /// <summary>The number of the last order · 256 + how many it is for.</summary>
        [FieldOffset(128)]
        public long Order;

        /// <summary>How many have come to the place where all wait.</summary>
        [FieldOffset(2 * 128)]
        public int Arrived;

        /// <summary>How often all had come.</summary>
        [FieldOffset(3 * 128)]
        public int Phase;

        /// <summary>How many have not ended the order, the one who brought it not counted.</summary>
        [FieldOffset(4 * 128)]
        public int Unfinished;
    }
}
