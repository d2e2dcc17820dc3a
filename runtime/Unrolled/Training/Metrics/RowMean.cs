namespace Unrolled;

/// <summary>A figure made from the weighted mean of one number a step.</summary>
internal abstract class RowMean : IMetric
{
    public abstract string Name { get; }

    public int Sums(int outputs) => 2;

    public void Add(in LossBatch batch, Span<double> sums)
    {
        for (int row = 0; row < batch.Rows; row++)
        {
            float weight = batch.Weight(row);
            if (weight == 0)
                continue;
            sums[0] += weight * Of(batch, row);
            sums[1] += weight;
        }
    }

    public double Value(ReadOnlySpan<double> sums) => OfMean(sums[0] / sums[1]);

    /// <summary>The number of a step that counts.</summary>
    protected abstract double Of(in LossBatch batch, int row);

    /// <summary>The figure.</summary>
    protected virtual double OfMean(double mean) => mean;
}
