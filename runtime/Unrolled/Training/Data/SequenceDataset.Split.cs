namespace Unrolled;

// Parts of a data set.
public abstract partial class SequenceDataset
{
    /// <summary>Three data sets, shuffled: to train, to stop by, to be measured by at the end. Each sequence is in one of them.</summary>
    /// <param name="first">Share of the first, from 0 to 1.</param>
    /// <param name="second">Share of the second; the third is the rest, which may be empty.</param>
    /// <param name="seed">Same seed, same parts.</param>
    /// <exception cref="ArgumentOutOfRangeException">A share is negative, or both together are more than 1.</exception>
    public (SequenceDataset First, SequenceDataset Second, SequenceDataset Third) Split(double first, double second = 0, int seed = 0) =>
        Split(first, second, new Permutation(Count).Make(seed, 0, Count));

    /// <summary>Three data sets in the order of the sequences, without shuffling: for time series, where the first is to be the past and the others the
    /// future.</summary>
    /// <remarks>Windows of <see cref="Forecast"/> that stand near the border overlap: split the series itself where no target may be in two of the
    /// sets.</remarks>
    /// <param name="first">Share of the first, from 0 to 1.</param>
    /// <param name="second">Share of the second; the third is the rest, which may be empty.</param>
    /// <exception cref="ArgumentOutOfRangeException">A share is negative, or both together are more than 1.</exception>
    public (SequenceDataset First, SequenceDataset Second, SequenceDataset Third) SplitInOrder(double first, double second = 0) =>
        Split(first, second, [.. Enumerable.Range(0, Count)]);

    private (SequenceDataset First, SequenceDataset Second, SequenceDataset Third) Split(double first, double second, int[] order)
    {
        const double Rounding = 1e-9;
        if (!(first >= 0 && first <= 1))
            throw new ArgumentOutOfRangeException(nameof(first), first, "A share of the sequences is from 0 to 1.");
        if (!(second >= 0 && first + second <= 1 + Rounding))
            throw new ArgumentOutOfRangeException(nameof(second), second, $"The second share must be from 0 to what the first, {first}, leaves of 1.");
        int one = (int)Math.Round(first * order.Length), two = Math.Min(order.Length, (int)Math.Round((first + second) * order.Length));
        return (new Subset(this, order[..one]), new Subset(this, order[one..two]), new Subset(this, order[two..]));
    }
}
