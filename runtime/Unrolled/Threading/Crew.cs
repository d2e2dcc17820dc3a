using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace Unrolled.CompilerServices;

/// <summary>
/// The worker pool of the process: background threads, started on first use. The calling thread takes part, and a call allocates nothing. If the pool is
/// busy, the caller
/// does the work alone.
/// </summary>
internal sealed class Crew
{
    // How long an idle worker spins before it sleeps: longer than the gap between two training passes, because waking a thread takes longer than most
    // passes' parts.
    private static readonly long s_patience = Stopwatch.Frequency / 10_000;

    private readonly object _gate = new();
    private Counters _counters;
    private ISharedWork? _work;
    private ExceptionDispatchInfo? _failure;
    private int _hired;
    private int _busy;
    private int _sleeping;

    /// <summary>The pool of this process.</summary>
    public static Crew Shared { get; } = new();

    /// <summary>Whether the workers are still spinning, so that sharing more work costs little.</summary>
    public bool IsAwake => _hired > 0 && Volatile.Read(ref _sleeping) == 0;

    /// <summary>The number of workers for a short piece of work, at most one per group. Workers that have to be woken first must each have 16 times as much
    /// to do.</summary>
    /// <param name="amount">The amount of work.</param>
    /// <param name="worth">The amount that justifies one more thread that is awake.</param>
    /// <param name="threads">The largest number of threads.</param>
    public int Workers(int amount, int worth, int threads) => Math.Clamp(amount / (IsAwake ? worth : 16 * worth), 1, Math.Min(threads, Share.MostGroups));

    /// <summary>Does a piece of work. An exception of a worker is thrown here, once all have stopped.</summary>
    /// <param name="work">The work.</param>
    /// <param name="workers">The number of workers, including the calling thread.</param>
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

            // The number of the job and of its workers in one word, so that no thread sees one without the other.
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

    /// <summary>Waits until all workers of the job are here, and stops if one of them has failed.</summary>
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

    /// <summary>Waits for a job other than <paramref name="last"/>: spinning first, then asleep.</summary>
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
            // Counted before the job is read again, while Run writes the job before it reads the count: one of the two sees the other.
            Interlocked.Increment(ref _sleeping);
            while (Volatile.Read(ref _counters.Order) == last)
                Monitor.Wait(_gate);
            Interlocked.Decrement(ref _sleeping);
            return _counters.Order;
        }
    }

    /// <summary>The caller sees the first failure; workers that it cancels fail later.</summary>
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

    /// <summary>A short wait: spinning, unless there are more threads than cores, where other threads must be able to run.</summary>
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

    /// <summary>Fields that several threads write, each on its own cache lines.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 5 * 128)]
    private struct Counters
    {
        /// <summary>The number of the last job · 256 + its number of workers.</summary>
        [FieldOffset(128)]
        public long Order;

        /// <summary>The number of workers at the barrier.</summary>
        [FieldOffset(2 * 128)]
        public int Arrived;

        /// <summary>How often the barrier has opened.</summary>
        [FieldOffset(3 * 128)]
        public int Phase;

        /// <summary>The number of workers that have not finished the job, without the caller.</summary>
        [FieldOffset(4 * 128)]
        public int Unfinished;
    }
}
