using Unrolled;

namespace Sunspots;

/// <summary>A metric of the sample's own: the root mean square error in sunspots of a model that forecasts square roots.</summary>
internal sealed class SunspotError : IMetric
{
    public string Name => "sunspots";

    public int Sums(int outputs) => 2;

    public void Add(in LossBatch batch, Span<double> sums)
    {
        for (int row = 0; row < batch.Rows; row++)
        {
            if (batch.Weight(row) == 0)
                continue;
            sums[0] += Math.Pow(Number(batch.Output(row)[0]) - Number(batch.Target(row)[0]), 2);
            sums[1]++;
        }
    }

    public double Value(ReadOnlySpan<double> sums) => Math.Sqrt(sums[0] / sums[1]);

    /// <summary>The number of which this is the square root; at least 0.</summary>
    public static double Number(double root) => Math.Pow(Math.Max(0, root), 2);
}
