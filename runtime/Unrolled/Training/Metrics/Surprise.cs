namespace Unrolled;

/// <summary>A figure made from the mean of −log softmax(y)[class].</summary>
internal sealed class Surprise(string name, Func<double, double> ofMean) : IMetric
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
            double largest = double.NegativeInfinity, exponentials = 0;
            foreach (float y in outputs)
                largest = Math.Max(largest, y);
            foreach (float y in outputs)
                exponentials += Math.Exp(y - largest);
            sums[0] += weight * (Math.Log(exponentials) + largest - outputs[batch.TargetClass(row)]);
            sums[1] += weight;
        }
    }

    public double Value(ReadOnlySpan<double> sums) => ofMean(sums[0] / sums[1]);
}
