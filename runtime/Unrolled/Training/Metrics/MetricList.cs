namespace Unrolled;

/// <summary>The sums of a loss and of some metrics over batches.</summary>
/// <param name="metrics">The sums of each metric.</param>
internal sealed class RunningSums(double[][] metrics)
{
    /// <summary>Σ loss · weights of the batch.</summary>
    public double LossSum { get; set; }

    /// <summary>Σ weights.</summary>
    public double Weight { get; set; }

    /// <summary>The sums of each metric.</summary>
    public double[][] Metrics => metrics;

    /// <summary>The mean loss over all steps that count; 0 where none does.</summary>
    public double Loss => Weight == 0 ? 0 : LossSum / Weight;

    public void Add(double loss, double weight)
    {
        LossSum += loss * weight;
        Weight += weight;
    }

    public void Clear()
    {
        (LossSum, Weight) = (0, 0);
        foreach (double[] sums in metrics)
            Array.Clear(sums);
    }
}

/// <summary>Some metrics of a model, over sums that others keep.</summary>
internal sealed class MetricList(IReadOnlyList<IMetric> metrics, int outputs)
{
    private readonly string[] _names = [.. metrics.Select(metric => metric.Name)];

    public RunningSums NewSums() => new([.. metrics.Select(metric => new double[metric.Sums(outputs)])]);

    public void Add(in LossBatch batch, RunningSums sums)
    {
        for (int k = 0; k < metrics.Count; k++)
            metrics[k].Add(batch, sums.Metrics[k]);
    }

    /// <summary>How many sums all metrics have together.</summary>
    public int Sums { get; } = metrics.Sum(metric => metric.Sums(outputs));

    /// <summary>Adds a batch to sums that lie one behind the other.</summary>
    public void Add(in LossBatch batch, Span<double> sums)
    {
        for (int k = 0; k < metrics.Count; k++)
        {
            int count = metrics[k].Sums(outputs);
            metrics[k].Add(batch, sums[..count]);
            sums = sums[count..];
        }
    }

    /// <summary>Copies sums to where they lie one behind the other.</summary>
    public static void Copy(RunningSums sums, Span<double> to)
    {
        foreach (double[] metric in sums.Metrics)
        {
            metric.CopyTo(to);
            to = to[metric.Length..];
        }
    }

    /// <summary>Adds sums that lie one behind the other.</summary>
    public void Merge(ReadOnlySpan<double> others, RunningSums sums)
    {
        for (int k = 0; k < metrics.Count; k++)
        {
            int count = sums.Metrics[k].Length;
            metrics[k].Merge(others[..count], sums.Metrics[k]);
            others = others[count..];
        }
    }

    public MetricValues Values(RunningSums sums) => new(_names, [.. metrics.Select((metric, k) => metric.Value(sums.Metrics[k]))]);
}
