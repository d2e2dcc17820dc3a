using Unrolled.Conversion;

namespace Unrolled.Formats.Onnx;

/// <summary>The weights of one direction of a recurrent operator.</summary>
/// <param name="W">[gates · hidden, inputs].</param>
/// <param name="R">[gates · hidden, hidden].</param>
/// <param name="B">[2 · gates · hidden]: those beside W, then those beside R; null for none.</param>
/// <param name="P">[3 · hidden], of the gates i, o, f; null for none.</param>
/// <param name="GateCount">4 for LSTM, 3 for GRU, 1 for RNN.</param>
internal sealed record OperatorWeights(Matrix W, Matrix R, float[]? B, float[]? P, int GateCount)
{
    /// <summary>Adds them under Unrolled's names.</summary>
    public void AddTo(DirectionTensors tensors, OnnxNode node)
    {
        int hidden = R.Columns;
        string order = GateCount switch { 4 => GateOrder.OnnxLstm, 3 => GateOrder.KerasGru, _ => GateOrder.Rnn };
        bool resetsAfter = GateCount == 3 && node.Integer("linear_before_reset", 0) != 0;
        float[]? sum = null;
        if (B is not null)
        {
            int half = GateCount * hidden;
            sum = new float[half];
            for (int k = 0; k < half; k++)
                sum[k] = resetsAfter && k >= 2 * hidden ? B[k] : B[k] + B[half + k];
        }

        GateOrder.Split(tensors, order, W, R, sum);
        if (resetsAfter && B is not null)
            tensors.Add("bR_n", B.AsSpan(5 * hidden, hidden).ToArray());
        for (int k = 0; k < 3 && P is not null; k++)
            tensors.Add($"p_{"iof"[k]}", P.AsSpan(k * hidden, hidden).ToArray());
    }

    /// <summary>Those of a layer whose gates all have weights.</summary>
    public static OperatorWeights Of(DirectionTensors tensors, string order)
    {
        var (w, r) = (GateOrder.JoinMatrices(tensors, order, 'W'), GateOrder.JoinMatrices(tensors, order, 'R'));
        if (tensors.Find($"b_{order[0]}") is null)
            return new(w, r, null, null, order.Length);

        // Minus zero: what is added to it stays as it is, a minus zero too.
        float[] recurrent = new float[w.Rows];
        Array.Fill(recurrent, -0f);
        tensors.Find("bR_n")?.Values.CopyTo(recurrent, 2 * r.Columns);
        return new(w, r, [.. GateOrder.JoinBiases(tensors, order), .. recurrent], null, order.Length);
    }

    /// <summary>Those of an LSTM. A gate that is left out has a bias so high that it is 1; an input gate that is 1 - f has the numbers of f with the other
    /// sign; for a forget gate that is 1 - i, the operator has an attribute.</summary>
    public static OperatorWeights OfLstm(DirectionTensors tensors, LstmAttribute layer)
    {
        var all = new DirectionTensors();
        foreach (char gate in GateOrder.OnnxLstm)
        {
            char from = gate == 'i' && layer.Coupling == Coupling.InputFromForget ? 'f' : gate;
            bool isOpen = (layer.Without & gate switch { 'i' => Gates.Input, 'f' => Gates.Forget, 'o' => Gates.Output, _ => Gates.None }) != 0;
            foreach (string letter in new[] { "W", "R", "b" })
            {
                var candidate = tensors[$"{(letter == "b" ? "W" : letter)}_g"];
                var shape = letter == "b" ? new Shape(candidate.Shape[0]) : candidate.Shape;
                float[] values = tensors.Find($"{letter}_{from}")?.Values ?? new float[shape.Count];
                if (from != gate)
                    values = Array.ConvertAll(values, value => -value);
                if (isOpen && letter == "b")
                    values = [.. Enumerable.Repeat(RecurrentDeclarations.Open, values.Length)];
                all.Add(new ModelTensor($"{letter}_{gate}", shape, values));
            }
        }

        var weights = Of(all, GateOrder.OnnxLstm);
        return weights with { B = layer.Bias || layer.Without != Gates.None ? weights.B : null, P = Peepholes(tensors, layer) };
    }

    private static float[]? Peepholes(DirectionTensors tensors, LstmAttribute layer)
    {
        int hidden = tensors["R_g"].Shape[0];
        if (!tensors.All.Any(tensor => tensor.Name.StartsWith("p_", StringComparison.Ordinal)))
            return null;
        float[] Of(char gate) => tensors.Find($"p_{gate}")?.Values ?? new float[hidden];
        float[] input = layer.Coupling == Coupling.InputFromForget ? Array.ConvertAll(Of('f'), value => -value) : Of('i');
        return [.. input, .. Of('o'), .. Of('f')];
    }
}
