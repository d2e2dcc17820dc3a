using System.Text.Json;
using Unrolled.Compiler.Specs;
using Unrolled.EndToEnd.Tests.Support;

namespace Unrolled.EndToEnd.Tests;

/// <summary>
/// The recurrent operators of ONNX against ONNX Runtime: both directions, lengths, peepholes, coupled gates, both forms of the GRU. Gates lie one after
/// another in W, R and B: i, o, f, c (peepholes i, o, f) in an LSTM, z, r, h in a GRU.
/// </summary>
public sealed class OnnxTests
{
    /// <summary>Cases with something that this library has no counterpart for.</summary>
    private const int Skipped = 6;

    private static readonly Dictionary<string, JsonElement> Cases = File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Reference", "onnx.jsonl"))
        .Select(line => JsonDocument.Parse(line).RootElement).ToDictionary(root => root.GetProperty("name").GetString()!, StringComparer.Ordinal);

    private static readonly string[] Known = [.. Cases.Where(pair => IsKnown(pair.Value.GetProperty("attributes"))).Select(pair => pair.Key)];

    public static TheoryData<string> Data => [.. Known.OrEach(4)];

    [Fact]
    public void No_more_cases_are_left_out_than_clip_and_hard_sigmoid()
    {
        Assert.Equal(76, Cases.Count);
        Assert.Equal(Skipped, Cases.Count - Known.Length);
    }

    [Theory]
    [MemberData(nameof(Data))]
    public void Agrees_with_ONNX_Runtime(string name)
    {
        var onnx = new Case(Cases[name]);
        using var model = InMemoryCompiler.Create(onnx.Spec);
        onnx.SetParameters(model);
        var (steps, batch, hidden) = (onnx.Shape("X")[0], onnx.Shape("X")[1], onnx.Hidden);
        var tape = model.NewTape(steps, batch);
        onnx["X"]!.CopyTo(tape.Inputs);
        if (onnx["sequence_lens"] is { } lengths)
            Array.ConvertAll(lengths, length => (int)length).CopyTo(tape.Lengths);
        foreach (var (track, direction) in onnx.Tracks)
        {
            foreach (var state in onnx.States.Where(state => onnx["initial_" + state] is not null))
                tape.InitialState[$"{track}.{state}"].Set(onnx["initial_" + state].AsSpan(direction * batch * hidden, batch * hidden));
        }

        tape.Forward();
        var directions = onnx.Tracks.Count;
        var y = Array.ConvertAll(onnx["Y"]!, value => (double)value);
        var expected = new double[y.Length];

        // Theirs is [steps, directions, batch, hidden], ours [steps, batch, directions · hidden].
        for (var i = 0; i < y.Length; i++)
        {
            var (unit, b, direction, t) = (i % hidden, i / hidden % batch, i / hidden / batch % directions, i / hidden / batch / directions);
            expected[(((((t * batch) + b) * directions) + direction) * hidden) + unit] = y[i];
        }

        Compare.Near("Y", tape.Outputs, expected, Compare.Values);
        foreach (var (track, direction) in onnx.Tracks)
        {
            foreach (var state in onnx.States)
            {
                var final = Array.ConvertAll(onnx["Y_" + state].AsSpan(direction * batch * hidden, batch * hidden).ToArray(), value => (double)value);
                Compare.Near($"Y_{state} of {track}", tape.FinalState[$"{track}.{state}"].ToArray(), final, Compare.Values);
            }
        }
    }

    private static bool IsKnown(JsonElement attributes) => !attributes.TryGetProperty("clip", out _)
        && (!attributes.TryGetProperty("activations", out var activations) || activations.EnumerateArray().All(activation => activation.GetString() == "Relu"));

    private sealed class Case
    {
        private readonly JsonElement _root;
        private readonly Dictionary<string, JsonElement> _tensors = [];

        public Case(JsonElement root)
        {
            _root = root;
            var slots = Op switch
            {
                "LSTM" => new[] { "X", "W", "R", "B", "sequence_lens", "initial_h", "initial_c", "P" },
                _ => ["X", "W", "R", "B", "sequence_lens", "initial_h"],
            };
            foreach (var (list, part, names) in new[] { ("node_inputs", "inputs", slots), ("node_outputs", "outputs", ["Y", "Y_h", "Y_c"]) })
            {
                var given = root.GetProperty(part).EnumerateArray().ToDictionary(tensor => tensor.GetProperty("name").GetString()!);
                foreach (var (slot, name) in names.Zip(root.GetProperty(list).EnumerateArray().Select(entry => entry.GetString()!)))
                {
                    if (name.Length > 0)
                        _tensors.Add(slot, given[name]);
                }
            }
        }

