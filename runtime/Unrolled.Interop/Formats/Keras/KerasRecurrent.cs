using Unrolled.Conversion;
using Unrolled.Declarations;

namespace Unrolled.Formats.Keras;

/// <summary>A recurrent layer of Keras as one of Unrolled.</summary>
internal static class KerasRecurrent
{
    /// <summary>What a class declares for the layer.</summary>
    /// <param name="layer">LSTM, GRU or SimpleRNN, or Bidirectional around one.</param>
    /// <param name="isKeras3">Which hard sigmoid is meant.</param>
    public static RecurrentLayerAttribute Declaration(KerasLayer layer, bool isKeras3)
    {
        bool isBoth = layer.ClassName == "Bidirectional";
        var forward = isBoth ? Inner(layer) : layer;
        bool isBackward = forward.Flag("go_backwards", false);
        var returns = forward.Flag("return_sequences", false) ? Returns.Sequence : Returns.Last;
        if (isBackward && (isBoth || returns == Returns.Sequence))
            throw layer.Error("it has go_backwards, which gives outputs in reversed order. Use Bidirectional, or return_sequences = False.");
        var attribute = Attribute(forward, isKeras3);
        attribute.Returns = returns;
        attribute.Direction = isBoth ? Direction.Both : isBackward ? Direction.Backward : Direction.Forward;
        attribute.Bias = forward.Flag("use_bias", true);
        return attribute;
    }

    /// <summary>Reads the layer and its variables.</summary>
    /// <param name="layer">LSTM, GRU or SimpleRNN, or Bidirectional around one.</param>
    /// <param name="tensors">Its variables.</param>
    /// <param name="inputs">Features that it reads.</param>
    /// <param name="isKeras3">Which hard sigmoid is meant.</param>
    /// <param name="notes">Takes what was left out.</param>
    public static ModelFileLayer Read(KerasLayer layer, KerasTensors tensors, int inputs, bool isKeras3, List<string> notes)
    {
        var attribute = Declaration(layer, isKeras3);
        var forward = layer.ClassName == "Bidirectional" ? Inner(layer) : layer;
        Notes(forward, attribute, notes);
        var directions = new DirectionTensors[attribute.Direction == Direction.Both ? 2 : 1];
        for (int k = 0; k < directions.Length; k++)
            directions[k] = Tensors(forward, attribute, tensors, inputs);
        tensors.End();
        return new ModelFileLayer(attribute, directions);
    }

    private static KerasLayer Inner(KerasLayer layer)
    {
        var inner = layer.Inner("layer") ?? throw layer.Error("expected a layer within it.");
        if (inner.ClassName is not ("LSTM" or "GRU" or "SimpleRNN"))
            throw inner.Error("expected LSTM, GRU or SimpleRNN within Bidirectional.");
        if (layer.Text("merge_mode", "none") is var mode && mode != "concat")
            throw layer.Error($"it has merge_mode = {mode}, and Unrolled puts both directions one after the other. Train it with merge_mode = 'concat'.");
        if (layer.Inner("backward_layer") is not { } backward)
            return inner;
        string? differing = backward.ClassName != inner.ClassName ? "their class" : Differing(inner, backward);
        return differing is null ? inner : throw layer.Error($"its two directions differ in {differing}. Train it with two alike.");
    }

    private static string? Differing(KerasLayer one, KerasLayer other) => new[]
    {
        "units", "activation", "recurrent_activation", "use_bias", "return_sequences", "reset_after",
    }.FirstOrDefault(option => one.Option(option)?.GetRawText() != other.Option(option)?.GetRawText());

    private static RecurrentLayerAttribute Attribute(KerasLayer layer, bool isKeras3)
    {
        int units = layer.Count("units");
        var activation = KerasActivation.Read(layer, "activation", KerasActivation.Tanh, isKeras3);
        // Before TensorFlow 2, gates were hard sigmoids and the reset gate came first; files of any version say so.
        var gates = KerasActivation.Read(layer, "recurrent_activation", KerasActivation.Sigmoid, isKeras3);
        bool isPlain = gates.BuiltIn == Activation.Sigmoid;
        bool resetAfter = layer.Flag("reset_after", false);
        return layer.ClassName switch
        {
            "LSTM" when isPlain && activation.BuiltIn is Activation.Tanh or Activation.Identity => new LstmAttribute(units)
            {
                InputActivation = activation.BuiltIn!.Value,
                OutputActivation = activation.BuiltIn!.Value,
                ForgetBias = layer.Flag("unit_forget_bias", true) ? 1 : 0,
            },
            "GRU" when isPlain && activation.BuiltIn == Activation.Tanh => new GruAttribute(units) { Reset = resetAfter ? Reset.After : Reset.Before },
            "SimpleRNN" when activation.BuiltIn is Activation.Tanh or Activation.Relu => new RnnAttribute(units) { Activation = activation.BuiltIn.Value },
            "LSTM" => KerasCells.Lstm(units, gates, activation, layer.Flag("use_bias", true)),
            "GRU" => KerasCells.Gru(units, gates, activation, layer.Flag("use_bias", true), resetAfter),
            _ => KerasCells.Rnn(units, activation, layer.Flag("use_bias", true)),
        };
    }

    private static void Notes(KerasLayer layer, RecurrentLayerAttribute attribute, List<string> notes)
    {
        double recurrent = layer.Number("recurrent_dropout", 0);
        if (recurrent is > 0 and < 1 && attribute is not EquationsLayer)
            attribute.RecurrentDropout = recurrent;
        else if (recurrent > 0)
            notes.Add($"Layer {layer.Name} drops recurrent inputs in training, which was left out.");
        if (layer.Number("dropout", 0) > 0)
            notes.Add($"Layer {layer.Name} drops inputs in training, which was left out.");
        if (layer.Flag("stateful", false))
            notes.Add($"Layer {layer.Name} is stateful: carry the state from call to call yourself.");
    }

    private static DirectionTensors Tensors(KerasLayer layer, RecurrentLayerAttribute attribute, KerasTensors tensors, int inputs)
    {
        string order = layer.ClassName switch { "LSTM" => GateOrder.Lstm, "GRU" => GateOrder.KerasGru, _ => GateOrder.Rnn };
        int hidden = layer.Count("units");
        int rows = checked(hidden * order.Length);
        var w = tensors.TakeGates("kernel", inputs, order.Length, hidden);
        var r = tensors.TakeGates("recurrent kernel", hidden, order.Length, hidden);
        bool resetAfter = layer.ClassName == "GRU" && layer.Flag("reset_after", false);
        float[]? b = !attribute.Bias ? null : resetAfter ? tensors.Take("bias", 2, rows) : tensors.Take("bias", rows);
        float[]? candidate = null;
        if (b is not null && resetAfter)
        {
            // Of the second bias, what is inside the reset gate's product stays apart; all else is one sum.
            candidate = b[(rows + 2 * hidden)..];
            for (int k = 0; k < 2 * hidden; k++)
                b[k] += b[rows + k];
            b = b[..rows];
        }

        var direction = new DirectionTensors();
        for (int gate = 0; gate < order.Length; gate++)
        {
            direction.Add($"W_{order[gate]}", w[gate]);
            direction.Add($"R_{order[gate]}", r[gate]);
            if (b is not null)
                direction.Add($"b_{order[gate]}", b[(gate * hidden)..((gate + 1) * hidden)]);
        }

        if (candidate is not null)
            direction.Add(attribute is EquationsLayer ? KerasCells.CandidateBias : "bR_n", candidate);
        return direction;
    }
}
