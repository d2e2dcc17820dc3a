namespace Unrolled;

/// <summary>The metrics. Each counts the steps inside the sequences' lengths by <c>tape.Weights</c>, as the losses do; where nothing counted it is not a
/// number.</summary>
public static class Metric
{
    /// <summary>
    /// Share of the steps whose largest output is that of the right class, in <c>tape.TargetClasses</c> or, for distributions, the largest in
    /// <c>tape.Targets</c>. With one output, a logit: whether it is above 0 where the
    /// target is 1.
    /// </summary>
    public static IMetric Accuracy { get; } = new Accuracy();

    /// <summary>|y − t|, mean over outputs and steps; targets in <c>tape.Targets</c>.</summary>
    public static IMetric MeanAbsoluteError { get; } = new MeanError("mean absolute error", Math.Abs, mean => mean);

    /// <summary>The root of the mean of (y − t)² over outputs and steps; targets in <c>tape.Targets</c>.</summary>
    public static IMetric RootMeanSquaredError { get; } = new MeanError("root mean squared error", d => d * d, Math.Sqrt);

    /// <summary>1 − Σ(y − t)² / Σ(t − mean of t)², mean over the outputs: 1 where every output is right, 0 for a model that always says the mean; targets
    /// in <c>tape.Targets</c>.</summary>
    public static IMetric R2 { get; } = new R2();

    /// <summary>exp of the mean of −log softmax(y)[class]: between how many classes the model is as good as undecided; classes in
    /// <c>tape.TargetClasses</c>.</summary>
    public static IMetric Perplexity { get; } = new Surprise("perplexity", Math.Exp);

    /// <summary>The mean of −log₂ softmax(y)[class]; classes in <c>tape.TargetClasses</c>.</summary>
    public static IMetric BitsPerToken { get; } = new Surprise("bits per token", mean => mean / Math.Log(2));

    /// <summary>Share of the steps whose right class is among those of the <paramref name="k"/> largest outputs; classes in
    /// <c>tape.TargetClasses</c>.</summary>
    /// <param name="k">How many; at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">k is less than 1.</exception>
    public static IMetric TopK(int k) => new TopK(k);

    /// <summary>
    /// F1, the harmonic mean of precision and recall: 2·hits / (2·hits + false alarms + misses). Classes in <c>tape.TargetClasses</c>; or several labels a
    /// step, yes or no each, in <c>tape.Targets</c>, where a logit above 0
    /// means yes.
    /// </summary>
    /// <param name="average">How those of the classes or labels become one figure.</param>
    public static IMetric F1(F1Average average = F1Average.Macro) => new F1(average, null);

    /// <summary>F1 of one class or label: 2·hits / (2·hits + false alarms + misses).</summary>
    /// <param name="positive">The class or label; with one output: 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public static IMetric F1(int positive)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(positive);
        return new F1(F1Average.Macro, positive);
    }
}
