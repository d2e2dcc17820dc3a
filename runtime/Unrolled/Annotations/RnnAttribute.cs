namespace Unrolled;

/// <summary>A simple recurrent layer: h' = act(W_h x + R_h h + b_h).</summary>
/// <remarks>
/// Parameters <c>W_h</c> [hidden, inputs], <c>R_h</c> [hidden, hidden], <c>b_h</c> [hidden]; state <c>h</c>; output h'.
/// J. L. Elman, Finding structure in time, Cognitive Science 14, 1990.
/// </remarks>
/// <param name="hidden">Hidden units, at least 1: the length of h and of the output.</param>
public sealed class RnnAttribute(int hidden) : RecurrentLayerAttribute
{
    /// <summary>Hidden units: the length of h and of the output.</summary>
    public int Hidden { get; } = hidden;

    /// <summary>The activation act: <see cref="Activation.Tanh"/> or <see cref="Activation.Relu"/>.</summary>
    public Activation Activation { get; set; } = Activation.Tanh;
}
