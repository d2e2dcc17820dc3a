namespace Unrolled;

/// <summary>The coefficient of determination, an output at a time; then the mean over the outputs whose targets differ at all.</summary>
internal sealed class R2 : IMetric
{
    // Weights, targets, squared targets, squared errors: targets relative to the first one, so that a large mean costs no digits.
    private const int PerOutput = 5;

    public string Name => "R2";

    public int Sums(int outputs) => PerOutput * outputs;

    public void Add(in LossBatch batch, Span<double> sums)
    {
        for (int row = 0; row < batch.Rows; row++)
        {
            double weight = batch.Weight(row);
            if (weight == 0)
                continue;
            var outputs = batch.Output(row);
            var targets = batch.Target(row);
            for (int k = 0; k < outputs.Length; k++)
            {
                var s = sums.Slice(k * PerOutput, PerOutput);
                if (s[0] == 0)
                    s[4] = targets[k];
                double t = targets[k] - s[4], d = (double)outputs[k] - targets[k];
                s[0] += weight;
                s[1] += weight * t;
                s[2] += weight * t * t;
                s[3] += weight * d * d;
            }
        }
    }

    public double Value(ReadOnlySpan<double> sums)
    {
        double total = 0;
        int outputs = 0;
        for (int k = 0; k < sums.Length; k += PerOutput)
        {
            double spread = sums[k + 2] - sums[k + 1] * sums[k + 1] / sums[k];
            if (!(spread > 0))
                continue;
            total += 1 - sums[k + 3] / spread;
            outputs++;
        }

        return outputs == 0 ? double.NaN : total / outputs;
    }
}
