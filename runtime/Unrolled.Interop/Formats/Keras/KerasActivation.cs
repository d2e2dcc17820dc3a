using System.Globalization;
using System.Text.Json;

namespace Unrolled.Formats.Keras;

/// <summary>An activation of Keras.</summary>
/// <param name="Name">Keras's name.</param>
/// <param name="BuiltIn">The one that layers of Unrolled have, or null.</param>
/// <param name="Function">What equations call, or null for none.</param>
/// <param name="Body">The expression of v in a method of its own, or null where <paramref name="Function"/> is of the vocabulary.</param>
internal sealed record KerasActivation(string Name, Activation? BuiltIn, string? Function, string? Body = null)
{
    public static readonly KerasActivation Linear = new("linear", Activation.Identity, null);
    public static readonly KerasActivation Tanh = new("tanh", Activation.Tanh, "Tanh");
    public static readonly KerasActivation Sigmoid = new("sigmoid", Activation.Sigmoid, "Sigmoid");
    public static readonly KerasActivation Relu = new("relu", Activation.Relu, "Relu");

    /// <summary>The method of <see cref="Body"/>; null where there is none.</summary>
    public string? Helper => Body is null ? null : $"private static Vec {Function}(Vec v) => {Body};";

    /// <summary>The call with an argument.</summary>
    public string Of(string argument) => Function is null ? argument : $"{Function}({argument})";

    /// <summary>Reads an option of a layer that names an activation.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="option">The option's name.</param>
    /// <param name="otherwise">What Keras takes where it is not said.</param>
    /// <param name="isKeras3">Which hard sigmoid is meant.</param>
    public static KerasActivation Read(KerasLayer layer, string option, KerasActivation otherwise, bool isKeras3)
    {
        if (!layer.Config.TryGetProperty(option, out var value))
            return otherwise;
        if (value.ValueKind == JsonValueKind.Null)
            return Linear;
        // A function may stand in an object: {"class_name": "function", "config": "relu"}.
        if (value.ValueKind == JsonValueKind.Object && value.TryGetProperty("config", out var config) && config.ValueKind == JsonValueKind.String)
            value = config;
        if (value.ValueKind == JsonValueKind.Object && value.TryGetProperty("class_name", out _))
            return OfLayer(layer.Inner(option)!, isKeras3) ?? throw Unknown(layer, option, layer.Inner(option)!.ClassName);
        return value.ValueKind == JsonValueKind.String
            ? Named(value.GetString()!, isKeras3) ?? throw Unknown(layer, option, value.GetString()!)
            : throw layer.Wrong(option, "a name", value);
    }

    /// <summary>The activation that a layer is, or null where the layer is no activation.</summary>
    public static KerasActivation? OfLayer(KerasLayer layer, bool isKeras3)
    {
        switch (layer.ClassName)
        {
            case "Activation":
                return Read(layer, "activation", Linear, isKeras3);
            case "ReLU":
                double slope = layer.Number("negative_slope", 0);
                if (layer.Number("threshold", 0) != 0 || slope is < 0 or >= 1)
                    throw layer.Error("expected no threshold and a negative_slope from 0 to 1.");
                string body = slope == 0 ? "Relu(v)" : Invariant($"Max(v, {slope} * v)");
                return layer.Has("max_value") ? new("relu", null, "Clipped", Invariant($"Min({layer.Number("max_value", 0)}, {body})")) : Leaky(slope);
            case "LeakyReLU":
                return Leaky(layer.Number("negative_slope", layer.Number("alpha", 0.3)));
            case "ELU":
                return Elu(layer.Number("alpha", 1));
            case "Softmax":
                throw Unknown(layer, "axis", "softmax");
            default:
                return null;
        }
    }

    private static KerasActivation? Named(string name, bool isKeras3) => name switch
    {
        "linear" => Linear,
        "tanh" => Tanh,
        "sigmoid" => Sigmoid,
        "relu" => Relu,
        "hard_sigmoid" => new(name, null, "HardSigmoid", isKeras3 ? "Max(0, Min(1, v / 6 + 0.5))" : "Max(0, Min(1, 0.2 * v + 0.5))"),
        "hard_silu" or "hard_swish" => new(name, null, "HardSilu", "v * Max(0, Min(1, v / 6 + 0.5))"),
        "hard_tanh" => new(name, null, "HardTanh", "Max(-1, Min(1, v))"),
        "relu6" => new(name, null, "Relu6", "Min(6, Relu(v))"),
        "leaky_relu" => Leaky(0.2),
        "elu" => Elu(1),
        "selu" => new(name, null, "Selu", "1.0507009873554805 * (Relu(v) + 1.6732632423543772 * (Exp(Min(v, 0)) - 1))"),
        "softplus" => new(name, null, "Softplus"),
        "softsign" => new(name, null, "Softsign", "v / (1 + Abs(v))"),
        "silu" or "swish" => new(name, null, "Silu", "v * Sigmoid(v)"),
        "mish" => new(name, null, "Mish", "v * Tanh(Softplus(v))"),
        "exponential" => new(name, null, "Exp"),
        "log_sigmoid" => new(name, null, "LogSigmoid", "-Softplus(-v)"),
        "tanh_shrink" => new(name, null, "TanhShrink", "v - Tanh(v)"),
        _ => null,
    };

    private static KerasActivation Leaky(double slope) =>
        slope == 0 ? Relu : new("leaky_relu", null, "LeakyRelu", Invariant($"{(slope > 1 ? "Min" : "Max")}(v, {slope} * v)"));

    private static KerasActivation Elu(double alpha) => new("elu", null, "Elu", Invariant($"Relu(v) + {alpha} * (Exp(Min(v, 0)) - 1)"));

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static ModelFileException Unknown(KerasLayer layer, string option, string name) => layer.Error(name is "softmax" or "log_softmax"
        ? $"it has {option} = {name}, and a layer of Unrolled gives the values before it. "
            + "Save the model with a linear last layer, and call Softmax.Of on its outputs."
        : $"it has {option} = {(name.Length <= 40 ? name : name[..40] + "…").ReplaceLineEndings(" ")}, which no layer and no equations of Unrolled have. "
            + "Train it with tanh, sigmoid, relu or linear.");
}
