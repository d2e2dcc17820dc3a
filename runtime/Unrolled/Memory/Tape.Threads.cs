using Unrolled.CompilerServices;

namespace Unrolled;

// How many threads share a pass.
public sealed partial class Tape<TModel>
{
    private readonly PassWork _pass;
    private int _threads = Environment.ProcessorCount;

    /// <summary>
    /// How many threads <c>model.Forward</c>, <c>model.Backward</c> and a loss of the library may share their work among: at least 1; all cores until set. Every number of threads gives the same bits. A pass that is too small to be
    /// worth another thread, or that begins while the library's threads do another, runs on fewer.
    /// </summary>
    /// <remarks>The threads belong to the process and stay, asleep when there is nothing to do; a pass allocates nothing. <see cref="Trainer{TModel}.Step"/> goes by <see cref="Trainer{TModel}.Threads"/>.</remarks>
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
    /// Multiplications with weights in a forward pass that are worth one more thread: some 30 µs of work, and twice as much in the backward pass that follows, against some 50 µs to wake a thread that sleeps. With
    /// four times as many a thread (LSTM 2x32, 100 steps, batch 20) two are 1.5 times as fast as one. Tests share smaller passes.
    /// </summary>
    internal long WorkOfThread { get; set; } = 1 << 20;

    /// <summary>How many workers share a pass among so many threads. A worker has whole groups of sequences, or of rows where there is no loop over time: see <see cref="Share"/>.</summary>
    internal int Workers(int threads) => _inference || threads == 1
        ? 1
        : (int)Math.Clamp(Math.Min(Rows * _layout.MultiplyAdds / WorkOfThread, Share.GroupsOf(_layout.IsRecurrent ? Batch : Rows)), 1, threads);

    /// <summary>A pass as work for several; the object is used again, so that a pass allocates nothing.</summary>
    private sealed class PassWork(Tape<TModel> tape) : ISharedWork
    {
        private Pass _order;

        public void Run(in Pass pass)
        {
            _order = pass;
            Crew.Shared.Run(this, tape.Workers(pass.Threads));
        }

        void ISharedWork.Run(Worker worker) => tape.Model.Pass(tape, in _order, worker);
    }
}
