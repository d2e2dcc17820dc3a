namespace Unrolled.Tests.Numerics;

/// <summary>Seeded operands and the bookkeeping of packed memory in plain index arithmetic.</summary>
internal sealed class PanelData(int seed)
{
    private readonly Random random = new(seed);

    public float[] Uniform(long length)
    {
        float[] values = new float[length];
        for (int i = 0; i < values.Length; i++) values[i] = (float)((2 * random.NextDouble()) - 1);
        return values;
    }

    public int[] Tokens(int count, int vocabulary)
    {
        int[] tokens = new int[count];
        for (int i = 0; i < count; i++) tokens[i] = random.Next(vocabulary);
        return tokens;
    }

    /// <summary>Sets the spare lanes of a [block][inner][lane] buffer, the last block of <paramref name="units"/>, to zero.</summary>
    public static void ClearPadding(float[] buffer, int units, int blocks, int inner, int lanes)
    {
        for (int i = 0; i < blocks * inner * lanes; i++)
            if ((i / (inner * lanes) * lanes) + (i % lanes) >= units)
                buffer[i] = 0f;
    }

    /// <summary>Asserts |actual − expected| ≤ 1e-6·(1 + magnitude), where magnitude is the sum of the absolute terms.</summary>
    public static void AssertClose(double expected, float actual, double magnitude, string what)
    {
        if (!(Math.Abs(actual - expected) <= 1e-6 * (1 + magnitude)))
            Assert.Fail($"{what}: expected {expected}, found {actual}");
    }
}
