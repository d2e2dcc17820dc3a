namespace Unrolled.Tests.Training.Data;

[Trait("Vectors", "none")]
public sealed class SplitTests
{
    private static SequenceDataset Numbers(int count) => SequenceDataset.Generated(count, 1, (index, column) => column.Inputs(0)[0] = index);

    private static int[] In(SequenceDataset data) => [.. Enumerable.Range(0, data.Count).Select(k => (int)new Column(data, k, inputs: 1).Inputs[0])];

    [Theory]
    [InlineData(100, 0.7, 0.15, 70, 15, 15)]
    [InlineData(10, 0.7, 0.3, 7, 3, 0)]
    [InlineData(3, 0.34, 0.33, 1, 1, 1)]
    [InlineData(5, 1, 0, 5, 0, 0)]
    [InlineData(0, 0.5, 0.5, 0, 0, 0)]
    public void Each_sequence_is_in_one_part(int count, double first, double second, int one, int two, int three)
    {
        foreach (var (a, b, c) in new[] { Numbers(count).Split(first, second, seed: 1), Numbers(count).SplitInOrder(first, second) })
        {
            Assert.Equal((one, two, three), (a.Count, b.Count, c.Count));
            Assert.Equal(Enumerable.Range(0, count), In(a).Concat(In(b)).Concat(In(c)).Order());
        }
    }

    [Fact]
    public void Order_is_kept_or_shuffled_by_the_seed()
    {
        var (a, b, _) = Numbers(50).SplitInOrder(0.5, 0.5);
        Assert.Equal(Enumerable.Range(0, 25), In(a));
        Assert.Equal(Enumerable.Range(25, 25), In(b));
        int[] one = In(Numbers(50).Split(0.5, 0.5, seed: 1).First), again = In(Numbers(50).Split(0.5, 0.5, seed: 1).First), two =
            In(Numbers(50).Split(0.5, 0.5, seed: 2).First);
        Assert.Equal(one, again);
        Assert.NotEqual(one, two);
        Assert.NotEqual(one, one.Order());
    }

    [Theory]
    [InlineData(-0.1, 0.5)]
    [InlineData(0.5, -0.1)]
    [InlineData(0.8, 0.3)]
    [InlineData(double.NaN, 0)]
    public void Shares_are_parts_of_one(double first, double second) => Assert.Throws<ArgumentOutOfRangeException>(() => Numbers(9).Split(first, second));

    [Fact]
    public void A_permutation_is_one_and_follows_from_seed_and_number()
    {
        var permutation = new Permutation(1000);
        var seen = new HashSet<string>();
        for (int seed = 0; seed < 4; seed++)
        {
            for (int number = 0; number < 5; number++)
            {
                int[] order = [.. permutation.Make(seed, number, 1000)];
                Assert.Equal(Enumerable.Range(0, 1000), order.Order());
                Assert.True(seen.Add(string.Join(',', order)));
                Assert.Equal(order, new Permutation(1000).Make(seed, number, 1000));
            }
        }
    }

    /// <summary>Each thing is as often at each place: chi-squared of 12 × 12 counts, 121 degrees of freedom, mean 121, deviation 15.6.</summary>
    [Fact]
    public void A_permutation_prefers_no_place()
    {
        const int Things = 12, Times = 24_000;
        var permutation = new Permutation(Things);
        var counts = new int[Things, Things];
        var pairs = new int[Things, Things];
        for (int number = 0; number < Times; number++)
        {
            int[] order = permutation.Make(seed: 7, number, Things);
            for (int k = 0; k < Things; k++)
            {
                counts[order[k], k]++;
                pairs[order[k], order[(k + 1) % Things]]++;
            }
        }

        Assert.InRange(ChiSquared(counts, Times / (double)Things, withDiagonal: true), 60, 200);
        Assert.InRange(ChiSquared(pairs, Times / (Things - 1.0), withDiagonal: false), 60, 200);
    }

    private static double ChiSquared(int[,] counts, double expected, bool withDiagonal)
    {
        double sum = 0;
        for (int i = 0; i < counts.GetLength(0); i++)
        {
            for (int k = 0; k < counts.GetLength(1); k++)
                sum += withDiagonal || i != k ? Math.Pow(counts[i, k] - expected, 2) / expected : 0;
        }

        return sum;
    }
}
