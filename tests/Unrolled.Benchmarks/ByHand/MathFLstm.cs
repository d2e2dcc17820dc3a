namespace Unrolled.Benchmarks.ByHand;

/// <summary>An LSTM step as loops over arrays with MathF: what a .NET user writes first.</summary>
internal sealed class MathFLstm(int inputs, int hidden, LstmWeights weights) : IByHand
{
    private readonly float[] _h = new float[hidden];
    private readonly float[] _c = new float[hidden];
    private readonly float[] _z = new float[4 * hidden];

    /// <summary>h after the last step.</summary>
    public ReadOnlySpan<float> Output => _h;

    /// <summary>One step.</summary>
    public void Step(ReadOnlySpan<float> x)
    {
        for (int row = 0; row < 4 * hidden; row++)
        {
            float sum = weights.B[row];
            for (int k = 0; k < inputs; k++)
                sum += weights.W[(row * inputs) + k] * x[k];
            for (int k = 0; k < hidden; k++)
                sum += weights.R[(row * hidden) + k] * _h[k];
            _z[row] = sum;
        }

        for (int u = 0; u < hidden; u++)
        {
            float i = Sigmoid(_z[u]);
            float f = Sigmoid(_z[hidden + u]);
            float g = MathF.Tanh(_z[(2 * hidden) + u]);
            float o = Sigmoid(_z[(3 * hidden) + u]);
            _c[u] = (f * _c[u]) + (i * g);
            _h[u] = o * MathF.Tanh(_c[u]);
        }
    }

    private static float Sigmoid(float a) => 1 / (1 + MathF.Exp(-a));
}
