using Unrolled.Conversion;
using Unrolled.Declarations;

namespace Unrolled.Interop.Tests;

/// <summary>Models of any declaration with random values, for round trips: the names and shapes are those of the documentation.</summary>
internal static class RandomModel
{
    /// <summary>A model.</summary>
    /// <param name="declaration">Its attributes.</param>
    /// <param name="seed">The seed of its values.</param>
    public static ModelFile Of(string declaration, int seed = 1)
    {
        var random = new Random(seed);
        var (inputs, vocabulary, declared) = DeclarationReader.Read(declaration, "random");
        int width = vocabulary > 0 ? vocabulary : inputs;
        var layers = new List<ModelFileLayer>();
        foreach (var layer in declared)
        {
            layers.Add(new ModelFileLayer(layer, Tensors(layer, width, random)));
            width = Outputs(layer, width);
        }

        return new ModelFile("random", FileFormat.Unrolled, inputs, vocabulary, layers);
    }

    private static DirectionTensors[] Tensors(LayerAttribute layer, int inputs, Random random)
    {
        var tensors = new DirectionTensors();
        switch (layer)
        {
            case RecurrentLayerAttribute recurrent:
                return [.. Enumerable.Range(0, recurrent.Direction == Direction.Both ? 2 : 1).Select(_ => Recurrent(recurrent, inputs, random))];
            case DenseAttribute dense:
                tensors.Add(Tensor(random, "W", dense.Outputs, inputs));
                if (dense.Bias)
                    tensors.Add(Tensor(random, "b", dense.Outputs));
                return [tensors];
            case EmbeddingAttribute embedding:
                tensors.Add(Tensor(random, "W", inputs, embedding.Size));
                return [tensors];
            case StandardizeAttribute or RescaleAttribute:
                tensors.Add(Tensor(random, "mean", inputs));
                tensors.Add(Tensor(random, "deviation", inputs));
                return [tensors];
            default:
                return [];
        }
    }

    private static DirectionTensors Recurrent(RecurrentLayerAttribute layer, int inputs, Random random)
    {
        var (gates, hidden, outputs) = layer switch
        {
            RnnAttribute rnn => ("h", rnn.Hidden, rnn.Hidden),
            GruAttribute gru => ("rzn", gru.Hidden, gru.Hidden),
            LstmAttribute { Projection: > 0 } lstm => ("ifgo", lstm.Hidden, lstm.Projection),
            LstmAttribute lstm => ("ifgo", lstm.Hidden, lstm.Hidden),
            _ => throw new ArgumentException($"{layer.GetType().Name} has no random values.", nameof(layer)),
        };
        var tensors = new DirectionTensors();
        foreach (char gate in gates)
        {
            tensors.Add(Tensor(random, $"W_{gate}", hidden, inputs));
            tensors.Add(Tensor(random, $"R_{gate}", hidden, outputs));
            if (layer.Bias)
                tensors.Add(Tensor(random, $"b_{gate}", hidden));
        }

        if (layer is GruAttribute { Reset: Reset.After, Bias: true })
            tensors.Add(Tensor(random, "bR_n", hidden));
        if (outputs != hidden)
            tensors.Add(Tensor(random, "P", outputs, hidden));
        return tensors;
    }

    /// <summary>Values of either sign, zeros of both signs and numbers below the smallest normal one among them.</summary>
    private static ModelTensor Tensor(Random random, string name, params int[] sizes)
    {
        var shape = new Shape(sizes);
        float[] values = new float[shape.Count];
        for (int index = 0; index < values.Length; index++)
            values[index] = random.Next(12) switch { 0 => 0f, 1 => -0f, 2 => -1e-41f, _ => random.NextSingle() * 2 - 1 };
        return new ModelTensor(name, shape, values);
    }

    private static int Outputs(LayerAttribute layer, int inputs) => layer switch
    {
        RecurrentLayerAttribute { Direction: Direction.Both } recurrent => 2 * Units(recurrent),
        RecurrentLayerAttribute recurrent => Units(recurrent),
        DenseAttribute dense => dense.Outputs,
        EmbeddingAttribute embedding => embedding.Size,
        _ => inputs,
    };

    private static int Units(RecurrentLayerAttribute layer) => layer switch
    {
        RnnAttribute rnn => rnn.Hidden,
        GruAttribute gru => gru.Hidden,
        LstmAttribute { Projection: > 0 } lstm => lstm.Projection,
        LstmAttribute lstm => lstm.Hidden,
        _ => 0,
    };
}
