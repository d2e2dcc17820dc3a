namespace Unrolled.Tests.OwnCells;

/// <summary>Seeded numbers and plain double arithmetic, written apart from the product.</summary>
internal static class Numbers
{
    public const double Tolerance = 1e-12;

    public static double[] Random(Random random, int count) => Enumerable.Range(0, count).Select(_ => random.NextDouble() * 2 - 1).ToArray();

    public static double[][] Sequence(Random random, int steps, int inputs) => Enumerable.Range(0, steps).Select(_ => Random(random, inputs)).ToArray();

    /// <summary>Values for the parameters of a cell.</summary>
    public static double[][] Parameters(Random random, IReadOnlyList<EquationParameter> parameters) =>
        parameters.Select(parameter => Random(random, parameter.Length)).ToArray();

    /// <summary>Row <paramref name="row"/> of a row-major matrix, times a vector.</summary>
    public static double Dot(double[] matrix, int row, double[] vector)
    {
        double sum = 0;
        for (int k = 0; k < vector.Length; k++)
            sum += matrix[row * vector.Length + k] * vector[k];
        return sum;
    }

    public static double Sigmoid(double v) => 1 / (1 + Math.Exp(-v));

    public static void AssertClose(double[] expected, double[] actual, double tolerance = Tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - actual[i]) <= tolerance * Math.Max(1, Math.Abs(expected[i])),
                $"[{i}]: expected {expected[i]:r}, got {actual[i]:r}");
    }
}
