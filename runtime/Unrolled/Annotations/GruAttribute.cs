namespace Unrolled;

/// <summary>
/// A gated recurrent unit layer: r = σ(W_r x + R_r h + b_r), z = σ(W_z x + R_z h + b_z),
/// n = tanh(W_n x + b_n + r∘(R_n h + bR_n)), h' = (1 − z)∘n + z∘h.
/// </summary>
/// <remarks>
/// Parameters per gate: <c>W</c> [hidden, inputs], <c>R</c> [hidden, hidden], <c>b</c> [hidden], and <c>bR_n</c> [hidden] with <see cref="Reset.After"/>;
/// state <c>h</c>; output h'. K. Cho et al., Learning phrase representations using RNN encoder-decoder, EMNLP 2014.
/// </remarks>
/// <param name="hidden">Hidden units, at least 1: the length of h and of the output.</param>
public sealed class GruAttribute(int hidden) : RecurrentLayerAttribute
{
    /// <summary>Hidden units: the length of h and of the output.</summary>
    public int Hidden { get; } = hidden;

    /// <summary>What the reset gate multiplies.</summary>
    public Reset Reset { get; set; } = Reset.After;
}
