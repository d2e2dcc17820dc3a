using Unrolled.Conversion;
using Unrolled.Declarations;

namespace Unrolled.Formats.StateDicts;

/// <summary>
/// A model as a state_dict: a module of PyTorch a layer, under the layer's name. <c>lstm0.weight_ih_l0</c> loads into a module with
/// <c>self.lstm0 = nn.LSTM(…)</c>.
/// </summary>
internal static class StateDictWriter
{
    /// <summary>Where a file keeps the declaration, for what parameters do not say.</summary>
    public const string DeclarationKey = "unrolled.declaration";

    /// <summary>The parameters under PyTorch's names.</summary>
    /// <exception cref="ModelFileException">A layer or an option that PyTorch has not.</exception>
    public static StateDict Of(ModelFile model)
    {
        var tensors = new List<StateDictTensor>();
        foreach (var layer in model.Layers)
        {
            if (Unsayable(layer.Declaration) is { } what)
                throw model.Error($"{layer.Name} {what}, which no module of PyTorch has. Save the model in Unrolled's own format.");
            if (layer.Declaration is RecurrentLayerAttribute recurrent)
                tensors.AddRange(Recurrent(layer, recurrent));
            else
            {
                tensors.AddRange(from tensor in layer.Tensors
                                 let leaf = tensor.Shape.Rank == 2 ? "weight" : "bias"
                                 select Tensor($"{layer.Name}.{leaf}", tensor.Shape, tensor.Values));
            }
        }

        return new StateDict(tensors) { Declaration = string.Join("\n", DeclarationWriter.Attributes(model, index => $"Cell{index}")) };
    }

    /// <summary>What PyTorch cannot say of a layer; null where it can.</summary>
    public static string? Unsayable(LayerAttribute layer)
    {
        if (layer is EquationsLayer)
            return "is a custom cell";
        if (layer is StandardizeAttribute or RescaleAttribute)
            return $"is {DeclarationWriter.Attribute(layer)}";
        string[] sayable = layer switch
        {
            LstmAttribute => ["Projection", "ForgetBias"],
            RnnAttribute or DenseAttribute => ["Activation"],
            ResidualAttribute => ["Channels"],
            _ => [],
        };
        string? option = DeclarationWriter.Changed(layer)
            .FirstOrDefault(option => !sayable.Contains(option) && option is not ("Direction" or "Returns" or "Bias" or "RecurrentDropout"));
        if (option is not null)
            return $"has the option {option}";
        return layer is RecurrentLayerAttribute { Direction: Direction.Backward } ? "has the option Direction = Direction.Backward" : null;
    }

    private static IEnumerable<StateDictTensor> Recurrent(ModelFileLayer layer, RecurrentLayerAttribute attribute)
    {
        string order = attribute switch { LstmAttribute => GateOrder.Lstm, GruAttribute => GateOrder.Gru, _ => GateOrder.Rnn };
        for (int direction = 0; direction < (attribute.Direction == Direction.Both ? 2 : 1); direction++)
        {
            var tensors = layer.Direction(direction);
            string Name(string parameter) => $"{layer.Name}.{parameter}_l0{(direction == 1 ? "_reverse" : "")}";
            yield return Tensor(Name("weight_ih"), GateOrder.JoinMatrices(tensors, order, 'W'));
            yield return Tensor(Name("weight_hh"), GateOrder.JoinMatrices(tensors, order, 'R'));
            if (attribute.Bias)
            {
                float[] biases = GateOrder.JoinBiases(tensors, order);
                float[] recurrent = RecurrentBiases(biases, tensors.Find("bR_n")?.Values ?? []);
                yield return Tensor(Name("bias_ih"), new Shape(biases.Length), biases);
                yield return Tensor(Name("bias_hh"), new Shape(recurrent.Length), recurrent);
            }

            if (tensors.Find("P") is { } projection)
                yield return Tensor(Name("weight_hr"), projection.Shape, projection.Values);
        }
    }

    /// <summary>PyTorch adds two biases; the second is 0 but for a GRU's candidate. Where the first is −0 it is −0 too: the sum keeps every bit.</summary>
    private static float[] RecurrentBiases(float[] biases, float[] candidate)
    {
        float[] recurrent = [.. biases.Select(bias => bias == 0 ? bias : 0f)];
        candidate.CopyTo(recurrent, recurrent.Length - candidate.Length);
        return recurrent;
    }

    private static StateDictTensor Tensor(string name, Matrix matrix) => Tensor(name, new Shape(matrix.Rows, matrix.Columns), matrix.Values);

    private static StateDictTensor Tensor(string name, Shape shape, float[] values) =>
        new(name, shape, ElementType.Float32, (first, count) => values.AsSpan(first, count).ToArray());
}
