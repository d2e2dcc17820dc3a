namespace Unrolled;

// The learning-rate range test.
public sealed partial class Trainer<TModel>
{
    // Smoothing, the updates left out at both ends and the end at four times the lowest loss are those of fast.ai's and Lightning's finders.
    private const double Smoothing = 0.9, GivesUpAt = 4;
    private const int SkipFirst = 5, SkipLast = 1;

    /// <summary>
    /// Trains a little with a learning rate that rises from update to update, and says at which the loss fell fastest (Smith 2017). Model, moments and
    /// counts are as before when it returns. The optimiser's own rate, the
    /// schedule and the plateau have no part in it.
    /// </summary>
    /// <param name="data">The data set.</param>
    /// <param name="options">Batch, Seed, ByLength and Truncate are used.</param>
    /// <param name="from">The first rate.</param>
    /// <param name="to">The last rate; it ends before where the loss has become four times the lowest, or no number.</param>
    /// <param name="updates">Updates to make, at least 10.</param>
    /// <exception cref="ArgumentException">The data set does not fit the model, or a number is out of its range.</exception>
    /// <exception cref="InvalidOperationException">The trainer has no loss, or is fitting.</exception>
    public LearningRateSearch FindLearningRate(SequenceDataset data, FitOptions? options = null, double from = 1e-7, double to = 1, int updates = 100)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentOutOfRangeException.ThrowIfLessThan(updates, 10);
        if (!(from > 0 && to > from && double.IsFinite(to)))
            throw new ArgumentOutOfRangeException(nameof(from), from, $"Expected rates that rise from above 0; found {from} to {to}.");
        if (_run is not null)
            throw new InvalidOperationException("The trainer is fitting: find a learning rate before or after.");
        options ??= new FitOptions();
        var before = TrainerMemory.Of(this);
        var rates = new List<double>();
        var losses = new List<double>();
        try
        {
            var range = new RateRange(rates, losses, from, to, updates, this);
            FixedRate = from;
            var searching = new FitOptions
            {
                Epochs = int.MaxValue,
                Batch = options.Batch,
                Seed = options.Seed,
                ByLength = options.ByLength,
                Truncate = options.Truncate
            };
            var run = new FitRun<TModel>(this, data, searching, range, null);
            while (run.NextEpoch(CancellationToken.None) is not null)
            {
            }
        }
        catch (NotFiniteException)
        {
            // The rate that was too high ends the search; what was found below it counts.
        }
        finally
        {
            FixedRate = null;
            before.Restore(this);
        }

        return Found(rates, losses);
    }

    private static LearningRateSearch Found(List<double> rates, List<double> losses)
    {
        double[] smoothed = RateRange.Smooth(losses);
        double steepest = 0;
        double? suggestion = null;
        for (int k = SkipFirst; k < smoothed.Length - 1 - SkipLast; k++)
        {
            double slope = smoothed[k + 1] - smoothed[k - 1];
            if (slope < steepest)
                (steepest, suggestion) = (slope, rates[k]);
        }

        return new LearningRateSearch(rates, losses, smoothed, suggestion);
    }

    /// <summary>Raises the rate after each update.</summary>
    private sealed class RateRange(List<double> rates, List<double> losses, double from, double to, int updates, Trainer<TModel> trainer) : ITrainingObserver
    {
        private double _mean, _lowest = double.PositiveInfinity, _share = 1;

        public bool OnUpdate(in UpdateResult update)
        {
            rates.Add(update.LearningRate);
            losses.Add(update.Loss);
            trainer.FixedRate = from * Math.Pow(to / from, (double)rates.Count / (updates - 1));
            _mean = Smoothing * _mean + (1 - Smoothing) * update.Loss;
            _share *= Smoothing;
            double smoothed = _mean / (1 - _share);
            _lowest = Math.Min(_lowest, smoothed);
            return rates.Count < updates && !(smoothed > GivesUpAt * _lowest && rates.Count > SkipFirst);
        }

        public static double[] Smooth(List<double> losses)
        {
            double mean = 0, share = 1;
            return [.. losses.Select(loss => (mean = Smoothing * mean + (1 - Smoothing) * loss) / (1 - (share *= Smoothing)))];
        }
    }

    /// <summary>All that an update changes.</summary>
    private sealed record TrainerMemory(float[] Parameters, float[][] Moments, long[] ParameterUpdates, long Updates, long ModelUpdates, double RateFactor,
        double Norm)
    {
        public static TrainerMemory Of(Trainer<TModel> trainer) => new(
            trainer.Model.Core.Parameters.Span.ToArray(), [.. trainer.Optimizer.Moments.Select((_, k) => trainer.OptimizerState.Moment(k).ToArray())],
            trainer.OptimizerState.ParameterUpdates.ToArray(), trainer.Updates, trainer.Model.Core.Updates, trainer.RateFactor, trainer.GradientNorm);

        public void Restore(Trainer<TModel> trainer)
        {
            Parameters.CopyTo(trainer.Model.Core.Parameters.Span);
            for (int k = 0; k < Moments.Length; k++)
                Moments[k].CopyTo(trainer.OptimizerState.Moment(k));
            trainer.OptimizerState.SetParameterUpdates(ParameterUpdates);
            (trainer.Updates, trainer.Model.Core.Updates, trainer.RateFactor, trainer.GradientNorm) = (Updates, ModelUpdates, RateFactor, Norm);
            trainer.DropAccumulated();
            trainer.Model.Core.Gradients.Clear();
            trainer.Model.Core.ParametersChanged();
        }
    }
}
