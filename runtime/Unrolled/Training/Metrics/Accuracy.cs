namespace Unrolled;

/// <summary>Share of right answers.</summary>
internal sealed class Accuracy : IMetric
{
    public string Name => "accuracy";

    public int Sums(int outputs) => 2;

    public void Add(in LossBatch batch, Span<double> sums)
    {
        for (int row = 0; row < batch.Rows; row++)
        {
            float weight = batch.Weight(row);
            if (weight == 0)
                continue;
            sums[0] += Answers.Chosen(batch, row) == Answers.Right(batch, row) ? weight : 0;
            sums[1] += weight;
        }
    }

    public double Value(ReadOnlySpan<double> sums) => sums[0] / sums[1];
}
