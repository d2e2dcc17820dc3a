namespace Unrolled.Tests.Training;

public sealed class SamplingTests
{
    private const int Draws = 200_000;

    [Theory]
    [InlineData(1f)]
    [InlineData(0.5f)]
    [InlineData(3f)]
    public void Classes_come_as_often_as_their_probability(float temperature)
    {
        float[] logits = [1, 0.5f, -1, 2, float.NegativeInfinity, 0];
        CheckFrequencies(logits, temperature, 0, logits.Select(y => Math.Exp(y / temperature)).ToArray());
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(6)]
    [InlineData(100)]
    public void Only_the_largest_stay_in_the_draw(int topK)
    {
        float[] logits = [1, 0.5f, -1, 2, -3, 0];
        var kept = logits.OrderDescending().Take(topK).ToHashSet();
        CheckFrequencies(logits, 1, topK, logits.Select(y => kept.Contains(y) ? Math.Exp(y) : 0).ToArray());
    }

    [Fact]
    public void Of_equals_the_first_stay_in_the_draw()
    {
        CheckFrequencies([0, 1, 0, 1, 0, 1, 0], 1, 2, [0, 1, 0, 1, 0, 0, 0]);
        CheckFrequencies([0, 1, 0, 1, 0, 1, 0], 1, 5, [1, Math.E, 1, Math.E, 0, Math.E, 0]);
    }

    [Fact]
    public void The_largest_are_found_among_many()
    {
        var random = new Random(5);
        foreach (int classes in new[] { 7, 100, 2048, 2049, 5000 })
            foreach (int topK in new[] { 1, 2, 3, 6, 40 })
            {
                float[] logits = [.. Enumerable.Range(0, classes).Select(_ => (float)random.Next(50) / 10)];
                var allowed = Enumerable.Range(0, classes).OrderByDescending(k => logits[k]).ThenBy(k => k).Take(topK).ToHashSet();
                var seen = new HashSet<int>();
                for (int draw = 0; draw < 2000; draw++)
                    seen.Add(Sampling.Next(logits, 5, topK, random));
                Assert.Equal(allowed.Order(), seen.Order());
            }
    }

    [Fact]
    public void Temperature_zero_takes_the_first_of_the_largest()
    {
        Assert.Equal(2, Sampling.Next([-1, 0, 3, 3, 2], temperature: 0));
        Assert.Equal(2, Sampling.Next([-1, 0, 3, 3, 2], temperature: 1, topK: 1));
        Assert.Equal(0, Sampling.Next([-5]));
    }

    [Fact]
    public void Very_low_and_very_high_temperatures_are_no_trouble()
    {
        var random = new Random(1);
        for (int draw = 0; draw < 100; draw++)
        {
            Assert.Equal(1, Sampling.Next([-3e38f, 3e38f, 0], 1e-30f, 0, random));
            Assert.InRange(Sampling.Next([-3e38f, 3e38f, float.NegativeInfinity], float.MaxValue, 0, random), 0, 1);
        }
    }

    [Fact]
    public void The_same_seed_draws_the_same()
    {
        float[] logits = [1, 0.5f, -1, 2, -3, 0];
        var (a, b, c) = (new Random(3), new Random(3), new Random(4));
        int[] first = [.. Enumerable.Range(0, 50).Select(_ => Sampling.Next(logits, 1, 4, a))];
        Assert.Equal(first, Enumerable.Range(0, 50).Select(_ => Sampling.Next(logits, 1, 4, b)));
        Assert.NotEqual(first, Enumerable.Range(0, 50).Select(_ => Sampling.Next(logits, 1, 4, c)));
    }

    [Theory]
    [InlineData(65)]
    [InlineData(2048)]
    [InlineData(4000)]
    public void Nothing_is_allocated(int classes)
    {
        float[] logits = [.. Enumerable.Range(0, classes).Select(k => k % 17 * 0.3f)];
        var random = new Random(1);
        Sampling.Next(logits, 0.8f, 40, random);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int k = 0; k < 100; k++)
            Sampling.Next(logits, 0.8f, 40, random);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Wrong_arguments_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Sampling.Next([]));
        Assert.Contains("logits[1] is NaN", Assert.Throws<ArgumentException>(() => Sampling.Next([0, float.NaN])).Message, StringComparison.Ordinal);
        Assert.Contains("logits[0]", Assert.Throws<ArgumentException>(() => Sampling.Next([float.PositiveInfinity, 0])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Sampling.Next([float.NegativeInfinity, float.NegativeInfinity]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Sampling.Next([0], temperature: -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Sampling.Next([0], temperature: float.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => Sampling.Next([0], temperature: float.PositiveInfinity));
        Assert.Throws<ArgumentOutOfRangeException>(() => Sampling.Next([0], topK: -1));
    }

    /// <summary>Every class within 5 standard deviations of its expected count; one of no weight never.</summary>
    private static void CheckFrequencies(float[] logits, float temperature, int topK, double[] weights)
    {
        var random = new Random(11);
        int[] counts = new int[logits.Length];
        for (int draw = 0; draw < Draws; draw++)
            counts[Sampling.Next(logits, temperature, topK, random)]++;
        double total = weights.Sum();
        for (int k = 0; k < counts.Length; k++)
        {
            double p = weights[k] / total;
            Assert.True(Math.Abs(counts[k] - p * Draws) <= 5 * Math.Sqrt(Draws * p * (1 - p)), $"class {k}: {counts[k]} of {Draws}, expected {p:g4} of them");
        }
    }
}
