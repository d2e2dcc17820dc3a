using System.Globalization;
using Google.Protobuf;
using Unrolled.Conversion;
using Unrolled.Declarations;
using Unrolled.Formats.Onnx.Messages;

namespace Unrolled.Formats.Onnx;

/// <summary>
/// Writes ONNX models: <c>x</c> [steps, batch, inputs], or whole numbers [steps, batch] for tokens, to <c>y</c> [steps, batch, outputs], or [batch,
/// outputs] where a layer returns its last step alone.
/// </summary>
internal sealed class OnnxWriter : IModelWriter
{
    private const int Version = 17;
    private const int Container = 8;
    private const long MostBytes = 2_000_000_000;

    public FileFormat Format => FileFormat.Onnx;

    public IReadOnlyList<string> Endings => [".onnx"];

    public void Write(ModelFile model, Stream stream)
    {
        if (model.Tensors.Sum(tensor => (long)tensor.Values.Length * sizeof(float)) > MostBytes)
            throw model.Error($"an ONNX file holds at most {MostBytes} bytes, and the model has {model.ParameterCount} parameters.");
        var builder = new GraphBuilder();
        var names = new GraphNames(builder, model);
        foreach (var layer in model.Layers)
            Add(layer, names);
        builder.Add("Identity", "output", [names.Value], ["y"]);
        builder.Graph.Input.Add(model.Vocabulary > 0 ? GraphBuilder.Value("x", isWhole: true, "steps", "batch")
            : GraphBuilder.Value("x", isWhole: false, "steps", "batch", model.Inputs));
        builder.Graph.Output.Add(names.HasSteps ? GraphBuilder.Value("y", isWhole: false, "steps", "batch", model.Outputs)
            : GraphBuilder.Value("y", isWhole: false, "batch", model.Outputs));
        var file = new ModelProto { IrVersion = Container, ProducerName = OnnxReader.Producer, Graph = builder.Graph };
        file.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = Version });
        Note(file, OwnDeclaration.Key, string.Join("\n", DeclarationWriter.Attributes(model, index => $"Cell{index}")));
        if (model.SampleRate is { } rate)
            Note(file, OnnxReader.SampleRate, rate.ToString("R", CultureInfo.InvariantCulture));
        foreach (var (key, value) in model.Metadata.OrderBy(entry => entry.Key, StringComparer.Ordinal)
            .Where(entry => entry.Key is not (OwnDeclaration.Key or OnnxReader.SampleRate)))
            Note(file, key, value);
        file.WriteTo(stream);
    }

    private static void Note(ModelProto file, string key, string value) => file.MetadataProps.Add(new StringStringEntryProto { Key = key, Value = value });

    private static void Add(ModelFileLayer layer, GraphNames names)
    {
        var (builder, name) = (names.Builder, layer.Name);
        switch (layer.Declaration)
        {
            case RecurrentLayerAttribute:
                RecurrentWriter.Add(layer, names);
                break;
            case EmbeddingAttribute:
                names.Value = builder.Add("Gather", name, [Vectors("W"), "x"]);
                break;
            case DenseAttribute dense:
                var w = Matrix.Of(layer.Direction(0)["W"]).Transposed();
                names.Value = builder.Add("MatMul", $"{name}.product", [names.Value, builder.Constant($"{name}.W", w.Values, w.Rows, w.Columns)]);
                if (dense.Bias)
                    names.Value = builder.Add("Add", $"{name}.sum", [names.Value, Vectors("b")]);
                if (dense.Activation != Activation.Identity)
                    names.Value = builder.Add(dense.Activation.ToString(), name, [names.Value]);
                break;
            case StandardizeAttribute:
                names.Value = builder.Add("Sub", $"{name}.centred", [names.Value, Vectors("mean")]);
                names.Value = builder.Add("Div", name, [names.Value, Vectors("deviation")]);
                break;
            case RescaleAttribute:
                names.Value = builder.Add("Mul", $"{name}.scaled", [names.Value, Vectors("deviation")]);
                names.Value = builder.Add("Add", name, [names.Value, Vectors("mean")]);
                break;
            case DropoutAttribute dropout:
                names.Value = builder.Add("Dropout", name, [names.Value, builder.Constant($"{name}.rate", [(float)dropout.Rate])]);
                break;
            case ResidualAttribute residual:
                AddInputs(layer, residual.Channels, names);
                break;
            default:
                throw names.Model.Error($"its layer {name} {layer} has no operator of ONNX.");
        }

        string Vectors(string tensor)
        {
            var found = layer.Direction(0)[tensor];
            return builder.Constant($"{name}.{tensor}", found.Values, [.. Enumerable.Range(0, found.Shape.Rank).Select(axis => found.Shape[axis])]);
        }
    }

    private static void AddInputs(ModelFileLayer layer, int channels, GraphNames names)
    {
        var (builder, name, inputs) = (names.Builder, layer.Name, names.Model.Inputs);
        string x = names.HasSteps ? "x" : builder.Add("Gather", $"{name}.last", ["x", builder.Scalar($"{name}.step", -1)], GraphBuilder.Integer("axis", 0));
        channels = channels == 0 ? layer.Outputs : channels;
        int rank = names.HasSteps ? 3 : 2;
        if (channels < inputs || channels < layer.Outputs)
        {
            x = builder.Add("Slice", $"{name}.channels",
                [x, builder.Constant($"{name}.start", 0), builder.Constant($"{name}.end", channels), builder.Constant($"{name}.axis", rank - 1)]);
        }

        if (channels < layer.Outputs)
        {
            long[] pads = new long[2 * rank];
            pads[^1] = layer.Outputs - channels;
            x = builder.Add("Pad", $"{name}.padded", [x, builder.Constant($"{name}.pads", pads)]);
        }

        names.Value = builder.Add("Add", name, [names.Value, x]);
    }
}
