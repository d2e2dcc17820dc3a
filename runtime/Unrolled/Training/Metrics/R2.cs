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

    public void Merge(ReadOnlySpan<double> others, Span<double> sums)
    {
        for (int k = 0; k < sums.Length; k += PerOutput)
        {
            var s = sums.Slice(k, PerOutput);
            var o = others.Slice(k, PerOutput);
            if (o[0] == 0)
                continue;
            if (s[0] == 0)
                s[4] = o[4];
            // The others' targets relative to the first one here.
            double shift = o[4] - s[4];
            s[0] += o[0];
            s[1] += o[1] + shift * o[0];
            s[2] += o[2] + shift * (2 * o[1] + shift * o[0]);
            s[3] += o[3];
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
