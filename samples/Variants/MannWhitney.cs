namespace Variants;

/// <summary>
/// The test of H. Mann and D. Whitney (1947): whether numbers of one kind tend to be larger than those of another. Exact, ties included: the probability is
/// counted over all ways to deal the ranks out.
/// </summary>
internal static class MannWhitney
{
    /// <summary>The probability that ranks dealt out at random differ at least as much, in either direction.</summary>
    /// <param name="a">Numbers of the one kind.</param>
    /// <param name="b">Numbers of the other.</param>
    public static double PValue(IReadOnlyList<double> a, IReadOnlyList<double> b)
    {
        ArgumentOutOfRangeException.ThrowIfZero(a.Count);
        ArgumentOutOfRangeException.ThrowIfZero(b.Count);
        double[] all = [.. a, .. b];
        // Twice the mean rank of equal numbers, a whole number: all that are smaller, twice, and the equal ones and one more.
        int[] ranks = [.. all.Select(number => 2 * all.Count(other => other < number) + all.Count(other => other == number) + 1)];
        int total = ranks.Sum();

        // ways[k, s]: choices of k numbers whose ranks sum to s.
        var ways = new double[a.Count + 1, total + 1];
        ways[0, 0] = 1;
        foreach (int rank in ranks)
        {
            for (int k = a.Count; k > 0; k--)
            {
                for (int sum = total; sum >= rank; sum--)
                    ways[k, sum] += ways[k - 1, sum - rank];
            }
        }

        // The expected sum is a.Count · total / all.Length; multiplied by all.Length everything stays whole.
        long Distance(int sum) => Math.Abs((long)sum * all.Length - (long)a.Count * total);
        long found = Distance(ranks.Take(a.Count).Sum());
        var sums = Enumerable.Range(0, total + 1);
        return sums.Where(sum => Distance(sum) >= found).Sum(sum => ways[a.Count, sum]) / sums.Sum(sum => ways[a.Count, sum]);
    }

    /// <summary>
    /// Makes the probabilities of several tests larger, so that one below 0.05 among them is as rare by chance as it would be with one test (S. Holm 1979).
    /// </summary>
    /// <param name="probabilities">Of the tests.</param>
    /// <returns>The corrected ones, in the same order.</returns>
    public static double[] Holm(IReadOnlyList<double> probabilities)
    {
        var corrected = new double[probabilities.Count];
        double largest = 0;
        int left = probabilities.Count;
        foreach (int k in Enumerable.Range(0, probabilities.Count).OrderBy(k => probabilities[k]))
            corrected[k] = largest = Math.Max(largest, Math.Min(1, left-- * probabilities[k]));
        return corrected;
    }
}
