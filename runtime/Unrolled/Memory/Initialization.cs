using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Unrolled.CompilerServices;

/// <summary>
/// Initial values of parameters. Only +, −, ×, ÷ and √ in double, each rounded on its own and in an order that does not depend on the vector width: the
/// same bits everywhere.
/// </summary>
internal static class Initialization
{
    private const double UlpOf53Bits = 1.0 / (1L << 53);

    /// <summary>Fills a parameter's logical values, row-major.</summary>
    /// <param name="initial">The distribution.</param>
    /// <param name="name">The parameter's full name: it chooses the stream of random numbers.</param>
    /// <param name="shape">[rows, columns] or [length], which counts as [length, 1].</param>
    /// <param name="seed">The model's seed.</param>
    /// <param name="values">Receives the values.</param>
    public static void Fill(Initial initial, string name, Shape shape, int seed, Span<float> values)
    {
        int rows = shape[0], columns = shape.Rank > 1 ? shape[1] : 1;
        var stream = new RandomStream(name, seed);
        switch (initial.Kind)
        {
            case InitialKind.Constant:
                values.Fill((float)initial.Low);
                break;
            case InitialKind.Uniform:
                for (int i = 0; i < values.Length; i++)
                    values[i] = (float)(initial.Low + (stream.Next() >> 11) * UlpOf53Bits * (initial.High - initial.Low));
                break;
            case InitialKind.GlorotUniform:
                double limit = Math.Sqrt(6.0 / ((double)rows + columns));
                for (int i = 0; i < values.Length; i++)
                    values[i] = (float)(((long)stream.Next() >> 10) * UlpOf53Bits * limit);
                break;
            case InitialKind.Identity:
                values.Clear();
                for (int i = 0; i < Math.Min(rows, columns); i++)
                    values[i * columns + i] = 1;
                break;
            case InitialKind.Orthogonal:
                FillOrthogonal(rows, columns, stream, values);
                break;
            default:
                throw new InvalidOperationException($"{name}: no such initialisation, {initial.Kind}.");
        }
    }

    /// <summary>
    /// Q of the QR decomposition of a random matrix with near-Gaussian entries, made without the matrix: a product of Householder reflections of random
    /// vectors of growing length, signs included (Stewart 1980).
    /// </summary>
    private static void FillOrthogonal(int rows, int columns, RandomStream stream, Span<float> values)
    {
        int tall = Math.Max(rows, columns), wide = Math.Min(rows, columns);
        var q = new double[(long)tall * wide];
        for (int i = 0; i < wide; i++)
            q[(long)i * wide + i] = 1;

        // The reflection I - v·(factor·vᵀ) of column k changes rows and columns from k on. Its factor·vᵀq is summed while the reflection before it is
        // applied: one pass over q each.
        double[] v = new double[tall], next = new double[tall], sums = new double[wide], nextSums = new double[wide];
        double[] signs = new double[wide];
        double factor = Draw(wide - 1, v, stream, signs);
        SumAlone(wide - 1);
        for (int k = wide - 1; k >= 0; k--)
        {
            double nextFactor = 0;
            if (k > 0)
            {
                nextFactor = Draw(k - 1, next, stream, signs);
                Array.Clear(nextSums);
                nextSums[k - 1] = next[k - 1];
            }

            for (int j = k; j < wide; j++)
                sums[j] *= factor;
            for (int i = k; i < tall; i++)
                Reflect(q.AsSpan((int)((long)i * wide + k), wide - k), v[i], sums.AsSpan(k), next[i], nextSums.AsSpan(k));
            (v, next, sums, nextSums, factor) = (next, v, nextSums, sums, nextFactor);
        }

        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
            {
                int column = rows >= columns ? j : i;
                values[i * columns + j] = (float)(signs[column] * q[rows >= columns ? (long)i * wide + j : (long)j * wide + i]);
            }
        }

        void SumAlone(int k)
        {
            Array.Clear(sums);
            sums[k] = v[k];
        }
    }

    /// <summary>Draws the vector of reflection k, from element k on, and the sign of column k; returns 2 / vᵀv.</summary>
    private static double Draw(int k, double[] v, RandomStream stream, double[] signs)
    {
        double squares = 0;
        for (int i = k; i < v.Length; i++)
        {
            v[i] = stream.NextNearGaussian();
            squares += v[i] * v[i];
        }

        double norm = Math.Sqrt(squares), sign = v[k] < 0 ? -1 : 1;
        signs[k] = -sign;
        squares -= v[k] * v[k];
        v[k] += sign * norm;
        squares += v[k] * v[k];
        return squares > 0 ? 2 / squares : 0;
    }

    /// <summary>row −= v·sums, then nextSums += next·row. Never fused: a vector's multiply and add each round.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Reflect(Span<double> row, double v, Span<double> sums, double next, Span<double> nextSums)
    {
        int done = 0;
        if (Vector.IsHardwareAccelerated)
        {
            var rows = MemoryMarshal.Cast<double, Vector<double>>(row);
            var s = MemoryMarshal.Cast<double, Vector<double>>(sums);
            var n = MemoryMarshal.Cast<double, Vector<double>>(nextSums);
            for (int i = 0; i < rows.Length && i < s.Length && i < n.Length; i++)
            {
                var reflected = rows[i] - s[i] * v;
                rows[i] = reflected;
                n[i] += reflected * next;
            }

            done = rows.Length * Vector<double>.Count;
        }

        for (int i = done; i < row.Length; i++)
        {
            row[i] -= sums[i] * v;
            nextSums[i] += row[i] * next;
        }
    }
}