        public string Op => _root.GetProperty("op").GetString()!;

        public int Hidden => Attribute("hidden_size");

        public string[] States => Op == "LSTM" ? ["h", "c"] : ["h"];

        public string Direction => _root.GetProperty("attributes").TryGetProperty("direction", out var direction) ? direction.GetString()! : "forward";

        public IReadOnlyList<(string Name, int Index)> Tracks => Op.ToLowerInvariant() + "0" is var layer && Direction == "bidirectional"
            ? [(layer + ".forward", 0), (layer + ".backward", 1)]
            : [(layer, 0)];

        public ModelSpec Spec
        {
            get
            {
                var direction = Direction == "reverse" ? Unrolled.Direction.Backward : Direction == "bidirectional" ? Unrolled.Direction.Both
                    : Unrolled.Direction.Forward;
                var options = new List<(string, double)> { ("Direction", (int)direction) };
                if (_root.GetProperty("attributes").TryGetProperty("activations", out _))
                    options.Add(("Activation", (int)Activation.Relu));
                if (Op == "GRU" && Attribute("linear_before_reset") == 0)
                    options.Add(("Reset", (int)Reset.Before));
                if (_tensors.ContainsKey("P"))
                    options.Add(("Peepholes", (int)Peepholes.All));
                if (Attribute("input_forget") != 0)
                    options.Add(("Coupling", (int)Coupling.ForgetFromInput));
                return Specs.Features(Shape("X")[2], Op switch
                {
                    "RNN" => Specs.Rnn(Hidden, [.. options]),
                    "LSTM" => Specs.Lstm(Hidden, [.. options]),
                    _ => Specs.Gru(Hidden, [.. options]),
                });
            }
        }

        /// <summary>The numbers of a slot, or null where the node leaves it out.</summary>
        public float[]? this[string slot] => _tensors.TryGetValue(slot, out var tensor)
            ? [.. tensor.GetProperty("data").EnumerateArray().Select(value => value.GetSingle())]
            : null;

        public int[] Shape(string slot) => [.. _tensors[slot].GetProperty("shape").EnumerateArray().Select(size => size.GetInt32())];

        public void SetParameters(ModelHandle model)
        {
            var (gates, inputs, hidden) = (Op switch
            {
                "RNN" => "h",
                "LSTM" => "iofg",
                _ => "zrn",
            }, Shape("X")[2], Hidden);
            foreach (var parameter in model.Parameters)
                parameter.Set(new float[parameter.Length]);
            foreach (var (track, direction) in Tracks)
            {
                for (var gate = 0; gate < gates.Length; gate++)
                {
                    var at = (direction * gates.Length) + gate;
                    void Set(string name, string slot, int row, int columns)
                    {
                        // A coupled gate has weights in the node that its equations do not use.
                        if (model.Parameters.TryGet($"{track}.{name}", out var parameter))
                            parameter.Set(this[slot].AsSpan(row * hidden * columns, hidden * columns));
                        else
                            Assert.True(gates[gate] == 'f' && Attribute("input_forget") != 0 || name[0] == 'p', $"{track}.{name} is missing");
                    }

                    Set($"W_{gates[gate]}", "W", at, inputs);
                    Set($"R_{gates[gate]}", "R", at, hidden);
                    if (this["P"] is not null && gate < 3)
                        Set($"p_{gates[gate]}", "P", (direction * 3) + gate, 1);
                    if (this["B"] is { } biases)
                        SetBias(model, track, gates[gate], biases.AsSpan(((direction * 2 * gates.Length) + gate) * hidden, hidden),
                            biases.AsSpan(((direction * 2 * gates.Length) + gates.Length + gate) * hidden, hidden));
                }
            }
        }

        private void SetBias(ModelHandle model, string track, char gate, Span<float> input, Span<float> recurrent)
        {
            if (model.Parameters.TryGet($"{track}.bR_{gate}", out var inside))
            {
                inside.Set(recurrent);
                model.Parameters[$"{track}.b_{gate}"].Set(input);
            }
            else if (model.Parameters.TryGet($"{track}.b_{gate}", out var bias))
            {
                var sum = input.ToArray();
                for (var i = 0; i < sum.Length; i++)
                    sum[i] += recurrent[i];
                bias.Set(sum);
            }
        }

        private int Attribute(string name) => _root.GetProperty("attributes").TryGetProperty(name, out var value) ? value.GetInt32() : 0;
    }
}
