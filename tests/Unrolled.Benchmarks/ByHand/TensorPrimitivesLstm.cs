using System.Numerics.Tensors;

namespace Unrolled.Benchmarks.ByHand;

/// <summary>An LSTM step with System.Numerics.Tensors: a dot product a row, then the functions of whole vectors.</summary>
internal sealed class TensorPrimitivesLstm(int inputs, int hidden, LstmWeights weights) : IByHand
{
    private readonly float[] _h = new float[hidden];
    private readonly float[] _c = new float[hidden];
    private readonly float[] _z = new float[4 * hidden];

    /// <summary>h after the last step.</summary>
    public ReadOnlySpan<float> Output => _h;

    /// <summary>One step.</summary>
    public void Step(ReadOnlySpan<float> x)
    {
        ReadOnlySpan<float> w = weights.W, r = weights.R;
        for (int row = 0; row < 4 * hidden; row++)
            _z[row] = TensorPrimitives.Dot(w.Slice(row * inputs, inputs), x) + TensorPrimitives.Dot(r.Slice(row * hidden, hidden), _h);
        TensorPrimitives.Add(_z, weights.B, _z);

        var i = _z.AsSpan(0, hidden);
        var f = _z.AsSpan(hidden, hidden);
        var g = _z.AsSpan(2 * hidden, hidden);
        var o = _z.AsSpan(3 * hidden, hidden);
        TensorPrimitives.Sigmoid(i, i);
        TensorPrimitives.Sigmoid(f, f);
        TensorPrimitives.Tanh(g, g);
        TensorPrimitives.Sigmoid(o, o);
        TensorPrimitives.Multiply(f, _c, _c);
        TensorPrimitives.MultiplyAdd(i, g, _c, _c);
        TensorPrimitives.Tanh<float>(_c, _h);
        TensorPrimitives.Multiply(o, _h, _h);
    }
}
