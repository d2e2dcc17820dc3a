using System.Text;
using Unrolled.Declarations;

namespace Unrolled.Formats.Onnx;

/// <summary>Recurrent operators with other activations than the layers have, as the equations of a cell.</summary>
internal static class GateEquations
{
    public static EquationsLayer Rnn(int hidden, GateActivation f, bool hasBias) =>
        new(hidden, Lines("Vec Step(Vec x, Vec h)", $"var a = {Sum(hasBias, "h")};", $"return {f.Of("a")};"),
            $"A simple recurrent layer with the activation {f}.");

    public static EquationsLayer Gru(int hidden, GateActivation f, GateActivation g, bool hasBias, bool resetsAfter)
    {
        string candidate = !resetsAfter ? Sum(hasBias, "n", "r * h")
            : hasBias ? "Linear(x, name: \"n\") + Bias(name: \"n\") + r * (Linear(h, name: \"n\") + Bias(name: \"Rn\"))"
            : "Linear(x, name: \"n\") + r * Linear(h, name: \"n\")";
        return new(hidden,
            Lines("Vec Step(Vec x, Vec h)",
                $"var ar = {Sum(hasBias, "r")};", $"var az = {Sum(hasBias, "z")};", $"var r = {f.Of("ar")};", $"var z = {f.Of("az")};",
                $"var an = {candidate};", $"var n = {g.Of("an")};", "return (1 - z) * n + z * h;"),
            $"A gated recurrent unit with the activations {f}, {g}; the reset gate multiplies {(resetsAfter ? "the product" : "the state")}.");
    }

    /// <param name="hidden">Hidden units.</param>
    /// <param name="activations">Of the gates, the candidate and the cell state.</param>
    /// <param name="hasBias">Whether there are biases.</param>
    /// <param name="peepholes">Those that are there.</param>
    /// <param name="isCoupled">Whether the forget gate is 1 minus the input gate.</param>
    public static EquationsLayer Lstm(int hidden, GateActivation[] activations, bool hasBias, Peepholes peepholes, bool isCoupled)
    {
        var (f, g, h) = (activations[0], activations[1], activations[2]);
        string Gate(string gate, Peepholes peephole) =>
            $"var a{gate} = {Sum(hasBias, gate)}{((peepholes & peephole) != 0 ? $" + Scale(c, name: \"{gate}\")" : "")};";
        var lines = new List<string> { Gate("i", Peepholes.Input), $"var i = {f.Of("ai")};" };
        if (!isCoupled)
            lines.Add(Gate("f", Peepholes.Forget));
        lines.Add($"var f = {(isCoupled ? "1 - i" : f.Of("af"))};");
        lines.AddRange([$"var ag = {Sum(hasBias, "g")};", $"var g = {g.Of("ag")};", "c = f * c + i * g;", Gate("o", Peepholes.Output), $"var o = {f.Of("ao")};",
            $"var m = {h.Of("c")};", "return (o * m, c);"]);
        return new(hidden, Lines("(Vec h, Vec c) Step(Vec x, Vec h, Vec c)", [.. lines]), $"Long short-term memory with the activations {f}, {g}, {h}.");
    }

    private static string Sum(bool hasBias, string gate, string state = "h") => $"{(hasBias ? "Affine" : "Linear")}(x, {state}, name: \"{gate}\")";

    private static string Lines(string signature, params string[] lines)
    {
        var text = new StringBuilder($"public static {signature}\n{{\n");
        foreach (string line in lines)
            text.Append($"    {line}\n");
        return text.Append("}\n").ToString();
    }
}
