using Unrolled;

namespace OwnCell;

/// <summary>
/// A metric of the sample's own: the share of strings at whose every step each symbol that may follow has a higher output than each that may not. It reads
/// whole sequences, so it is for runs that do not cut them (<see cref="FitOptions.Truncate"/>).
/// </summary>
internal sealed class WholeStrings : IMetric
{
    public string Name => "whole strings";

    public int Sums(int outputs) => 2;

    public void Add(in LossBatch batch, Span<double> sums)
    {
        for (int sequence = 0; sequence < batch.Batch; sequence++)
        {
            int steps = 0, right = 0;
            for (int row = sequence; row < batch.Rows; row += batch.Batch)
            {
                if (batch.Weight(row) == 0)
                    continue;
                steps++;
                right += IsRight(batch.Output(row), batch.Target(row)) ? 1 : 0;
            }

            if (steps == 0)
                continue;
            sums[0] += right == steps ? 1 : 0;
            sums[1]++;
        }
    }

    public double Value(ReadOnlySpan<double> sums) => sums[0] / sums[1];

    /// <summary>Whether each symbol that may follow has a higher output than each that may not.</summary>
    public static bool IsRight(ReadOnlySpan<float> outputs, ReadOnlySpan<float> legal)
    {
        float least = float.PositiveInfinity, most = float.NegativeInfinity;
        for (int k = 0; k < outputs.Length; k++)
        {
            if (legal[k] > 0)
                least = Math.Min(least, outputs[k]);
            else
                most = Math.Max(most, outputs[k]);
        }

        return least > most;
    }
}
