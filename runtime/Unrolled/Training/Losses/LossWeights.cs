namespace Unrolled;

/// <summary>The divisor of a mean over the steps inside the sequences' lengths.</summary>
internal readonly struct LossWeights
{
    /// <summary>Adds up the weights and clears the gradient of the rows that do not count.</summary>
    /// <param name="weights">The weights [steps, batch].</param>
    /// <param name="lengths">The sequences' lengths [batch].</param>
    /// <param name="gradients">The gradients [steps, batch, outputs].</param>
    /// <exception cref="ArgumentException">A weight is negative or not finite.</exception>
    public LossWeights(ReadOnlySpan<float> weights, ReadOnlySpan<int> lengths, Span<float> gradients)
    {
        int rows = weights.Length, steps = rows / lengths.Length, outputs = gradients.Length / rows;
        if (Counts(weights[0]) && !weights.ContainsAnyExcept(weights[0]) && !lengths.ContainsAnyExcept(steps))
        {
            IsUniform = true;
            Sum = (double)weights[0] * rows;
            return;
        }

        for (int row = 0; row < rows; row++)
        {
            (int step, int sequence) = Math.DivRem(row, lengths.Length);
            float weight = weights[row];
            if (weight != 0 && !Counts(weight))
                throw new ArgumentException($"Weights[step {step}, sequence {sequence}] is {weight}; a weight must be a finite number of at least 0.");
            if (weight > 0 && step < lengths[sequence])
                Sum += weight;
            else
                gradients.Slice(row * outputs, outputs).Clear();
        }
    }

    private LossWeights(double sum) => Sum = sum;

    /// <summary>Divides by nothing: weights as they stand on the tape.</summary>
    public static LossWeights Undivided => new(1);

    /// <summary>Whether every row counts, and all the same.</summary>
    public bool IsUniform { get; }

    /// <summary>The sum of the weights of the rows that count.</summary>
    public double Sum { get; }

    private static bool Counts(float weight) => weight > 0 && float.IsFinite(weight);
}
