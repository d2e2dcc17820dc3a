namespace Unrolled;

/// <summary>A figure made from the mean of something of each output's error.</summary>
internal sealed class MeanError(string name, Func<double, double> ofError, Func<double, double> ofMean) : IMetric
{
    public string Name => name;

    public int Sums(int outputs) => 2;

    public void Add(in LossBatch batch, Span<double> sums)
    {
        for (int row = 0; row < batch.Rows; row++)
        {
            float weight = batch.Weight(row);
            if (weight == 0)
                continue;
            var outputs = batch.Output(row);
            var targets = batch.Target(row);
            for (int k = 0; k < outputs.Length; k++)
                sums[0] += weight * ofError((double)outputs[k] - targets[k]);
            sums[1] += (double)weight * outputs.Length;
        }
    }

    public double Value(ReadOnlySpan<double> sums) => ofMean(sums[0] / sums[1]);
}
