namespace Sunspots;

/// <summary>
/// AR(p), the classic of this series (Yule 1927): next year is a constant plus a weighted sum of the last p years. The weights are fitted by least squares.
/// </summary>
internal sealed class Autoregression
{
    private readonly double[] _coefficients;

    /// <summary>Fits the coefficients.</summary>
    /// <param name="values">The training years.</param>
    /// <param name="order">How many years back the sum reaches.</param>
    public Autoregression(ReadOnlySpan<double> values, int order)
    {
        // The normal equations: (Σ row·rowᵀ) coefficients = Σ row·value.
        var matrix = new double[order + 1, order + 1];
        var right = new double[order + 1];
        for (int t = order; t < values.Length; t++)
        {
            var row = Row(values[..t], order);
            for (int i = 0; i <= order; i++)
            {
                right[i] += row[i] * values[t];
                for (int j = 0; j <= order; j++)
                    matrix[i, j] += row[i] * row[j];
            }
        }

        _coefficients = SolveByCholesky(matrix, right);
    }

    /// <summary>The forecast of the value that follows.</summary>
    /// <param name="past">At least the last p values.</param>
    public double Forecast(ReadOnlySpan<double> past)
    {
        var row = Row(past, _coefficients.Length - 1);
        double sum = 0;
        for (int i = 0; i < row.Length; i++)
            sum += _coefficients[i] * row[i];
        return sum;
    }

    /// <summary>1 for the constant, then the last years, latest first.</summary>
    private static double[] Row(ReadOnlySpan<double> past, int order)
    {
        var row = new double[order + 1];
        row[0] = 1;
        for (int k = 1; k <= order; k++)
            row[k] = past[^k];
        return row;
    }

    /// <summary>Solves matrix·x = right for a symmetric positive definite matrix: matrix = L·Lᵀ, then L·y = right, then Lᵀ·x = y.</summary>
    private static double[] SolveByCholesky(double[,] matrix, double[] right)
    {
        int n = right.Length;
        var lower = new double[n, n];
        var x = new double[n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double sum = matrix[i, j];
                for (int k = 0; k < j; k++)
                    sum -= lower[i, k] * lower[j, k];
                lower[i, j] = i == j ? Math.Sqrt(sum) : sum / lower[j, j];
            }
        }

        for (int i = 0; i < n; i++)
        {
            x[i] = right[i];
            for (int k = 0; k < i; k++)
                x[i] -= lower[i, k] * x[k];
            x[i] /= lower[i, i];
        }

        for (int i = n - 1; i >= 0; i--)
        {
            for (int k = i + 1; k < n; k++)
                x[i] -= lower[k, i] * x[k];
            x[i] /= lower[i, i];
        }

        return x;
    }
}
