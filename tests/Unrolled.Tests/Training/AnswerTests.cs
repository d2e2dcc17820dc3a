namespace Unrolled.Tests.Training;

[Trait("Vectors", "none")]
public sealed class AnswerTests
{
    [Fact]
    public void Softmax_gives_probabilities()
    {
        float[] p = Softmax.Of([1, 2, 3]);
        double sum = Math.Exp(1) + Math.Exp(2) + Math.Exp(3);
        for (int k = 0; k < 3; k++)
            Assert.Equal(Math.Exp(k + 1) / sum, p[k], 1e-7);
        Assert.Equal([0.5f, 0.5f, 0], Softmax.Of([1000, 1000, float.NegativeInfinity]));
        Assert.Empty(Softmax.Of([]));
        Assert.Throws<ArgumentException>(() => Softmax.Of([1, 2], new float[3]));
    }

    [Fact]
    public void Sigmoid_gives_probabilities()
    {
        Assert.Equal(0.5f, Sigmoid.Of(0));
        Assert.Equal([0f, 0.5f, 1], Sigmoid.Of([-1000, 0, 1000]));
        Assert.Equal(1 / (1 + Math.Exp(-0.3)), Sigmoid.Of(0.3f), 1e-7);
        Assert.Throws<ArgumentException>(() => Sigmoid.Of([1, 2], new float[1]));
    }

    [Fact]
    public void ArgMax_takes_the_first_of_the_largest()
    {
        Assert.Equal(1, ArgMax.Of([0, 5, 5, -1]));
        Assert.Equal(0, ArgMax.Of([float.NegativeInfinity, float.NegativeInfinity]));
        Assert.Equal(2, ArgMax.Of([0, 5, float.NaN, 9]));
        Assert.Throws<ArgumentException>(() => ArgMax.Of([]));
    }

    [Fact]
    public void Each_output_is_drawn_on_its_own()
    {
        var random = new Random(1);
        var counts = new int[3];
        for (int draw = 0; draw < 10_000; draw++)
        {
            bool[] drawn = Sampling.Each([-100, 0, 1.0986123f], random);
            for (int k = 0; k < 3; k++)
                counts[k] += drawn[k] ? 1 : 0;
        }

        Assert.Equal(0, counts[0]);
        Assert.InRange(counts[1], 4800, 5200);
        Assert.InRange(counts[2], 7300, 7700);
        Assert.Throws<ArgumentException>(() => Sampling.Each([float.NaN]));
        Assert.Throws<ArgumentException>(() => Sampling.Each([1, 2], new bool[1]));
    }
}
