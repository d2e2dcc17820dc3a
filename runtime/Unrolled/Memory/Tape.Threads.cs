using Unrolled.CompilerServices;

namespace Unrolled;

// How many threads share a pass.
public sealed partial class Tape<TModel>
{
    private readonly PassWork _pass;
    private int _threads = Environment.ProcessorCount;

    /// <summary>
    /// The largest number of threads that <c>model.Forward</c>, <c>model.Backward</c> and a built-in loss use: at least 1; all cores by default. Every
    /// number of threads gives the same bits.
    /// A small pass, and a pass that starts while the library's threads are busy, runs on fewer.
    /// </summary>
    /// <remarks>The threads belong to the process and sleep when there is nothing to do. A pass allocates nothing. <see cref="Trainer{TModel}.Step"/> uses
    /// <see cref="Trainer{TModel}.Threads"/> instead.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">Set to less than 1.</exception>
    public int Threads
    {
        get => _threads;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            _threads = value;
        }
    }

    /// <summary>
    /// Multiply-adds of a forward pass that justify one more thread: with the backward pass that follows, they take longer than waking a thread. Tests
    /// share smaller passes.
    /// </summary>
    internal long WorkOfThread { get; set; } = 1 << 20;

    /// <summary>How many threads a pass justifies.</summary>
    internal long WorthOfThreads => Rows * _layout.MultiplyAdds / WorkOfThread;

    /// <summary>The number of workers of a pass, at most <paramref name="threads"/>. A worker has whole groups of sequences, or of rows where there is no
    /// loop over time: see <see cref="Share"/>.</summary>
    internal int Workers(int threads) => _inference || threads == 1
        ? 1
        : (int)Math.Clamp(Math.Min(WorthOfThreads, Groups), 1, threads);

    /// <summary>How many workers of a pass are busy at a time, on average: whole groups are not always shared evenly.</summary>
    internal double BusyWorkers(int threads)
    {
        int workers = Workers(threads);
        return (double)Groups / ((Groups + workers - 1) / workers);
    }

    private nint Groups => Share.GroupsOf(_layout.IsRecurrent ? Batch : Rows);

    /// <summary>A pass as work for several; the object is used again, so that a pass allocates nothing.</summary>
    private sealed class PassWork(Tape<TModel> tape) : ISharedWork
    {
        private Pass _order;

        public void Run(in Pass pass)
        {
            _order = pass;
            Crew.Shared.Run(this, tape.Workers(pass.Threads));
        }

        void ISharedWork.Run(Worker worker) => tape.Through.Pass(tape, in _order, worker);
    }
}
