using System.Text.Json;
using Unrolled.Conversion;

namespace Unrolled.Formats.RTNeural;

/// <summary>
/// The layers of a file. The activation of a recurrent layer means nothing there: every program that reads such files takes sigmoid and tanh.
/// </summary>
internal static class RTNeuralLayers
{
    public static List<ModelFileLayer> Read(FileContent content, JsonElement layers, int inputs)
    {
        var result = new List<ModelFileLayer>();
        int width = inputs;
        foreach (var layer in layers.EnumerateArray())
        {
            var reader = new LayerReader(content, layer, result.Count, width);
            switch (reader.Type)
            {
                case "dense" or "time-distributed-dense":
                    result.Add(reader.Dense());
                    break;
                case "lstm":
                    result.Add(reader.Recurrent(GateOrder.Lstm, hidden => new LstmAttribute(hidden)));
                    break;
                case "gru":
                    result.Add(reader.Recurrent(GateOrder.KerasGru, hidden => new GruAttribute(hidden)));
                    break;
                case "activation" when result is [.., { Declaration: DenseAttribute { Activation: Activation.Identity } dense }]:
                    dense.Activation = reader.Activation();
                    break;
                case "activation":
                    throw reader.Error("an activation of its own, which has to follow a dense layer without one");
                case "unknown":
                    throw reader.Error("'unknown', which the exporter writes for a layer that it does not know");
                default:
                    throw reader.Error($"'{reader.Type}'");
            }

            width = reader.Outputs;
        }

        return result;
    }

    private readonly struct LayerReader
    {
        private readonly FileContent _content;
        private readonly JsonElement _layer;
        private readonly int _index;
        private readonly int _inputs;

        public LayerReader(FileContent content, JsonElement layer, int index, int inputs)
        {
            (_content, _layer, _index, _inputs) = (content, layer, index, inputs);
            if (layer.ValueKind != JsonValueKind.Object)
                throw content.Error($"layer {index} is no object with a type and weights.");
            Type = layer.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String ? type.GetString()! : "without a type";
            Outputs = Type == "activation" ? inputs : Last(layer, "shape") ?? inputs;
        }

        public string Type { get; }

        public int Outputs { get; }

        public ModelFileLayer Dense()
        {
            var w = Matrix(0, "[inputs][outputs]").Transposed();
            Expect(w, Outputs, _inputs, "weights");
            var tensors = new DirectionTensors();
            tensors.Add("W", w);
            bool hasBias = Weights().GetArrayLength() > 1;
            if (hasBias)
                tensors.Add("b", Vector(1, Outputs));
            return new ModelFileLayer(new DenseAttribute(Outputs) { Activation = Activation(), Bias = hasBias }, tensors);
        }

        public ModelFileLayer Recurrent(string order, Func<int, RecurrentLayerAttribute> declare)
        {
            int gates = order.Length;
            var w = Matrix(0, $"[inputs][{gates} · hidden]").Transposed();
            var r = Matrix(1, $"[hidden][{gates} · hidden]").Transposed();
            Expect(w, gates * Outputs, _inputs, "input weights");
            Expect(r, gates * Outputs, Outputs, "recurrent weights");
            var tensors = new DirectionTensors();
            if (order == GateOrder.Lstm)
            {
                GateOrder.Split(tensors, order, w, r, Vector(2, gates * Outputs));
                return new ModelFileLayer(declare(Outputs), tensors);
            }

            // Row 0 is added to the products with the input, row 1 to those with h: of n alone they stay apart.
            var b = Matrix(2, $"[2][{gates} · hidden]");
            Expect(b, 2, gates * Outputs, "biases");
            float[] sum = b.Row(0).ToArray();
            int reset = 2 * Outputs;
            for (int i = 0; i < reset; i++)
                sum[i] += b.Row(1)[i];
            GateOrder.Split(tensors, order, w, r, sum);
            tensors.Add("bR_n", b.Row(1)[reset..].ToArray());
            return new ModelFileLayer(declare(Outputs), tensors);
        }

        public Activation Activation() => _layer.TryGetProperty("activation", out var activation) && activation.ValueKind == JsonValueKind.String
            ? activation.GetString() switch
            {
                "" or "linear" => Unrolled.Activation.Identity,
                "tanh" => Unrolled.Activation.Tanh,
                "relu" => Unrolled.Activation.Relu,
                "sigmoid" => Unrolled.Activation.Sigmoid,
                var other => throw Error($"'{Type}' with the activation '{other}'"),
            }
            : Unrolled.Activation.Identity;

        public ModelFileException Error(string what) =>
            _content.Error($"layer {_index} is {what}; Unrolled reads dense (activations tanh, relu, sigmoid or none), lstm and gru layers of RTNeural.");

        private JsonElement Weights() => _layer.TryGetProperty("weights", out var weights) && weights.ValueKind == JsonValueKind.Array
            ? weights
            : throw _content.Error($"layer {_index} ({Type}) has no weights.");

        private Matrix Matrix(int index, string shape)
        {
            var found = Array(index, shape);
            return found.Shape.Rank == 2
                ? new(found.Values, found.Shape[0], found.Shape[1])
                : throw _content.Error($"layer {_index} ({Type}): expected {shape} in weights[{index}], found {found.Shape}.");
        }

        private float[] Vector(int index, int length)
        {
            var (shape, values) = Array(index, $"[{length}]");
            return shape.Rank == 1 && values.Length == length
                ? values
                : throw _content.Error($"layer {_index} ({Type}): expected [{length}] in weights[{index}], found {shape}.");
        }

        private (Shape Shape, float[] Values) Array(int index, string expected)
        {
            var weights = Weights();
            if (weights.GetArrayLength() <= index || NestedLists.Shape(weights[index]) is not { } shape)
                throw _content.Error($"layer {_index} ({Type}): expected lists of numbers {expected} in weights[{index}].");
            return (shape, NestedLists.Values(weights[index], shape));
        }

        private void Expect(Matrix matrix, int rows, int columns, string what)
        {
            if (matrix.Rows != rows || matrix.Columns != columns)
                throw _content.Error(
                    $"layer {_index} ({Type}) has the shape {Outputs} after {_inputs} inputs, for which its {what} have to be [{rows}, {columns}]; "
                        + $"found [{matrix.Rows}, {matrix.Columns}].");
        }

        private static int? Last(JsonElement layer, string name) =>
            layer.TryGetProperty(name, out var shape) && shape.ValueKind == JsonValueKind.Array && shape.GetArrayLength() > 0
            && shape[shape.GetArrayLength() - 1] is { ValueKind: JsonValueKind.Number } last && last.TryGetInt32(out int value) && value > 0
                ? value
                : null;
    }
}
