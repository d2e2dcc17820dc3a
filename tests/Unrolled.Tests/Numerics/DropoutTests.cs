using Unrolled.CompilerServices;

namespace Unrolled.Tests.Numerics;

public class DropoutTests
{
    private const int Steps = 40;
    private const int Batch = 25;
    private const int Width = 48;

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.1)]
    [InlineData(0.5)]
    [InlineData(0.95)]
    public void DropsItsPartAndScalesTheRest(double rate)
    {
        var y = Apply(rate);
        float scale = (float)(1 / (1 - rate));
        Assert.All(y, value => Assert.True(value == 0 || value == scale));
        double dropped = y.Count(value => value == 0) / (double)y.Length;
        Assert.InRange(dropped, rate - 0.01, rate + 0.01);

        // Neither units, nor sequences, nor steps are dropped together.
        for (int unit = 0; unit < Width; unit++)
            Assert.InRange(Enumerable.Range(0, Steps * Batch).Count(row => y[row * Width + unit] == 0) / (double)(Steps * Batch), rate - 0.08, rate + 0.08);
        for (int row = 0; row < Steps * Batch; row += 7)
            Assert.InRange(y.AsSpan(row * Width, Width).Count(0f) / (double)Width, rate - 0.4, rate + 0.4);
    }

    [Fact]
    public void OnlyTheCountersMatter()
    {
        var y = Apply(0.5);
        Assert.Equal(y, Apply(0.5));
        Assert.NotEqual(y, Apply(0.5, seed: 2));
        Assert.NotEqual(y, Apply(0.5, update: 8));
        Assert.NotEqual(y, Apply(0.5, layer: 4));

        // A narrower row, a smaller batch, one row at a time: the same elements are dropped.
        for (int width = 1; width < Width; width += 5)
        {
            var narrow = Apply(0.5, batch: 3, width: width);
            for (int step = 0; step < Steps; step++)
                for (int sequence = 0; sequence < 3; sequence++)
                    Assert.Equal(
                        y.AsSpan((step * Batch + sequence) * Width, width).ToArray(),
                        narrow.AsSpan((step * 3 + sequence) * width, width).ToArray());
        }
    }

    /// <summary>Tapes that hold a part of a batch each drop what one tape with the whole batch drops.</summary>
    [Fact]
    public void StepsAndSequencesAreCountedOverTheWholeBatch()
    {
        var y = Apply(0.5);
        var part = Apply(0.5, batch: 10, firstSequence: 15, firstStep: 4);
        for (int step = 4; step < Steps; step++)
            for (int sequence = 15; sequence < Batch; sequence++)
                Assert.Equal(
                    y.AsSpan((step * Batch + sequence) * Width, Width).ToArray(),
                    part.AsSpan(((step - 4) * 10 + sequence - 15) * Width, Width).ToArray());
        Assert.NotEqual(y[..Width], part[..Width]);
    }

    /// <summary>Written down once: the mask is part of what a seed means.</summary>
    [Fact]
    public void TheMaskIsAsItWas()
    {
        var y = Apply(0.5, batch: 2, width: 20);
        string rows = string.Concat(y.Take(40).Select(value => value == 0 ? '.' : 'x'));
        Assert.Equal(".x...x..xxxxx...xx..xxxx.x...xxx.x....xx", rows);
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.0)]
    [InlineData(double.NaN)]
    public void AnImpossibleRateIsRefused(double rate) => Assert.Throws<ArgumentOutOfRangeException>(() => Apply(rate));

    private static float[] Apply(double rate, int seed = 1, long update = 7, int layer = 3, int batch = Batch, int width = Width, int firstSequence = 0,
        int firstStep = 0)
    {
        var x = new float[Steps * batch * width];
        Array.Fill(x, 1);
        var y = new float[x.Length];
        var pass = new Pass { Update = update, FirstSequence = firstSequence, FirstStep = firstStep };
        Dropout.Apply(seed, in pass, layer, rate, Share.Whole(Steps * batch), batch, ref x[0], width, ref y[0], width, width);
        return y;
    }
}
