namespace Unrolled;

/// <summary>
/// Inverted dropout between two layers, in training only: each element of each step is 0 with probability <c>rate</c> and else divided by 1 − rate.
/// </summary>
/// <remarks>
/// The choice is a function of (seed, update, layer, step, sequence, unit): the same for any number of threads and any vector width. No parameters, no state.
/// N. Srivastava et al., Dropout: a simple way to prevent neural networks from overfitting, JMLR 15, 2014.
/// </remarks>
/// <param name="rate">The probability of 0, in [0, 1).</param>
public sealed class DropoutAttribute(double rate) : LayerAttribute
{
    /// <summary>The probability of 0.</summary>
    public double Rate { get; } = rate;
}
