using Unrolled.Declarations;

namespace Unrolled.Formats.Keras;

/// <summary>Recurrent layers whose activations no attribute has, as equations. Their parameters have the names of the layers that they vary.</summary>
internal static class KerasCells
{
    /// <summary>The bias inside the product of the reset gate.</summary>
    public const string CandidateBias = "b_nh";

    public static EquationsLayer Lstm(int units, KerasActivation gates, KerasActivation activation, bool hasBias)
    {
        string affine = $"{Affine(hasBias)}(x, h)";
        string summary = $"A long short-term memory with {gates.Name} gates and the activation {activation.Name}, as in Keras.";
        return Layer(units, summary, hasBias, [gates, activation],
            "public static (Vec h, Vec c) Step(Vec x, Vec h, Vec c)",
            $"var i = {gates.Of(affine)};",
            $"var f = {gates.Of(affine)};",
            $"var g = {activation.Of(affine)};",
            "c = f * c + i * g;",
            $"var o = {gates.Of(affine)};",
            $"return (o * {activation.Of("c")}, c);");
    }

    public static EquationsLayer Gru(int units, KerasActivation gates, KerasActivation activation, bool hasBias, bool resetAfter)
    {
        string affine = Affine(hasBias);
        string candidate = !resetAfter
            ? $"{affine}(x, r * h)"
            : hasBias ? "Affine(x) + r * (Linear(h) + Bias(name: \"nh\"))" : "Linear(x) + r * Linear(h)";
        string summary = $"A gated recurrent unit with {gates.Name} gates and the candidate activation {activation.Name}, as in Keras.";
        return Layer(units, summary, hasBias, [gates, activation],
            "public static Vec Step(Vec x, Vec h)",
            $"var z = {gates.Of($"{affine}(x, h)")};",
            $"var r = {gates.Of($"{affine}(x, h)")};",
            $"var n = {activation.Of(candidate)};",
            "return z * h + (1 - z) * n;");
    }

    /// <summary>A dense layer: no state is used.</summary>
    public static EquationsLayer Dense(int units, KerasActivation activation, bool hasBias) =>
        Layer(units, $"A dense layer with the activation {activation.Name}, as in Keras: its state takes no part.", hasBias, [activation],
            "public static (Vec y, Vec h) Step(Vec x, Vec h)",
            $"var y = {activation.Of($"{Affine(hasBias)}(x)")};",
            "return (y, h);");

    public static EquationsLayer Rnn(int units, KerasActivation activation, bool hasBias) =>
        Layer(units, $"A simple recurrent layer with the activation {activation.Name}, as in Keras.", hasBias, [activation],
            "public static Vec Step(Vec x, Vec h)",
            $"return {activation.Of($"{Affine(hasBias)}(x, h)")};");

    private static string Affine(bool hasBias) => hasBias ? "Affine" : "Linear";

    private static EquationsLayer Layer(int units, string summary, bool hasBias, KerasActivation[] activations, string head, params string[] body)
    {
        string text = $"{head}\n{{\n{string.Concat(body.Select(line => $"    {line}\n"))}}}\n";
        foreach (string helper in activations.Select(activation => activation.Helper).OfType<string>().Distinct(StringComparer.Ordinal))
            text += $"\n{helper}\n";
        return new EquationsLayer(units, text, summary) { Bias = hasBias };
    }
}
