namespace Unrolled.Conversion;

/// <summary>
/// Gates as other libraries keep them: one matrix with the rows of all gates, one gate after another. A letter a gate in the order of the rows, under
/// Unrolled's names.
/// </summary>
internal static class GateOrder
{
    /// <summary>PyTorch, RTNeural and NAM, and Keras, which calls the candidate c.</summary>
    public const string Lstm = "ifgo";

    /// <summary>ONNX, which calls the candidate c.</summary>
    public const string OnnxLstm = "iofg";

    /// <summary>PyTorch, GuitarML.</summary>
    public const string Gru = "rzn";

    /// <summary>Keras and ONNX, which call the candidate h.</summary>
    public const string KerasGru = "zrn";

    /// <summary>The one gate of a simple recurrent layer.</summary>
    public const string Rnn = "h";

    /// <summary>
    /// Adds <c>W_g</c> [hidden, inputs], <c>R_g</c> [hidden, hidden or projection] and <c>b_g</c> [hidden] of each gate to a direction's tensors.
    /// </summary>
    /// <param name="tensors">Takes them.</param>
    /// <param name="order">A letter a gate.</param>
    /// <param name="w">[gates · hidden, inputs].</param>
    /// <param name="r">[gates · hidden, hidden or projection].</param>
    /// <param name="b">[gates · hidden], or null for a layer without biases.</param>
    public static void Split(DirectionTensors tensors, string order, Matrix w, Matrix r, float[]? b)
    {
        int hidden = w.Rows / order.Length;
        for (int gate = 0; gate < order.Length; gate++)
        {
            tensors.Add($"W_{order[gate]}", w.Take(gate * hidden, hidden));
            tensors.Add($"R_{order[gate]}", r.Take(gate * hidden, hidden));
            if (b is not null)
                tensors.Add($"b_{order[gate]}", b.AsSpan(gate * hidden, hidden).ToArray());
        }
    }

    /// <summary>The rows of all gates in one matrix, of the parameter <paramref name="letter"/>: <c>W</c> or <c>R</c>.</summary>
    public static Matrix JoinMatrices(DirectionTensors tensors, string order, char letter) =>
        Matrix.Stack([.. order.Select(gate => Matrix.Of(tensors[$"{letter}_{gate}"]))]);

    /// <summary>The biases of all gates in one vector; zeros where the layer has none.</summary>
    public static float[] JoinBiases(DirectionTensors tensors, string order) =>
        [.. order.SelectMany(gate => tensors.Find($"b_{gate}")?.Values ?? new float[tensors[$"R_{gate}"].Shape[0]])];
}
