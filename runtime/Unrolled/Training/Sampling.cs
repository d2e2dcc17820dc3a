using System.Buffers;
using System.Runtime.CompilerServices;

namespace Unrolled;

/// <summary>Draws from a model's outputs: the next token, or a yes or no for each output.</summary>
public static class Sampling
{
    private const int MostOnStack = 2048;

    /// <summary>
    /// Draws a class with probability softmax(logits / temperature). A class with a logit of −∞ is never drawn. Allocates nothing; above
    /// 2,048 classes, it rents a buffer from the shared pool.
    /// </summary>
    /// <param name="logits">One number per class: the outputs of a model without a final activation.</param>
    /// <param name="temperature">Below 1, likely classes become likelier; above 1, all become more alike; at 0, the class with the largest logit is chosen
    /// (the first of equals).</param>
    /// <param name="topK">The number of largest logits to draw from (the first of equals); 0 for all.</param>
    /// <param name="random">The source of randomness: one number is taken from it, and none at temperature 0. <see cref="Random.Shared"/> by default.</param>
    /// <returns>The class, in [0, logits.Length).</returns>
    /// <exception cref="ArgumentException">There are no logits, one is +∞ or not a number, or all are −∞.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The temperature is negative or not finite, or topK is negative.</exception>
    [SkipLocalsInit]
    public static int Next(ReadOnlySpan<float> logits, float temperature = 1, int topK = 0, Random? random = null)
    {
        if (!(temperature >= 0) || float.IsPositiveInfinity(temperature))
            throw new ArgumentOutOfRangeException(nameof(temperature), temperature, "temperature must be a finite number of at least 0.");
        ArgumentOutOfRangeException.ThrowIfNegative(topK);
        int best = Largest(logits);
        if (temperature == 0 || topK == 1)
            return best;

        int classes = logits.Length;
        double[]? rented = null;
        Span<double> weights = classes <= MostOnStack ? stackalloc double[MostOnStack] : rented = ArrayPool<double>.Shared.Rent(classes);
        weights = weights[..classes];
        int chosen = Draw(logits, weights, temperature, topK, logits[best], random ?? Random.Shared);
        if (rented is not null)
            ArrayPool<double>.Shared.Return(rented);
        return chosen;
    }

    /// <summary>A yes or no for each output on its own, yes with probability 1 / (1 + exp(−y)): the notes of a chord.</summary>
    /// <param name="logits">One number an output, as a model gives them that was trained with <see cref="Loss.BinaryCrossEntropy"/>.</param>
    /// <param name="random">Where the chance comes from: one number an output is taken from it. Not given: <see cref="Random.Shared"/>.</param>
    /// <returns>As many as there are logits.</returns>
    /// <exception cref="ArgumentException">A logit is not a number.</exception>
    public static bool[] Each(ReadOnlySpan<float> logits, Random? random = null)
    {
        var drawn = new bool[logits.Length];
        Each(logits, drawn, random);
        return drawn;
    }

    /// <summary>A yes or no for each output on its own, yes with probability 1 / (1 + exp(−y)). Allocates nothing.</summary>
    /// <param name="logits">One number an output.</param>
    /// <param name="drawn">Takes the answers, as many.</param>
    /// <param name="random">Where the chance comes from: one number an output is taken from it. Not given: <see cref="Random.Shared"/>.</param>
    /// <exception cref="ArgumentException">A logit is not a number, or the lengths differ.</exception>
    public static void Each(ReadOnlySpan<float> logits, Span<bool> drawn, Random? random = null)
    {
        if (drawn.Length != logits.Length)
            throw new ArgumentException($"Expected room for {logits.Length} answers; found {drawn.Length}.", nameof(drawn));
        random ??= Random.Shared;
        for (int k = 0; k < logits.Length; k++)
        {
            if (float.IsNaN(logits[k]))
                throw new ArgumentException($"logits[{k}] is not a number.", nameof(logits));
            drawn[k] = random.NextDouble() < 1 / (1 + Math.Exp(-(double)logits[k]));
        }
    }

    private static int Largest(ReadOnlySpan<float> logits)
    {
        if (logits.IsEmpty)
            throw new ArgumentException("There are no logits to draw from.", nameof(logits));
        int best = 0;
        for (int k = 0; k < logits.Length; k++)
        {
            if (float.IsNaN(logits[k]) || float.IsPositiveInfinity(logits[k]))
                throw new ArgumentException($"logits[{k}] is {logits[k]}; a logit must be a number below infinity.", nameof(logits));
            if (logits[k] > logits[best])
                best = k;
        }

        if (float.IsNegativeInfinity(logits[best]))
            throw new ArgumentException($"All {logits.Length} logits are −∞: there is no class to draw.", nameof(logits));
        return best;
    }

    private static int Draw(ReadOnlySpan<float> logits, Span<double> weights, double temperature, int topK, double largest, Random random)
    {
        float least = float.NegativeInfinity;
        int equals = logits.Length;
        if (topK > 0 && topK < logits.Length)
            (least, equals) = Threshold(logits, weights[..topK]);

        double total = 0;
        for (int k = 0; k < logits.Length; k++)
        {
            bool stays = logits[k] > least || (logits[k] == least && equals-- > 0);
            weights[k] = stays ? Math.Exp((logits[k] - largest) / temperature) : 0;
            total += weights[k];
        }

        double left = random.NextDouble() * total;
        int chosen = 0;
        for (int k = 0; k < weights.Length; k++)
        {
            if (weights[k] == 0)
                continue;
            chosen = k;
            left -= weights[k];
            if (left < 0)
                break;
        }

        return chosen;
    }

    /// <summary>The smallest of the largest logits, and how many of those that equal it belong to them.</summary>
    /// <param name="logits">All logits.</param>
    /// <param name="heap">Room for as many as are wanted: a heap whose root is the smallest of the largest so far.</param>
    private static (float Least, int Ties) Threshold(ReadOnlySpan<float> logits, Span<double> heap)
    {
        heap.Fill(double.NegativeInfinity);
        foreach (float logit in logits)
        {
            if (!(logit > heap[0]))
                continue;
            int parent = 0;
            for (int child = 1; child < heap.Length; child = 2 * parent + 1)
            {
                if (child + 1 < heap.Length && heap[child + 1] < heap[child])
                    child++;
                if (heap[child] >= logit)
                    break;
                heap[parent] = heap[child];
                parent = child;
            }

            heap[parent] = logit;
        }

        int equals = 0;
        foreach (double value in heap)
            if (value == heap[0])
                equals++;
        return ((float)heap[0], equals);
    }
}
