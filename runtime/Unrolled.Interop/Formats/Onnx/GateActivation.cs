using System.Globalization;

namespace Unrolled.Formats.Onnx;

/// <summary>An activation of a recurrent operator, with its numbers.</summary>
/// <param name="Name">ONNX's name.</param>
/// <param name="Alpha">Its first number, where it has one.</param>
/// <param name="Beta">Its second number, where it has one.</param>
internal sealed record GateActivation(string Name, double Alpha, double Beta)
{
    private static readonly string[] s_names = ["Sigmoid", "Tanh", "Relu", "HardSigmoid", "LeakyRelu", "Elu", "Affine", "ScaledTanh", "Softsign", "Softplus"];

    public bool IsSigmoid => Name == "Sigmoid";

    public bool IsTanh => Name == "Tanh";

    public bool IsRelu => Name == "Relu";

    public bool IsIdentity => this is { Name: "Affine", Alpha: 1, Beta: 0 };

    /// <summary>The activations of a node: its own, or the default ones. Numbers are taken in the order of the activations that have some.</summary>
    /// <param name="node">The node.</param>
    /// <param name="defaults">The names of one direction.</param>
    /// <param name="directions">1 or 2.</param>
    public static GateActivation[] Of(OnnxNode node, string[] defaults, int directions)
    {
        var names = node.Texts("activations");
        if (names.Count == 0)
            return [.. defaults.Select(name => new GateActivation(name, 0, 0))];
        if (names.Count != defaults.Length * directions)
            throw new Refusal($"has {names.Count} activations; expected {defaults.Length * directions}");
        var alphas = new Queue<float>(node.Singles("activation_alpha"));
        var betas = new Queue<float>(node.Singles("activation_beta"));
        GateActivation[] all = [.. names.Select(text =>
        {
            string name = Array.Find(s_names, known => known.Equals(text, StringComparison.OrdinalIgnoreCase))
                ?? throw new Refusal($"has the activation {text}; expected {string.Join(", ", s_names[..^1])} or {s_names[^1]}");
            var (alpha, beta) = name switch
            {
                "LeakyRelu" => ((float?)0.01f, (float?)null),
                "Elu" => (1f, null),
                "HardSigmoid" => (0.2f, 0.5f),
                "Affine" => (1f, 0f),
                "ScaledTanh" => (1f, 1f),
                _ => (null, null),
            };
            if (name == "ScaledTanh" && (alphas.Count == 0 || betas.Count == 0))
                throw new Refusal("has the activation ScaledTanh without its numbers");
            return new GateActivation(name, Take(alphas, alpha), Take(betas, beta));
        })];
        if (directions == 2 && !all.Take(defaults.Length).SequenceEqual(all.Skip(defaults.Length)))
            throw new Refusal("has other activations in one direction than in the other");
        return [.. all.Take(defaults.Length)];
    }

    /// <summary>The activation of a variable, in C#.</summary>
    public string Of(string v) => Name switch
    {
        "Sigmoid" => $"Sigmoid({v})",
        "Tanh" => $"Tanh({v})",
        "Relu" => $"Relu({v})",
        "Softplus" => $"Softplus({v})",
        "Softsign" => $"{v} / (1 + Abs({v}))",
        "LeakyRelu" => $"Relu({v}) - {Number(Alpha)} * Relu(-{v})",
        "Elu" => $"Relu({v}) + {Number(Alpha)} * (Exp(Min({v}, 0)) - 1)",
        "HardSigmoid" => $"Min(1, Max(0, {Number(Alpha)} * {v} + {Number(Beta)}))",
        "ScaledTanh" => $"{Number(Alpha)} * Tanh({Number(Beta)} * {v})",
        "Affine" when IsIdentity => v,
        _ => $"{Number(Alpha)} * {v} + {Number(Beta)}",
    };

    public override string ToString() => Name switch
    {
        "LeakyRelu" or "Elu" => $"{Name}({Number(Alpha)})",
        "HardSigmoid" or "ScaledTanh" or "Affine" => $"{Name}({Number(Alpha)}, {Number(Beta)})",
        _ => Name,
    };

    /// <summary>The shortest number that gives the same float.</summary>
    private static double Take(Queue<float> numbers, float? absent)
    {
        if (absent is not { } value)
            return 0;
        if (numbers.Count > 0)
            value = numbers.Dequeue();
        return float.IsFinite(value) ? double.Parse(value.ToString("R", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)
            : throw new Refusal($"has the number {value} for an activation");
    }

    private static string Number(double value)
    {
        string text = value.ToString("R", CultureInfo.InvariantCulture);
        return value < 0 ? $"({text})" : text;
    }
}
