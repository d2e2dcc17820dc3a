using System.Runtime.InteropServices;
using Unrolled.CompilerServices;

namespace Unrolled;

// How many threads share a step, and what each does of an update.
public sealed partial class Trainer<TModel>
{
    // The parameters are cut in pieces of so many floats, each with a sum of squares of its own: added in their order, the bits do not depend on who does
    // which.
    private const int ChunkFloats = 4096;

    private readonly double[] _squares;
    private readonly UpdateWork _update;
    private int _threads = Environment.ProcessorCount;
    private double _rate;

    /// <summary>
    /// The largest number of threads that <see cref="Step"/> and <see cref="Update"/> use: at least 1; all cores by default. Every number of threads gives
    /// the same bits.
    /// Small work, and work that starts while the library's threads are busy, runs on fewer.
    /// </summary>
    /// <remarks>The threads belong to the process and sleep when there is nothing to do. A step allocates nothing.</remarks>
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
    /// Floats of parameters whose update justifies one more thread, if that thread is awake, as after a shared pass. Tests share smaller updates.
    /// </summary>
    internal int FloatsOfThread { get; set; } = 1 << 13;

    /// <summary>The norm; where that is a finite number, also the clipped update, after which the gradients are 0.</summary>
    private void ShareUpdate()
    {
        // What is asked of objects that the user may have written, or is made when it is first read, is asked here: the workers only read it.
        _rate = LearningRate;
        _ = OptimizerState.Runs;
        Crew.Shared.Run(_update, Crew.Shared.Workers(Model.Core.Gradients.Length, FloatsOfThread, _threads));
        GradientNorm = Norm();
    }

    private void DoShare(Worker worker)
    {
        int first = (int)worker.First(_squares.Length, out nint end);
        for (int chunk = first; chunk < end; chunk++)
            _squares[chunk] = SumOfSquares(chunk);
        worker.Wait();
        double norm = Norm();
        if (!double.IsFinite(norm))
            return;

        var core = Model.Core;
        int start = first * ChunkFloats, stop = (int)Math.Min(end * ChunkFloats, core.Gradients.Length);
        float scale = MaxGradientNorm is { } most ? (float)Math.Min(1, most / (norm + 1e-6)) : 1;
        var runs = OptimizerState.Runs;
        for (int k = 0; k < runs.Count; k++)
        {
            var (from, length) = Part(runs[k], start, stop);
            if (length <= 0)
                continue;
            var update = new ParameterUpdate(
                core.Parameters.Span.Slice(from, length), core.Gradients.Span.Slice(from, length), OptimizerState,
                from, _rate, scale, runs[k].WeightDecay, OptimizerState.UpdatesOf(runs[k]) + 1);
            Optimizer.Update(update);
            FlushMoments(update);
        }

        core.Gradients.Span[start..stop].Clear();
    }

    /// <summary>Moments of parameters that nothing reaches any more die away: below 1e-30 they become 0, looked at once in 64 updates.</summary>
    private void FlushMoments(in ParameterUpdate update)
    {
        if (!Subnormals.IsDueForMoments(update.Count))
            return;
        for (int moment = 0; moment < Optimizer.Moments.Count; moment++)
        {
            var values = update.Moment(moment);
            Subnormals.Flush(ref MemoryMarshal.GetReference(values), values.Length);
        }
    }

    private double SumOfSquares(int chunk)
    {
        double squares = 0;
        var runs = OptimizerState.Runs;
        for (int k = 0; k < runs.Count; k++)
        {
            var (from, length) = Part(runs[k], chunk * ChunkFloats, (chunk + 1) * ChunkFloats);
            if (length > 0)
                squares += GradientNorms.SumOfSquares(Model.Core.Gradients.Span.Slice(from, length));
        }

        return squares;
    }

    private double Norm()
    {
        double squares = 0;
        foreach (double part in _squares)
            squares += part;
        return Math.Sqrt(squares);
    }

    /// <summary>What of a run lies in a range.</summary>
    private static (int Start, int Length) Part(UpdateRun run, int start, int stop)
    {
        int from = Math.Max(run.Start, start);
        return (from, Math.Min(run.Start + run.Length, stop) - from);
    }

    private sealed class UpdateWork(Trainer<TModel> trainer) : ISharedWork
    {
        public void Run(Worker worker) => trainer.DoShare(worker);
    }
}
