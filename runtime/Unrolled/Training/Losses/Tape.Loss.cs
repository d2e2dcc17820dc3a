using Unrolled.CompilerServices;

namespace Unrolled;

// What a loss reads and writes, and how many threads share it.
public sealed partial class Tape<TModel>
{
    private readonly LossWork _loss;
    private readonly OutputDeviations _deviations;

    /// <summary>Outputs whose loss justifies one more thread, if that thread is awake, as after a shared pass. Tests share smaller losses.</summary>
    internal int OutputsOfThread { get; set; } = 1 << 14;

    /// <summary>The loss of what Forward has put out; fills <see cref="OutputGradients"/>. Targets and classes that nobody has touched take no memory; a
    /// loss that asks for them then fails.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="threads">How many threads may share it.</param>
    /// <exception cref="InvalidOperationException">There was no Forward, or the loss asks for targets that nobody has filled.</exception>
    /// <exception cref="ArgumentException">A weight is negative or not finite, or a target class is out of range.</exception>
    internal double Evaluate(ILoss loss, int threads)
    {
        _frame.RequireForward("The loss");
        var mean = new LossWeights(Weights, Lengths, OutputGradients);
        return loss is IRowLoss && Outputs.Length >= 2 * OutputsOfThread ? _loss.Evaluate(loss, mean, threads) : loss.Evaluate(LossBatch(mean));
    }

    /// <summary>Outputs and targets after Forward, for metrics.</summary>
    internal LossBatch Batched() => LossBatch(LossWeights.Undivided);

    /// <summary>The sum of the weights of the steps inside the sequences' lengths.</summary>
    internal double SumOfWeights()
    {
        var weights = Weights;
        double sum = 0;
        for (int step = 0, row = 0; step < Steps; step++)
        {
            for (int b = 0; b < _lengths.Length; b++, row++)
                sum += step < _lengths[b] ? weights[row] : 0;
        }

        return sum;
    }

    private LossBatch LossBatch(LossWeights mean) => new(
        Steps, Batch, Outputs, _targets is null ? default : Targets, _targetClasses is null ? default : TargetClasses, Weights, Lengths, OutputGradients, mean,
        _deviations);

    /// <summary>A loss by groups of rows, each with a sum of its own: added in their order, the bits do not depend on who does which.</summary>
    private sealed class LossWork(Tape<TModel> tape) : ISharedWork
    {
        private readonly double[] _sums = new double[CompilerServices.Share.MostGroups];
        private ILoss _loss = null!;
        private LossWeights _mean;

        // The last vector of a row reaches into the rows behind it. So many rows at the end of each group wait until nobody else writes.
        private int Edge => (SimdWidth.Lanes + tape._layout.Outputs - 2) / tape._layout.Outputs;

        public double Evaluate(ILoss loss, LossWeights mean, int threads)
        {
            _loss = loss;
            _mean = mean;
            Crew.Shared.Run(this, Crew.Shared.Workers(tape.Outputs.Length, tape.OutputsOfThread, threads));
            var batch = tape.LossBatch(mean);
            var share = CompilerServices.Share.Whole(tape.Rows);
            double total = 0;
            for (nint group = 0; group < share.EndGroup; group++)
                total += _sums[group] + loss.Evaluate(batch.Part(Inner(share, group), (int)share.End(group)));
            return total;
        }

        public void Run(Worker worker)
        {
            var batch = tape.LossBatch(_mean);
            var share = worker.Share(tape.Rows);
            for (nint group = share.FirstGroup; group < share.EndGroup; group++)
                _sums[group] = _loss.Evaluate(batch.Part(Start(share, group), Inner(share, group)));
        }

        private static int Start(Share share, nint group) => (int)(share.First + share.End(group - 1));

        private int Inner(Share share, nint group) => Math.Max(Start(share, group), (int)(share.First + share.End(group)) - Edge);
    }
}
