namespace Unrolled;

/// <summary>
/// Inverted dropout between two layers, active in training only: each element of each step becomes 0 with probability <c>rate</c>, and is divided by 1 −
/// rate otherwise.
/// </summary>
/// <remarks>
/// The choice depends on (seed, update, layer, step, sequence, unit) alone, so it is the same for any number of threads and any vector width. It has no
/// parameters and no state.
/// N. Srivastava et al., Dropout: a simple way to prevent neural networks from overfitting, JMLR 15, 2014.
/// </remarks>
/// <param name="rate">The probability of 0, in [0, 1).</param>
public sealed class DropoutAttribute(double rate) : LayerAttribute
{
    /// <summary>The probability of 0.</summary>
    public double Rate { get; } = rate;
}
