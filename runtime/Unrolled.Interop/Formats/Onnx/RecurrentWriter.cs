using Unrolled.Conversion;
using Unrolled.Declarations;
using Unrolled.Formats.Onnx.Messages;

namespace Unrolled.Formats.Onnx;

/// <summary>Writes recurrent layers.</summary>
internal static class RecurrentWriter
{
    public static void Add(ModelFileLayer layer, GraphNames names)
    {
        var (builder, name) = (names.Builder, layer.Name);
        var declaration = (RecurrentLayerAttribute)layer.Declaration;
        Refuse(layer, declaration, names);
        bool isBoth = declaration.Direction == Direction.Both;
        DirectionTensors[] directions = isBoth ? [layer.Direction(0), layer.Direction(1)] : [layer.Direction(0)];
        Func<DirectionTensors, OperatorWeights> weights = declaration switch
        {
            LstmAttribute lstm => tensors => OperatorWeights.OfLstm(tensors, lstm),
            GruAttribute => tensors => OperatorWeights.Of(tensors, GateOrder.KerasGru),
            _ => tensors => OperatorWeights.Of(tensors, GateOrder.Rnn),
        };
        OperatorWeights[] all = [.. directions.Select(weights)];
        var (rows, hidden) = (all[0].W.Rows, all[0].R.Columns);
        string[] inputs =
        [
            names.Value,
            builder.Constant($"{name}.W", [.. all.SelectMany(one => one.W.Values)], all.Length, rows, all[0].W.Columns),
            builder.Constant($"{name}.R", [.. all.SelectMany(one => one.R.Values)], all.Length, rows, hidden),
            all[0].B is null ? "" : builder.Constant($"{name}.B", [.. all.SelectMany(one => one.B!)], all.Length, 2 * rows),
            "",
            State("h0"),
            declaration is LstmAttribute ? State("c0") : "",
            all[0].P is null ? "" : builder.Constant($"{name}.P", [.. all.SelectMany(one => one.P!)], all.Length, 3 * hidden),
        ];
        int used = inputs.Length;
        while (inputs[used - 1].Length == 0)
            used--;
        bool returnsLast = declaration.Returns == Returns.Last;
        string[] outputs = returnsLast ? ["", $"{name}.last"] : [$"{name}.steps"];
        builder.Add(Operator(declaration), name, inputs[..used], outputs, [.. Attributes(declaration, hidden, all.Length)]);

        // [steps, directions, batch, hidden], or the final ones [directions, batch, hidden]
        if (isBoth)
        {
            string turned = builder.Add("Transpose", $"{name}.turned", [outputs[^1]],
                GraphBuilder.Integers("perm", returnsLast ? [1, 0, 2] : [0, 2, 1, 3]));
            names.Value = builder.Add("Reshape", $"{name}.y",
                [turned, returnsLast ? builder.Constant($"{name}.sizes", 0, 2 * hidden) : builder.Constant($"{name}.sizes", 0, 0, 2 * hidden)]);
        }
        else
        {
            names.Value = builder.Add("Squeeze", $"{name}.y", [outputs[^1], builder.Constant($"{name}.axis", returnsLast ? 0 : 1)]);
        }

        names.HasSteps &= !returnsLast;

        string State(string state) => declaration.LearnInitialState
            ? names.Repeated($"{name}.{state}", [.. directions.SelectMany(direction => direction[state].Values)], directions.Length, hidden)
            : "";
    }

    private static string Operator(RecurrentLayerAttribute layer) => layer switch { LstmAttribute => "LSTM", GruAttribute => "GRU", _ => "RNN" };

    private static IEnumerable<AttributeProto> Attributes(RecurrentLayerAttribute layer, int hidden, int directions)
    {
        yield return GraphBuilder.Integer("hidden_size", hidden);
        yield return GraphBuilder.Text("direction", layer.Direction switch
        {
            Direction.Both => "bidirectional",
            Direction.Backward => "reverse",
            _ => "forward",
        });
        switch (layer)
        {
            case GruAttribute gru:
                yield return GraphBuilder.Integer("linear_before_reset", gru.Reset == Reset.After ? 1 : 0);
                break;
            case RnnAttribute rnn:
                yield return GraphBuilder.Texts("activations", [.. Enumerable.Repeat(rnn.Activation.ToString(), directions)]);
                break;
            case LstmAttribute lstm:
                if (lstm.Coupling == Coupling.ForgetFromInput)
                    yield return GraphBuilder.Integer("input_forget", 1);
                string[] activations = ["Sigmoid", Name(lstm.InputActivation), Name(lstm.OutputActivation)];
                int identities = directions * activations.Count(activation => activation == "Affine");
                if (identities == 0)
                    break;
                yield return GraphBuilder.Texts("activations", [.. Enumerable.Repeat(activations, directions).SelectMany(one => one)]);
                yield return GraphBuilder.Singles("activation_alpha", [.. Enumerable.Repeat(1f, identities)]);
                yield return GraphBuilder.Singles("activation_beta", [.. Enumerable.Repeat(0f, identities)]);
                break;
        }
    }

    // 1 · x + 0
    private static string Name(Activation activation) => activation == Activation.Identity ? "Affine" : activation.ToString();

    private static void Refuse(ModelFileLayer layer, RecurrentLayerAttribute declaration, GraphNames names)
    {
        if (declaration is EquationsLayer)
            throw names.Model.Error($"its layer {layer.Name} is a custom cell, which no operator of ONNX computes.");
        string? option = declaration.Normalize ? "Normalize = true"
            : declaration.Zoneout > 0 ? FormattableString.Invariant($"Zoneout = {declaration.Zoneout}")
            : declaration is LstmAttribute { FullGateRecurrence: true } ? "FullGateRecurrence = true"
            : declaration is LstmAttribute { Projection: > 0 and var projection } ? FormattableString.Invariant($"Projection = {projection}")
            : null;
        if (option is not null)
            throw names.Model.Error($"its layer {layer.Name} {layer} has {option}, which no operator of ONNX computes. "
                + "Train without it, or write another format.");
        if (!names.HasSteps)
            throw names.Model.Error($"its layer {layer.Name} {layer} reads a layer with Returns = Returns.Last: set that on the last recurrent layer only.");
    }
}
