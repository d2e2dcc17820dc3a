using System.Text.Json;

namespace Unrolled.EndToEnd.Tests.Support;

/// <summary>A reference case: where its numbers go. <see cref="ReferenceSpecs"/> makes the model that it describes.</summary>
internal sealed class GoldenCase
{
    /// <summary>Numbers of the file, or the same entry of a group of results (<c>f64.d.</c>, <c>G_</c>).</summary>
    public delegate double[] Numbers(string prefix);

    public GoldenCase(Tensors tensors)
    {
        Tensors = tensors;
        Config = tensors.Config;
        if (Config.TryGetProperty("module", out var module))
            Torch(module.GetString()!);
        else
            Cell(Config.GetProperty("cell").GetString()!);
    }

    public Tensors Tensors { get; }

    public JsonElement Config { get; }

    /// <summary>By parameter: its value (no prefix).</summary>
    public List<(string Name, double[] Value)> Parameters { get; } = [];

    /// <summary>By parameter: its expected gradient.</summary>
    public List<(string Name, double[] Value)> Gradients { get; } = [];

    /// <summary>By state: [batch, width] before the first step.</summary>
    public List<(string Name, Numbers Value)> InitialStates { get; } = [];

    /// <summary>By state: [batch, width] after the last step.</summary>
    public List<(string Name, Numbers Value)> FinalStates { get; } = [];

    public int Integer(string name) => Config.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetInt32() : 0;

    public bool Flag(string name) => Config.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    private void Torch(string module)
    {
        var (kind, gates) = module.Split('.')[^1] switch
        {
            "RNN" => ("rnn", "h"),
            "LSTM" => ("lstm", "ifgo"),
            _ => ("gru", "rzn"),
        };
        var (hidden, batch) = (Integer("hidden"), Integer("batch"));
        var projection = Integer("proj");
        var output = projection == 0 ? hidden : projection;
        var directions = Flag("bidirectional") ? 2 : 1;
        for (var layer = 0; layer < Integer("layers"); layer++)
        {
            for (var direction = 0; direction < directions; direction++)
            {
                var suffix = $"_l{layer}{(direction == 1 ? "_reverse" : "")}";
                var track = $"{kind}{layer}.{(directions == 1 ? "" : direction == 0 ? "forward." : "backward.")}";
                var inputs = layer == 0 ? Integer("input") : output * directions;
                for (var gate = 0; gate < gates.Length; gate++)
                    TorchGate(track, suffix, gates[gate], gate, kind, (hidden, inputs, output));
                if (projection > 0)
                    Add(track + "P", "w.weight_hr" + suffix, 0, projection * hidden);
                foreach (var (state, width) in kind == "lstm" ? new[] { ("h", output), ("c", hidden) } : [("h", output)])
                {
                    var at = ((layer * directions) + direction) * batch * width;
                    InitialStates.Add((track + state, prefix => Tensors[$"{prefix}{state}0", at, batch * width]));
                    FinalStates.Add((track + state, prefix => Tensors[$"{prefix}{state}n", at, batch * width]));
                }
            }
        }
    }

    /// <summary>torch.nn has two biases a gate where one is enough: their sum is ours, and either's gradient.</summary>
    private void TorchGate(string track, string suffix, char gate, int index, string kind, (int Hidden, int Inputs, int Output) size)
    {
        Add($"{track}W_{gate}", "w.weight_ih" + suffix, index * size.Hidden * size.Inputs, size.Hidden * size.Inputs);
        Add($"{track}R_{gate}", "w.weight_hh" + suffix, index * size.Hidden * size.Output, size.Hidden * size.Output);
        if (!Flag("bias"))
            return;
        var at = index * size.Hidden;
        if (kind == "gru" && gate == 'n')
        {
            Add(track + "b_n", "w.bias_ih" + suffix, at, size.Hidden);
            Add(track + "bR_n", "w.bias_hh" + suffix, at, size.Hidden);
            return;
        }

        var (first, second) = (Tensors["w.bias_ih" + suffix, at, size.Hidden], Tensors["w.bias_hh" + suffix, at, size.Hidden]);
        Parameters.Add(($"{track}b_{gate}", [.. first.Zip(second, (a, b) => a + b)]));
        Gradients.Add(($"{track}b_{gate}", Tensors["f64.d.w.bias_ih" + suffix, at, size.Hidden]));
    }

    private void Add(string parameter, string tensor, int at, int count)
    {
        Parameters.Add((parameter, Tensors[tensor, at, count]));
        Gradients.Add((parameter, Tensors["f64.d." + tensor, at, count]));
    }

    private void Cell(string cell)
    {
        var track = cell.StartsWith("gru", StringComparison.Ordinal) ? "gru" : "lstm";
        var layers = Integer("layers");
        for (var l = 0; l < layers; l++)
        {
            var (index, name) = (l, $"{track}{l}.");
            foreach (var parameter in Config.GetProperty("params").EnumerateObject().Select(parameter => parameter.Name))
            {
                // The reference calls the candidate of an LSTM z, as Greff et al. do; a peephole is the only parameter that starts with p.
                var parts = parameter.Split('_').Select((part, k) => k > 0 && track == "lstm" && part == "z" ? "g" : part);
                var (ours, theirs) = (name + string.Join('_', parts), $"w.l{index}.{parameter}");
                Parameters.Add((ours, Tensors[theirs]));
                Gradients.Add((ours, Tensors["f64.d." + theirs]));
            }

            foreach (var state in Config.GetProperty("states").EnumerateArray().Select(state => state.GetString()!))
            {
                InitialStates.Add((name + state, prefix => Tensors[$"{prefix}l{index}.{state}0"]));
                FinalStates.Add((name + state, prefix => Tensors[$"{prefix}l{index}.{state}n"]));
            }
        }
    }
}
