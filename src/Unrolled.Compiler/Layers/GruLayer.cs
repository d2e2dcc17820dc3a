using Unrolled.Compiler.Graph;

namespace Unrolled.Compiler.Layers;

/// <summary>
/// The gated recurrent unit: z decides how much of the old state stays, r how much of it the candidate n sees.
/// <code>
///            ┌──────────────(· z)────────────┐
///   h ───────┼──[r]──(·)──[n]──(· 1 - z)───(+)──┬── h
///            │         x ──┘                    │
///            └───────── one step later ─────────┘
/// </code>
/// K. Cho et al., Learning Phrase Representations using RNN Encoder-Decoder (2014): the reset gate multiplies h (<c>Reset.Before</c>).
/// The form that cuDNN and PyTorch compute lets it multiply R h + b instead (<c>Reset.After</c>).
/// </summary>
internal sealed class GruLayer : RecurrentLayer
{
    private static readonly ChoiceOption<Reset> ResetOption = new("Reset", Reset.After);

    public override string Source => "gated recurrent unit: K. Cho et al., Learning Phrase Representations using RNN Encoder-Decoder (2014)";

    protected override IReadOnlyList<Option> OwnOptions => [ResetOption];

    protected override CellGraph Write(Equations e, LayerOptions options)
    {
        var (x, h) = (e.X, e.State("h"));
        var r = e.Name("r", e.Sigmoid(e.Affine("r", x, h)));
        var z = e.Name("z", e.Sigmoid(e.Affine("z", x, h)));
        var n = e.Name("n", e.Tanh(options.Get(ResetOption) == Reset.After
            ? e.PreActivation("n", 0, [e.Product("n", x)], sum => sum + (r * e.Sum([e.Product("n", h)], e.Bias("bR_n", h.Node.Width))))
            : e.Affine("n", x, e.Name("rh", r * h))));
        var next = e.Name("h", ((1 - z) * n) + (z * h));
        return e.Finish(next, ("h", next));
    }
}
