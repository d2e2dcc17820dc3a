namespace Unrolled;

/// <summary>
/// A figure that tells how good a model is, besides the loss. It adds up some sums over all batches and gives its value from them at the end, so that it is
/// a figure of all steps and no mean of means. One object can
/// serve many models and threads. A metric of one's own is a class with these members:
/// <code>
/// public sealed class WithinTen : IMetric                        // the share of outputs that are off by less than 10
/// {
///     public string Name => "within 10";
///     public int Sums(int outputs) => 2;
///     public void Add(in LossBatch batch, Span&lt;double&gt; sums)
///     {
///         for (int row = 0; row &lt; batch.Rows; row++)
///         {
///             if (batch.Weight(row) == 0) continue;               // ignored, or past its sequence's length
///             sums[0] += Math.Abs(batch.Output(row)[0] - batch.Target(row)[0]) &lt; 10 ? 1 : 0;
///             sums[1]++;
///         }
///     }
///     public double Value(ReadOnlySpan&lt;double&gt; sums) => sums[0] / sums[1];
/// }
/// </code>
/// </summary>
public interface IMetric
{
    /// <summary>What tables and progress call it.</summary>
    string Name { get; }

    /// <summary>How many sums it needs.</summary>
    /// <param name="outputs">Outputs of the model.</param>
    int Sums(int outputs);

    /// <summary>Adds a batch.</summary>
    /// <param name="batch">Outputs and targets. <see cref="LossBatch.Weight"/> is what stands in <c>tape.Weights</c>; a row where it is 0 must not
    /// count.</param>
    /// <param name="sums">The sums so far, 0 at the start.</param>
    void Add(in LossBatch batch, Span<double> sums);

    /// <summary>Adds the sums of other batches, which began at 0 too: where a batch goes through in parts, each has sums of its own. Element by element unless
    /// a metric says otherwise.</summary>
    /// <param name="others">The sums of the other batches.</param>
    /// <param name="sums">The sums so far.</param>
    void Merge(ReadOnlySpan<double> others, Span<double> sums)
    {
        for (int k = 0; k < sums.Length; k++)
            sums[k] += others[k];
    }

    /// <summary>The figure.</summary>
    /// <param name="sums">The sums over all batches.</param>
    double Value(ReadOnlySpan<double> sums);
}
