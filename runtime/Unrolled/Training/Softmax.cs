namespace Unrolled;

/// <summary>Probabilities from the logits of classes, as a model gives them that was trained with <see cref="Loss.SoftmaxCrossEntropy"/>.</summary>
public static class Softmax
{
    /// <summary>exp(y) / Σ exp(y), in a new array.</summary>
    /// <param name="logits">One value a class.</param>
    public static float[] Of(ReadOnlySpan<float> logits)
    {
        var probabilities = new float[logits.Length];
        Of(logits, probabilities);
        return probabilities;
    }

    /// <summary>exp(y) / Σ exp(y).</summary>
    /// <param name="logits">One value a class.</param>
    /// <param name="probabilities">Takes the results, as many; may be the same memory.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void Of(ReadOnlySpan<float> logits, Span<float> probabilities)
    {
        if (probabilities.Length != logits.Length)
            throw new ArgumentException($"Expected room for {logits.Length} probabilities; found {probabilities.Length}.", nameof(probabilities));
        double largest = double.NegativeInfinity, sum = 0;
        foreach (float y in logits)
            largest = Math.Max(largest, y);
        foreach (float y in logits)
            sum += Math.Exp(y - largest);
        for (int k = 0; k < logits.Length; k++)
            probabilities[k] = (float)(Math.Exp(logits[k] - largest) / sum);
    }
}
