using System.Text.Json;
using Unrolled.Conversion;

namespace Unrolled.Formats.Keras;

/// <summary>One direction of a recurrent layer as Keras keeps it.</summary>
internal static class KerasWrittenRecurrent
{
    /// <summary>The layer of Keras.</summary>
    public static KerasWrittenLayer Of(RecurrentLayerAttribute attribute, DirectionTensors tensors, int inputs, bool goesBackwards)
    {
        var (className, order, hidden) = attribute switch
        {
            LstmAttribute lstm => ("LSTM", GateOrder.Lstm, lstm.Hidden),
            GruAttribute gru => ("GRU", GateOrder.KerasGru, gru.Hidden),
            _ => ("SimpleRNN", GateOrder.Rnn, ((RnnAttribute)attribute).Hidden),
        };
        string cell = KerasVariables.SnakeCase(className) + "_cell";
        int columns = order.Length * hidden;
        List<KerasVariable> variables =
        [
            new($"{cell}/kernel", GateOrder.JoinMatrices(tensors, order, 'W').Transposed().Values, inputs, columns),
            new($"{cell}/recurrent_kernel", GateOrder.JoinMatrices(tensors, order, 'R').Transposed().Values, hidden, columns),
        ];
        if (attribute.Bias)
        {
            float[] biases = GateOrder.JoinBiases(tensors, order);
            variables.Add(attribute is GruAttribute { Reset: Reset.After }
                ? new($"{cell}/bias", [.. biases, .. RecurrentBiases(biases.AsSpan(0, 2 * hidden)), .. tensors["bR_n"].Values], 2, columns)
                : new($"{cell}/bias", biases, columns));
        }

        return new(className, json => Options(json, attribute, hidden, goesBackwards), ["cell"], variables);
    }

    /// <summary>Keras's name of an activation.</summary>
    public static string Name(Activation activation) => activation switch
    {
        Activation.Identity => "linear",
        Activation.Tanh => "tanh",
        Activation.Sigmoid => "sigmoid",
        _ => "relu",
    };

    // Keras adds two biases: where the first is −0 the second is, too, so that the sum keeps every bit.
    private static float[] RecurrentBiases(ReadOnlySpan<float> biases)
    {
        float[] second = new float[biases.Length];
        for (int k = 0; k < second.Length; k++)
            second[k] = biases[k] == 0 ? biases[k] : 0;
        return second;
    }

    private static void Options(Utf8JsonWriter json, RecurrentLayerAttribute attribute, int hidden, bool goesBackwards)
    {
        json.WriteNumber("units", hidden);
        json.WriteString("activation", attribute switch
        {
            LstmAttribute lstm => Name(lstm.InputActivation),
            RnnAttribute rnn => Name(rnn.Activation),
            _ => "tanh",
        });
        if (attribute is not RnnAttribute)
            json.WriteString("recurrent_activation", "sigmoid");
        json.WriteBoolean("use_bias", attribute.Bias);
        if (attribute is LstmAttribute { ForgetBias: var bias })
            json.WriteBoolean("unit_forget_bias", bias != 0);
        json.WriteNumber("dropout", 0.0);
        json.WriteNumber("recurrent_dropout", attribute.RecurrentDropout);
        json.WriteBoolean("return_sequences", attribute.Returns == Returns.Sequence);
        json.WriteBoolean("return_state", false);
        json.WriteBoolean("go_backwards", goesBackwards);
        json.WriteBoolean("stateful", false);
        json.WriteBoolean("unroll", false);
        if (attribute is GruAttribute gru)
            json.WriteBoolean("reset_after", gru.Reset == Reset.After);
    }
}
