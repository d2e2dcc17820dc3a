using Unrolled;

namespace Sunspots;

/// <summary>Trains networks on years of the series.</summary>
/// <param name="roots">The square roots of the numbers, one a year, without the held-out years.</param>
/// <param name="firstYear">The year of the first.</param>
internal sealed class Training(float[] roots, int firstYear)
{
    private const int Window = 64;       // the networks learn from every stretch of this many years …
    private const int WarmUp = 32;       // … whose first half only fills their memory: forecasts made from so little count for nothing
    private const int MostUpdates = 60;

    /// <summary>Cycles are lower and higher than those that were seen: each window is learned from at three heights, by these factors of the numbers.</summary>
    private static readonly float[] s_heights = [0.7f, 1, 1.4f];

    /// <summary>
    /// What the number of updates is chosen by: the years to learn from, and the years to forecast with those before them to warm up. The last of them asks
    /// for cycles that are higher than any learned from, as those after 1940 are.
    /// </summary>
    private static readonly (int LearnFrom, int LearnTo, int WarmUpFrom, int From, int To)[] s_trials =
    [
        (1700, 1819, 1700, 1820, 1859), (1700, 1859, 1700, 1860, 1899), (1700, 1899, 1700, 1900, 1939), (1871, 1939, 1790, 1830, 1870),
    ];

    /// <summary>A network that has learned from some years, all windows in each update.</summary>
    /// <param name="from">The first year that it sees.</param>
    /// <param name="to">The last.</param>
    /// <param name="seed">Of its first values.</param>
    /// <param name="updates">How many updates.</param>
    /// <param name="validation">What it is measured by after each update.</param>
    public (Forecaster Model, History History) Learn(int from, int to, int seed, int updates, SequenceDataset? validation = null)
    {
        float[] years = Years(from, to);
        int windows = years.Length - Window;
        var data = SequenceDataset.Generated(windows * s_heights.Length, Window, (index, column) =>
        {
            float height = MathF.Sqrt(s_heights[index / windows]);
            for (int step = 0, year = index % windows; step < Window; step++, year++)
            {
                column.Inputs(step)[0] = height * years[year];
                column.Targets(step)[0] = height * years[year + 1];
                column.Weight(step) = step < WarmUp ? 0 : 1;
            }
        });
        var model = new Forecaster(seed);
        model.Adapt(data);
        var trainer = new Trainer<Forecaster>(model, Loss.MeanSquaredError, new Adam(learningRate: 0.01f)) { MaxGradientNorm = 1 };
        return (model, trainer.Fit(data, new FitOptions { Epochs = updates, Batch = data.Count, Validation = validation, Metrics = [new SunspotError()] }));
    }

    /// <summary>The number of updates with the lowest error in sunspots: the median of some networks, the mean of the trials.</summary>
    public int ChooseUpdates(int networks)
    {
        double[] errors = new double[MostUpdates];
        foreach (var (learnFrom, learnTo, warmUpFrom, from, to) in s_trials)
        {
            float[] years = Years(warmUpFrom, to);
            var validation = SequenceDataset.Forecast(years, features: 1, window: years.Length - 1, warmUp: from - warmUpFrom - 1);
            History[] runs = [.. Enumerable.Range(1, networks).Select(seed => Learn(learnFrom, learnTo, seed, MostUpdates, validation).History)];
            for (int update = 0; update < MostUpdates; update++)
                errors[update] += Median(runs.Select(run => run.Epochs[update].ValidationMetrics[0]));
        }

        return errors.AsSpan().IndexOf(errors.Min()) + 1;
    }

    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private float[] Years(int from, int to) => roots[(from - firstYear)..(to + 1 - firstYear)];
}
