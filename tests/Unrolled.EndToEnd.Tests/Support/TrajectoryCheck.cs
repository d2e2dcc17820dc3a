using System.Text.Json;

namespace Unrolled.EndToEnd.Tests.Support;

/// <summary>20 updates of an optimiser against PyTorch: losses, gradient norms and parameters.</summary>
internal static class TrajectoryCheck
{
    private const int Updates = 20;

    /// <param name="t">The file.</param>
    /// <param name="model">A model of its class; it is trained.</param>
    public static void Run(Tensors t, ModelHandle model)
    {
        var config = t.Config;
        int Integer(string key) => config.GetProperty(key).GetInt32();
        var (kind, inputs, hidden, outputs) = (config.GetProperty("cell").GetString()!, Integer("input"), Integer("hidden"), Integer("outputs"));
        var layers = config.GetProperty("rnn_kwargs").TryGetProperty("num_layers", out var number) ? number.GetInt32() : 1;
        var parameters = Parameters(kind.ToLowerInvariant(), layers, inputs, hidden, outputs).ToList();
        Assert.Equal(model.Parameters.Select(parameter => parameter.Name).Order(), parameters.Select(parameter => parameter.Ours).Order());
        foreach (var (ours, theirs, at, count) in parameters)
            model.Parameters[ours].Set(Tensors.Single(t["init." + theirs, at, count]));

        var loss = config.GetProperty("loss").GetString();
        var tape = model.NewTape(Integer("steps"), Integer("batch"));
        Tensors.Single(t["x"]).CopyTo(tape.Inputs);
        var target = t["target"];
        if (loss is "ce" or "cemask")
        {
            for (var i = 0; i < target.Length; i++)
            {
                tape.TargetClasses[i] = Math.Max(0, (int)target[i]);
                tape.Weights[i] = target[i] < 0 ? 0 : 1;
            }
        }
        else
        {
            Tensors.Single(target).CopyTo(tape.Targets);
        }

        var clip = config.GetProperty("clip_grad_norm");
        var trainer = model.NewTrainer(
            loss switch
            {
                "mse" => Loss.MeanSquaredError,
                "bce" => Loss.BinaryCrossEntropy,
                _ => Loss.SoftmaxCrossEntropy,
            },
            Optimizer(config.GetProperty("optimiser").GetString()!, config.GetProperty("optimiser_args")),
            clip.ValueKind == JsonValueKind.Number && clip.GetSingle() > 0 ? clip.GetSingle() : null);
        var (losses, norms) = (new float[Updates], new float[Updates]);
        for (var update = 0; update < Updates; update++)
        {
            losses[update] = (float)trainer.Step(tape);
            norms[update] = (float)trainer.GradientNorm;
            foreach (var (ours, theirs, at, count) in parameters.Where(_ => update == 0))
                Compare.Near(ours + " after 1", model.Parameters[ours].ToArray(), t["f64.after1." + theirs, at, count], 2e-5);
        }

        Compare.Near("loss", losses, t["f64.loss"], 1e-5);
        Compare.Near("gradient norm", norms, t["f64.grad_norm"], 2e-4);
        foreach (var (ours, theirs, at, count) in parameters)
            Compare.Near(ours + " after 20", model.Parameters[ours].ToArray(), t["f64.after20." + theirs, at, count], 2e-4);
    }

    private static IEnumerable<(string Ours, string Theirs, int At, int Count)> Parameters(string kind, int layers, int inputs, int hidden, int outputs)
    {
        var gates = kind switch
        {
            "rnn" => "h",
            "lstm" => "ifgo",
            _ => "rzn",
        };
        for (var layer = 0; layer < layers; layer++)
        {
            var below = layer == 0 ? inputs : hidden;
            for (var gate = 0; gate < gates.Length; gate++)
            {
                yield return ($"{kind}{layer}.W_{gates[gate]}", $"rnn.weight_ih_l{layer}", gate * hidden * below, hidden * below);
                yield return ($"{kind}{layer}.R_{gates[gate]}", $"rnn.weight_hh_l{layer}", gate * hidden * hidden, hidden * hidden);
                yield return ($"{kind}{layer}.b_{gates[gate]}", $"rnn.bias_ih_l{layer}", gate * hidden, hidden);
            }

            if (kind == "gru")
                yield return ($"gru{layer}.bR_n", $"rnn.bias_hh_l{layer}", 2 * hidden, hidden);
        }

        yield return ($"dense{layers}.W", "out.weight", 0, outputs * hidden);
        yield return ($"dense{layers}.b", "out.bias", 0, outputs);
    }

    private static Optimizer Optimizer(string name, JsonElement arguments)
    {
        float Number(string key, float otherwise = 0) => arguments.TryGetProperty(key, out var value) ? value.GetSingle() : otherwise;
        bool Flag(string key) => arguments.TryGetProperty(key, out var value) && value.GetBoolean();
        float Beta(int index, float otherwise) => arguments.TryGetProperty("betas", out var betas) ? betas[index].GetSingle() : otherwise;
        var (rate, decay) = (Number("lr"), Number("weight_decay"));
        return name.Split('_')[0] switch
        {
            "sgd" => new Sgd(rate, Number("momentum"), Flag("nesterov"), decay),
            "rmsprop" => new RmsProp(rate, Number("alpha", 0.99f), Number("eps", 1e-8f), Number("momentum"), Flag("centered"), decay),
            "adam" => new Adam(rate, Beta(0, 0.9f), Beta(1, 0.999f), Number("eps", 1e-8f), decay, Flag("amsgrad")),
            "adamw" => new AdamW(rate, Beta(0, 0.9f), Beta(1, 0.999f), Number("eps", 1e-8f), Number("weight_decay", 0.01f), Flag("amsgrad")),
            "adagrad" => new Adagrad(rate, Number("eps", 1e-10f), decay),
            "adadelta" => new Adadelta(rate, Number("rho", 0.9f), Number("eps", 1e-6f), decay),
            _ => throw new InvalidDataException($"{name} is no optimiser."),
        };
    }
}
