namespace Unrolled.Tests.Training.Fitting;

[Trait("Vectors", "none")]
public sealed class BatchesTests
{
    [Theory]
    [InlineData(100, 32, false)]
    [InlineData(100, 32, true)]
    [InlineData(5000, 32, true)]
    [InlineData(3, 32, true)]
    [InlineData(64, 32, false)]
    public void Each_sequence_is_in_one_batch_of_an_epoch(int count, int batch, bool byLength)
    {
        var batches = new Batches(Lengths(count), batch, 3, byLength);
        Assert.Equal((count + batch - 1) / batch, batches.Count);
        string[] epochs = [.. Enumerable.Range(0, 3).Select(epoch =>
        {
            batches.Shuffle(epoch);
            int[][] all = [.. Enumerable.Range(0, batches.Count).Select(b => batches[b].ToArray())];
            Assert.Equal(Enumerable.Range(0, count), all.SelectMany(b => b).Order());
            Assert.Equal(count % batch == 0 ? 0 : 1, all.Count(b => b.Length < batch));
            Assert.All(all, b => Assert.InRange(b.Length, 1, batch));
            return string.Join(';', all.Select(b => string.Join(',', b)));
        })];
        if (count > 3)
            Assert.Equal(3, epochs.Distinct().Count());
        batches.Shuffle(1);
        Assert.Equal(epochs[1], string.Join(';', Enumerable.Range(0, batches.Count).Select(b => string.Join(',', batches[b].ToArray()))));
    }

    /// <summary>Lengths uniform in 1 to 100: without sorting nearly half of all cells are padding.</summary>
    [Theory]
    [InlineData(10_000, 32, 0.03)]
    [InlineData(10_000, 128, 0.03)]
    [InlineData(1_000, 32, 0.06)]
    public void Similar_lengths_leave_little_padding(int count, int batch, double most)
    {
        int[] lengths = Lengths(count);
        for (int epoch = 0; epoch < 3; epoch++)
        {
            Assert.InRange(Padding(lengths, batch, true, epoch), 0, most);
            Assert.InRange(Padding(lengths, batch, false, epoch), 0.4, 0.6);
        }
    }

    [Fact]
    public void Shuffling_allocates_nothing_after_the_first_epoch()
    {
        var batches = new Batches(Lengths(3000), 16, 1, true);
        for (int epoch = 0; epoch < 40; epoch++)
            batches.Shuffle(epoch);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int epoch = 0; epoch < 10; epoch++)
            batches.Shuffle(epoch);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static int[] Lengths(int count)
    {
        var random = new Random(5);
        return [.. Enumerable.Range(0, count).Select(_ => random.Next(1, 101))];
    }

    private static double Padding(int[] lengths, int batch, bool byLength, int epoch)
    {
        var batches = new Batches(lengths, batch, 1, byLength);
        batches.Shuffle(epoch);
        long cells = 0;
        for (int b = 0; b < batches.Count; b++)
        {
            int longest = 0;
            foreach (int index in batches[b])
                longest = Math.Max(longest, lengths[index]);
            cells += (long)longest * batches[b].Length;
        }

        return 1 - lengths.Sum() / (double)cells;
    }
}
