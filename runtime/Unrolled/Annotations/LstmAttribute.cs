namespace Unrolled;

/// <summary>
/// A long short-term memory layer:
/// i = σ(W_i x + R_i h + p_i∘c + b_i), f = σ(W_f x + R_f h + p_f∘c + b_f), g = act_in(W_g x + R_g h + b_g),
/// c' = f∘c + i∘g, o = σ(W_o x + R_o h + p_o∘c' + b_o), h' = o∘act_out(c').
/// </summary>
/// <remarks>
/// Parameters per gate: <c>W</c> [hidden, inputs], <c>R</c> [hidden, hidden], <c>b</c> [hidden] and, with a peephole, <c>p</c> [hidden];
/// states <c>h</c> and <c>c</c>; output h'. Without options it is the LSTM of PyTorch and cuDNN, with the two biases of each gate added up.
/// S. Hochreiter and J. Schmidhuber, Long short-term memory, Neural Computation 9, 1997 (no forget gate: <c>Without = Gates.Forget</c>);
/// F. Gers, J. Schmidhuber and F. Cummins, Learning to forget, Neural Computation 12, 2000;
/// the variants as in K. Greff et al., LSTM: a search space odyssey, IEEE TNNLS 28, 2017.
/// </remarks>
/// <param name="hidden">Hidden units, at least 1: the length of c, and of h and the output unless <see cref="Projection"/> is set.</param>
public sealed class LstmAttribute(int hidden) : RecurrentLayerAttribute
{
    /// <summary>Hidden units: the length of c.</summary>
    public int Hidden { get; } = hidden;

    /// <summary>
    /// Gates that see the cell state, element by element. The input and forget gates see c of the previous step, and the output gate sees the new c.
    /// F. Gers and J. Schmidhuber, Recurrent nets that time and count, IJCNN 2000.
    /// </summary>
    public Peepholes Peepholes { get; set; } = Peepholes.None;

    /// <summary>Whether the input gate or the forget gate is computed from the other one.</summary>
    public Coupling Coupling { get; set; } = Coupling.None;

    /// <summary>Gates that are left out: such a gate is 1 at every step and has no parameters.</summary>
    public Gates Without { get; set; } = Gates.None;

    /// <summary>act_in, the activation of the candidate g: <see cref="Activation.Tanh"/> or <see cref="Activation.Identity"/>.</summary>
    public Activation InputActivation { get; set; } = Activation.Tanh;

    /// <summary>act_out, the activation of the cell state before the output gate: <see cref="Activation.Tanh"/> or <see cref="Activation.Identity"/>.</summary>
    public Activation OutputActivation { get; set; } = Activation.Tanh;

    /// <summary>
    /// Whether each gate also sees all gates of the previous step, through matrices such as <c>R_f_i</c> [hidden, hidden] (from gate f into gate i).
    /// Missing and coupled gates take no part. The states are then h, c, i, f and o.
    /// </summary>
    public bool FullGateRecurrence { get; set; }

    /// <summary>
    /// Length of the projected h, or 0 for no projection: h' = P (o∘act_out(c')), with <c>P</c> [projection, hidden] and <c>R</c> [hidden, projection].
    /// H. Sak, A. Senior and F. Beaufays, Long short-term memory recurrent neural network architectures for large scale acoustic modeling, Interspeech 2014.
    /// </summary>
    public int Projection { get; set; }

    /// <summary>
    /// Initial value of b_f. If the forget gate is coupled to the input gate, it is the negative of the initial value of b_i. At 1, a new network remembers:
    /// R. Jozefowicz, W. Zaremba and I. Sutskever, An empirical exploration of recurrent network architectures, ICML 2015.
    /// </summary>
    public double ForgetBias { get; set; } = 1;
}
