namespace Unrolled;

/// <summary>The class that a model chooses.</summary>
public static class ArgMax
{
    /// <summary>The index of the largest value, the first of equals; the first that is not a number, where there is one.</summary>
    /// <param name="y">One value a class: logits or probabilities.</param>
    /// <exception cref="ArgumentException">There is no value.</exception>
    public static int Of(ReadOnlySpan<float> y)
    {
        if (y.IsEmpty)
            throw new ArgumentException("There are no values to choose from.", nameof(y));
        int best = 0;
        for (int k = 0; k < y.Length; k++)
        {
            if (float.IsNaN(y[k]))
                return k;
            if (y[k] > y[best])
                best = k;
        }

        return best;
    }
}
