using System.Globalization;
using Unrolled.Conversion;

namespace Unrolled.Formats.Onnx;

/// <summary>Products with weights, activations and dropout.</summary>
internal static class DenseOperators
{
    /// <summary>A product of what flows with constant weights [inputs, outputs].</summary>
    public static OnnxValue MatMul(OnnxNode node)
    {
        if (node[0] is not Signal signal)
            throw new Refusal("multiplies something that does not come from the model's input");
        if (node[1] is not OnnxArray<float> { Dims: [var inputs and > 0, var outputs and > 0] } weights)
            throw new Refusal("multiplies by something that is no constant matrix");
        signal.RequireFeatures(inputs, "weights");
        node.Budget.Take(weights.Values.Length);
        return signal.Through(new ProductPart(new Matrix(weights.Values, inputs, outputs).Transposed(), null), outputs);
    }

    /// <summary>alpha · A B + beta · C.</summary>
    public static OnnxValue Gemm(OnnxNode node)
    {
        if (node[0] is not Signal signal || node.Integer("transA", 0) != 0)
            throw new Refusal("multiplies something that does not come from the model's input, or is transposed");
        if (node[1] is not OnnxArray<float> { Dims: [var rows and > 0, var columns and > 0] } weights)
            throw new Refusal("multiplies by something that is no constant matrix");
        node.Budget.Take(weights.Values.Length);
        var matrix = new Matrix(weights.Values, rows, columns);
        matrix = node.Integer("transB", 0) != 0 ? matrix : matrix.Transposed();
        signal.RequireFeatures(matrix.Columns, "weights");
        var (alpha, beta) = (node.Single("alpha", 1), node.Single("beta", 1));
        float[]? bias = null;
        if (node.Find(2) is not null)
        {
            var c = node.Floats(2, "a bias");
            if (c.Values.Length != 1 && (c.Values.Length != matrix.Rows || c.Dims[^1] != matrix.Rows))
                throw new Refusal($"has a bias of [{string.Join(", ", c.Dims)}] for {matrix.Rows} outputs");
            bias = [.. Enumerable.Range(0, matrix.Rows).Select(k => beta * c.Values[c.Values.Length == 1 ? 0 : k])];
        }

        if (alpha != 1)
            matrix = matrix with { Values = Array.ConvertAll(matrix.Values, value => alpha * value) };
        return signal.Through(new ProductPart(matrix, bias), matrix.Rows);
    }

    public static OnnxValue Activate(OnnxNode node, Activation activation) => node[0] is Signal signal
        ? signal.Half is null && signal.Channels is null ? signal.Through(new ActivationPart(activation)) : throw new Refusal("reads some of the features")
        : throw new Refusal("reads something that does not come from the model's input");

    /// <summary>Outside training, what it reads; the rate is kept for training.</summary>
    public static OnnxValue Dropout(OnnxNode node)
    {
        float rate = node.Find(1) is OnnxArray<float> { Values: [var given] } ? given : node.Single("ratio", 0.5f);
        return node[0] is Signal { Half: null, Channels: null } signal && rate is > 0 and < 1
            ? signal.Through(new DropoutPart(double.Parse(rate.ToString("R", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)))
            : node[0];
    }
}
