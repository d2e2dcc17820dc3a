using System.Text.Json;
using Unrolled.Conversion;
using Unrolled.Declarations;

namespace Unrolled.Formats.RTNeural;

/// <summary>Writes RTNeural's JSON: dense, LSTM and GRU layers, one after another.</summary>
internal sealed class RTNeuralWriter : IModelWriter
{
    public FileFormat Format => FileFormat.RTNeural;

    public IReadOnlyList<string> Endings => [".json", ".aidax"];

    public void Write(ModelFile model, Stream stream)
    {
        if (model.Vocabulary > 0)
            throw model.Error("RTNeural has no layer that reads tokens.");
        var layers = model.Layers.Where(layer => layer.Declaration is not (DropoutAttribute or ResidualAttribute)).ToList();
        foreach (var layer in layers)
            Check(model, layer);
        var residual = model.Layers.Select(layer => layer.Declaration).OfType<ResidualAttribute>().FirstOrDefault();
        if (residual is not null && residual.Channels != 1 && (residual.Channels != 0 || model.Inputs != 1))
            throw model.Error("RTNeural's files add one input to the outputs, as AIDA-X has it; the model's [Residual] adds more.");

        using var json = new Utf8JsonWriter(stream);
        json.WriteStartObject();
        WriteShape(json, "in_shape", model.Inputs);
        json.WriteStartArray("layers");
        foreach (var layer in layers)
            Write(json, layer);
        json.WriteEndArray();
        if (residual is not null)
            json.WriteNumber("in_skip", 1);
        if (model.SampleRate is { } rate)
            json.WriteNumber("samplerate", rate);
        json.WriteStartObject("metadata");
        foreach (var (key, value) in model.Metadata.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            if (key is not ("samplerate" or "sample_rate"))
                json.WriteString(key, value);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Check(ModelFile model, ModelFileLayer layer)
    {
        if (layer.Declaration is not (DenseAttribute or LstmAttribute or GruAttribute))
            throw model.Error($"RTNeural has no layer for {layer.Name} {layer}.");

        // What a layer does in training alone says nothing about what it computes.
        string[] meaningless = ["RecurrentDropout", "ForgetBias", "Bias"];
        string? option = layer.Declaration is DenseAttribute
            ? null
            : DeclarationWriter.Changed(layer.Declaration).Except(meaningless).FirstOrDefault();
        if (option is not null)
            throw model.Error($"RTNeural cannot say the option {option} of {layer.Name} {layer}.");
    }

    private static void Write(Utf8JsonWriter json, ModelFileLayer layer)
    {
        json.WriteStartObject();
        var tensors = layer.Direction(0);
        switch (layer.Declaration)
        {
            case DenseAttribute dense:
                json.WriteString("type", "dense");
                json.WriteString("activation", dense.Activation == Activation.Identity ? "" : dense.Activation.ToString().ToLowerInvariant());
                json.WriteStartArray("weights");
                Write(json, Matrix.Of(tensors["W"]).Transposed());
                Write(json, tensors.Find("b")?.Values ?? new float[dense.Outputs]);
                break;
            case LstmAttribute:
                json.WriteString("type", "lstm");
                json.WriteString("activation", "tanh");
                json.WriteStartArray("weights");
                Write(json, GateOrder.JoinMatrices(tensors, GateOrder.Lstm, 'W').Transposed());
                Write(json, GateOrder.JoinMatrices(tensors, GateOrder.Lstm, 'R').Transposed());
                Write(json, GateOrder.JoinBiases(tensors, GateOrder.Lstm));
                break;
            case GruAttribute gru:
                json.WriteString("type", "gru");
                json.WriteString("activation", "tanh");
                json.WriteStartArray("weights");
                Write(json, GateOrder.JoinMatrices(tensors, GateOrder.KerasGru, 'W').Transposed());
                Write(json, GateOrder.JoinMatrices(tensors, GateOrder.KerasGru, 'R').Transposed());
                float[] recurrent = [.. new float[2 * gru.Hidden], .. tensors.Find("bR_n")?.Values ?? new float[gru.Hidden]];
                Write(json, new Matrix([.. GateOrder.JoinBiases(tensors, GateOrder.KerasGru), .. recurrent], 2, 3 * gru.Hidden));
                break;
        }

        json.WriteEndArray();
        WriteShape(json, "shape", layer.Outputs);
        json.WriteEndObject();
    }

    private static void WriteShape(Utf8JsonWriter json, string name, int last)
    {
        json.WriteStartArray(name);
        json.WriteNullValue();
        json.WriteNullValue();
        json.WriteNumberValue(last);
        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, Matrix matrix)
    {
        json.WriteStartArray();
        for (int row = 0; row < matrix.Rows; row++)
            Write(json, matrix.Row(row));
        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, ReadOnlySpan<float> values)
    {
        json.WriteStartArray();
        foreach (float value in values)
            json.WriteNumberValue(value);
        json.WriteEndArray();
    }
}
