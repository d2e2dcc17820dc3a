namespace Unrolled;

/// <summary>Share of steps whose right class has one of the k largest outputs.</summary>
internal sealed class TopK : IMetric
{
    private readonly int _k;

    public TopK(int k)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        _k = k;
    }

    public string Name => $"top {_k}";

    public int Sums(int outputs) => 2;

    public void Add(in LossBatch batch, Span<double> sums)
    {
        for (int row = 0; row < batch.Rows; row++)
        {
            float weight = batch.Weight(row);
            if (weight == 0)
                continue;
            int right = batch.TargetClass(row), before = 0;
            var outputs = batch.Output(row);
            for (int k = 0; k < outputs.Length; k++)
            {
                // Not 'greater': where something is not a number, the answer is not right.
                if (k != right && (!(outputs[k] <= outputs[right]) || (outputs[k] == outputs[right] && k < right)))
                    before++;
            }

            sums[0] += before < _k ? weight : 0;
            sums[1] += weight;
        }
    }

    public double Value(ReadOnlySpan<double> sums) => sums[0] / sums[1];
}
