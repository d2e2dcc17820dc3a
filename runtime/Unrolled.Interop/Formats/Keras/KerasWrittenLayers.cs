using System.Globalization;
using System.Text.Json;
using Unrolled.Conversion;
using Unrolled.Declarations;

namespace Unrolled.Formats.Keras;

/// <summary>The layer of Keras for each layer of Unrolled.</summary>
internal static class KerasWrittenLayers
{
    // Keras divides by no less than this.
    private const float LeastDeviation = 1e-7f;

    /// <summary>The layer of Keras.</summary>
    /// <exception cref="ModelFileException">Keras has no such layer or option.</exception>
    public static KerasWrittenLayer Of(ModelFile model, ModelFileLayer layer)
    {
        Check(model, layer);
        switch (layer.Declaration)
        {
            case RecurrentLayerAttribute { Direction: Direction.Both } recurrent:
                var forward = KerasWrittenRecurrent.Of(recurrent, layer.Direction(0), layer.Inputs, goesBackwards: false);
                var backward = KerasWrittenRecurrent.Of(recurrent, layer.Direction(1), layer.Inputs, goesBackwards: true);
                string kind = KerasVariables.SnakeCase(forward.ClassName);
                return new("Bidirectional", json => json.WriteString("merge_mode", "concat"), ["forward_layer/cell", "backward_layer/cell"],
                    [.. Within($"forward_{kind}", forward.Variables), .. Within($"backward_{kind}", backward.Variables)])
                {
                    Inner = [("layer", $"forward_{kind}", forward), ("backward_layer", $"backward_{kind}", backward)],
                };
            case RecurrentLayerAttribute recurrent:
                return KerasWrittenRecurrent.Of(recurrent, layer.Direction(0), layer.Inputs, recurrent.Direction == Direction.Backward);
            case DenseAttribute dense:
                return Dense(dense, layer.Direction(0));
            case EmbeddingAttribute embedding:
                return new("Embedding", json =>
                {
                    json.WriteNumber("input_dim", layer.Inputs);
                    json.WriteNumber("output_dim", embedding.Size);
                    json.WriteBoolean("mask_zero", false);
                }, [""], [new("embeddings", layer.Direction(0)["W"].Values, layer.Inputs, embedding.Size)]);
            case DropoutAttribute dropout:
                return new("Dropout", json => json.WriteNumber("rate", dropout.Rate), [""], []);
            case StandardizeAttribute:
                return Normalization(model, layer);
            default:
                return Rescaling(model, layer);
        }
    }

    private static void Check(ModelFile model, ModelFileLayer layer)
    {
        if (layer.Declaration is EquationsLayer)
            throw model.Error($"{layer.Name} is a custom cell, which Keras has not. Save it as Unrolled's own file.");
        if (layer.Declaration is ResidualAttribute)
            throw model.Error($"{layer.Name} adds the inputs to the outputs, which a chain of layers of Keras has not. "
                + "Save it as Unrolled's own file, or as ONNX.");
        string[] sayable = layer.Declaration switch
        {
            // The initial bias says nothing about a model that is there.
            LstmAttribute => ["Direction", "Returns", "Bias", "RecurrentDropout", "InputActivation", "OutputActivation", "ForgetBias"],
            GruAttribute => ["Direction", "Returns", "Bias", "RecurrentDropout", "Reset"],
            RnnAttribute => ["Direction", "Returns", "Bias", "RecurrentDropout", "Activation"],
            _ => ["Activation", "Bias"],
        };
        if (DeclarationWriter.Changed(layer.Declaration).FirstOrDefault(option => !sayable.Contains(option)) is { } option)
            throw model.Error($"{layer.Name} has the option {option}, which Keras has not. Save it as Unrolled's own file.");
        if (layer.Declaration is LstmAttribute lstm && lstm.InputActivation != lstm.OutputActivation)
            throw model.Error($"{layer.Name} has the options InputActivation and OutputActivation of two kinds, and Keras has one for both. "
                + "Save it as Unrolled's own file.");
        if (layer.Declaration is RecurrentLayerAttribute { Direction: Direction.Backward, Returns: Returns.Sequence })
            throw model.Error($"{layer.Name} has the option Direction = Direction.Backward, whose outputs Keras gives in reversed order. "
                + "Save it as Unrolled's own file.");
    }

    private static KerasWrittenLayer Dense(DenseAttribute dense, DirectionTensors tensors)
    {
        var kernel = Matrix.Of(tensors["W"]).Transposed();
        List<KerasVariable> variables = [new("kernel", kernel.Values, kernel.Rows, kernel.Columns)];
        if (dense.Bias)
            variables.Add(new("bias", tensors["b"].Values, dense.Outputs));
        return new("Dense", json =>
        {
            json.WriteNumber("units", dense.Outputs);
            json.WriteString("activation", KerasWrittenRecurrent.Name(dense.Activation));
            json.WriteBoolean("use_bias", dense.Bias);
        }, [""], variables);
    }

    // The square root of a square is the number again, bit for bit, as long as the square is a normal number.
    private static KerasWrittenLayer Normalization(ModelFile model, ModelFileLayer layer)
    {
        var (mean, deviation) = (layer.Direction(0)["mean"].Values, layer.Direction(0)["deviation"].Values);
        float[] variance = [.. deviation.Select(value => value * value)];
        if (Array.FindIndex(deviation, value => !(value >= LeastDeviation) || MathF.Sqrt(value * value) != value) is var at && at >= 0)
        {
            string found = deviation[at].ToString(CultureInfo.InvariantCulture);
            throw model.Error($"{layer.Name} has the deviation {found} of input {at}, and Keras keeps those from 1e-7 to 1e19. "
                + "Set it to 1 where the input never varies.");
        }

        return new("Normalization", json =>
        {
            json.WriteStartArray("axis");
            json.WriteNumberValue(-1);
            json.WriteEndArray();
            json.WriteBoolean("invert", false);
            json.WriteNull("mean");
            json.WriteNull("variance");
        }, [""], [new("mean", mean, mean.Length), new("variance", variance, variance.Length), new("count", null)]);
    }

    private static KerasWrittenLayer Rescaling(ModelFile model, ModelFileLayer layer)
    {
        var (mean, deviation) = (layer.Direction(0)["mean"].Values, layer.Direction(0)["deviation"].Values);
        if (!Array.TrueForAll(mean, float.IsFinite) || !Array.TrueForAll(deviation, value => value > 0 && float.IsFinite(value)))
            throw model.Error($"{layer.Name} has a mean or deviation that is not finite, or a deviation that is not above 0. Call Adapt on the model.");
        return new("Rescaling", json =>
        {
            Numbers(json, "scale", deviation);
            Numbers(json, "offset", mean);
        }, [""], []);
    }

    private static void Numbers(Utf8JsonWriter json, string option, float[] values)
    {
        json.WriteStartArray(option);
        foreach (float value in values)
            json.WriteNumberValue((double)value);
        json.WriteEndArray();
    }

    private static IEnumerable<KerasVariable> Within(string name, IEnumerable<KerasVariable> variables) =>
        variables.Select(variable => variable with { Name = $"{name}/{variable.Name}" });
}
