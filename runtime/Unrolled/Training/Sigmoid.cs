namespace Unrolled;

/// <summary>Probabilities from logits that are independent of each other, as a model gives them that was trained with
/// <see cref="Loss.BinaryCrossEntropy"/>.</summary>
/// <remarks>In a file with <c>using static Unrolled.Equations</c> write <c>Unrolled.Sigmoid.Of</c>: there Sigmoid alone is the word of the equations.</remarks>
public static class Sigmoid
{
    /// <summary>1 / (1 + exp(−y)).</summary>
    /// <param name="logit">y.</param>
    public static float Of(float logit) => (float)(1 / (1 + Math.Exp(-(double)logit)));

    /// <summary>1 / (1 + exp(−y)) of each, in a new array.</summary>
    /// <param name="logits">The values y.</param>
    public static float[] Of(ReadOnlySpan<float> logits)
    {
        var probabilities = new float[logits.Length];
        Of(logits, probabilities);
        return probabilities;
    }

    /// <summary>1 / (1 + exp(−y)) of each.</summary>
    /// <param name="logits">The values y.</param>
    /// <param name="probabilities">Takes the results, as many; may be the same memory.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void Of(ReadOnlySpan<float> logits, Span<float> probabilities)
    {
        if (probabilities.Length != logits.Length)
            throw new ArgumentException($"Expected room for {logits.Length} probabilities; found {probabilities.Length}.", nameof(probabilities));
        for (int k = 0; k < logits.Length; k++)
            probabilities[k] = Of(logits[k]);
    }
}
