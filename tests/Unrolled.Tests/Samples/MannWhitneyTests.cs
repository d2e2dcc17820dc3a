using Variants;

namespace Unrolled.Tests.Samples;

/// <summary>The test of significance of the sample Variants.</summary>
[Trait("Vectors", "none")]
public sealed class MannWhitneyTests
{
    [Theory]
    [InlineData(new double[] { 1, 2, 3 }, new double[] { 4, 5, 6 }, 2.0 / 20)]          // one of twenty ways, in either direction
    [InlineData(new double[] { 4, 5, 6 }, new double[] { 1, 2, 3 }, 2.0 / 20)]
    [InlineData(new double[] { 1, 2, 4 }, new double[] { 3, 5, 6 }, 4.0 / 20)]
    [InlineData(new double[] { 1 }, new double[] { 2, 3, 4 }, 2.0 / 4)]
    [InlineData(new double[] { 7, 7 }, new double[] { 7, 7, 7 }, 1)]
    [InlineData(new double[] { 1, 1 }, new double[] { 1, 2 }, 1)]                       // ranks 2, 2, 2, 4: half of all ways hold the 4, all as far off
    [InlineData(new double[] { 1, 1, 1 }, new double[] { 1, 2, 2 }, 8.0 / 20)]          // sums of ranks: 7.5 in 4 of 20 ways, 10.5 in 12, 13.5 in 4
    public void The_probability_is_counted_over_all_ways_to_deal_the_ranks(double[] a, double[] b, double expected)
        => Assert.Equal(expected, MannWhitney.PValue(a, b), 12);

    [Fact]
    public void Ten_against_ten_that_do_not_overlap_is_two_of_184756_ways()
        => Assert.Equal(2.0 / 184_756, MannWhitney.PValue([.. Enumerable.Range(0, 10)], [.. Enumerable.Range(10, 10)]), 12);

    [Fact]
    public void It_agrees_with_every_way_listed()
    {
        double[] a = [0.3, 0.1, 0.4, 0.1, 0.5], b = [0.9, 0.2, 0.6, 0.5, 0.3, 0.5], all = [.. a, .. b];
        double Rank(double x) => all.Count(y => y < x) + (all.Count(y => y == x) + 1) / 2.0;
        double Off(IEnumerable<double> some) => Math.Abs(some.Sum(Rank) - a.Length * (all.Length + 1) / 2.0);
        double[] ways =
        [
            .. Enumerable.Range(0, 1 << all.Length).Where(set => int.PopCount(set) == a.Length)
                .Select(set => Off(all.Where((_, k) => (set >> k & 1) == 1))),
        ];
        Assert.Equal(ways.Count(off => off >= Off(a) - 1e-9) / (double)ways.Length, MannWhitney.PValue(a, b), 12);
    }

    [Fact]
    public void Holm_multiplies_the_smallest_by_all_and_never_goes_down()
        => Assert.Equal([0.04, 0.9, 0.09, 0.09], MannWhitney.Holm([0.01, 0.9, 0.03, 0.04]).Select(p => Math.Round(p, 12)));
}
