using System.Text.Json;
using Unrolled.Compiler.Specs;

namespace Unrolled.EndToEnd.Tests.Support;

/// <summary>The models that reference files describe.</summary>
internal static class ReferenceSpecs
{
    /// <summary>The model of a case of <c>golden</c>.</summary>
    /// <param name="config">The file's description of it.</param>
    public static ModelSpec Golden(JsonElement config)
    {
        var layer = config.TryGetProperty("module", out var module) ? Torch(module.GetString()!, config) : Cell(config);
        return Specs.Features(Integer(config, "input"), [.. Enumerable.Repeat(layer, Integer(config, "layers"))]);
    }

    /// <summary>The model of a trajectory.</summary>
    /// <param name="config">The file's description of it.</param>
    public static ModelSpec Trajectory(JsonElement config)
    {
        var hidden = Integer(config, "hidden");
        var layer = config.GetProperty("cell").GetString() switch
        {
            "RNN" => Specs.Rnn(hidden),
            "LSTM" => Specs.Lstm(hidden),
            _ => Specs.Gru(hidden),
        };
        var layers = config.GetProperty("rnn_kwargs").TryGetProperty("num_layers", out var number) ? number.GetInt32() : 1;
        return Specs.Features(Integer(config, "input"), [.. Enumerable.Repeat(layer, layers), Specs.Dense(Integer(config, "outputs"))]);
    }

    private static LayerSpec Torch(string module, JsonElement config)
    {
        var (hidden, projection) = (Integer(config, "hidden"), Integer(config, "proj"));
        var options = new List<(string, double)>();
        if (config.GetProperty("nonlinearity").GetString() == "relu")
            options.Add(("Activation", (int)Activation.Relu));
        if (projection > 0)
            options.Add(("Projection", projection));
        if (Flag(config, "bidirectional"))
            options.Add(("Direction", (int)Direction.Both));
        if (!Flag(config, "bias"))
            options.Add(("Bias", 0));
        return module.Split('.')[^1] switch
        {
            "RNN" => Specs.Rnn(hidden, [.. options]),
            "LSTM" => Specs.Lstm(hidden, [.. options]),
            _ => Specs.Gru(hidden, [.. options]),
        };
    }

    private static LayerSpec Cell(JsonElement config)
    {
        var (cell, h) = (config.GetProperty("cell").GetString()!, Integer(config, "hidden"));
        (string, double) all = ("Peepholes", (int)Peepholes.All);
        return cell switch
        {
            "lstm_peephole" => Specs.Lstm(h, all),
            "odyssey_NIG" => Specs.Lstm(h, all, ("Without", (int)Gates.Input)),
            "odyssey_NFG" => Specs.Lstm(h, all, ("Without", (int)Gates.Forget)),
            "odyssey_NOG" => Specs.Lstm(h, all, ("Without", (int)Gates.Output)),
            "odyssey_NIAF" => Specs.Lstm(h, all, ("InputActivation", (int)Activation.Identity)),
            "odyssey_NOAF" => Specs.Lstm(h, all, ("OutputActivation", (int)Activation.Identity)),
            "odyssey_NP" => Specs.Lstm(h),
            "odyssey_CIFG" => Specs.Lstm(h, all, ("Coupling", (int)Coupling.ForgetFromInput)),
            "odyssey_FGR" => Specs.Lstm(h, all, ("FullGateRecurrence", 1)),
            "lstm_coupled" => Specs.Lstm(h, ("Coupling", (int)Coupling.ForgetFromInput)),
            "lstm_1997_no_forget" => Specs.Lstm(h, ("Without", (int)Gates.Forget)),
            "gru_reset_before" => Specs.Gru(h, ("Reset", (int)Reset.Before)),
            "gru_reset_after" => Specs.Gru(h),
            _ => throw new InvalidDataException($"{cell} is no built-in cell."),
        };
    }

    private static int Integer(JsonElement config, string name) =>
        config.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetInt32() : 0;

    private static bool Flag(JsonElement config, string name) => config.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;
}
