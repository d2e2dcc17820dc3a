namespace Unrolled;

/// <summary>A layer with a state: its output at step t depends on the steps before it (or after it, if it runs backward).</summary>
public abstract class RecurrentLayerAttribute : LayerAttribute
{
    /// <summary>
    /// The order in which the layer reads a sequence. <see cref="Direction.Both"/> doubles the layer's outputs;
    /// a model with <see cref="Direction.Backward"/> or <see cref="Direction.Both"/> cannot run one step at a time.
    /// </summary>
    public Direction Direction { get; set; } = Direction.Forward;

    /// <summary>
    /// Whether the layer gives its output at every step, or only the final one at the last step of each sequence and 0 at all others: for one answer a
    /// sequence, above all with <see cref="Direction.Both"/>, whose backward half has read a single step where the sequence ends.
    /// </summary>
    /// <remarks>
    /// In a pass over a tape the last step is that of <see cref="Tape{TModel}.Lengths"/>, except for sequences that go on on another tape
    /// (<see cref="Tape{TModel}.Continues"/>). <c>Run</c> of a model with a backward direction takes whole sequences. <c>Step</c>, and <c>Run</c> of a model
    /// that reads forward, cannot know what follows: they give the output of every step as if it were the last.
    /// </remarks>
    public Returns Returns { get; set; } = Returns.Sequence;

    /// <summary>Whether each gate has a bias vector <c>b</c>.</summary>
    public bool Bias { get; set; } = true;

    /// <summary>
    /// Layer normalisation: each gate's whole pre-activation a (peepholes and full gate recurrence included) becomes gain·(a − mean(a)) / √(variance(a) +
    /// 1e-5) + shift over the hidden units,
    /// with the biased variance, parameters <c>gain_g</c> and <c>shift_g</c> [hidden] for a gate g, and no <c>b_g</c>. An LSTM also normalises its cell
    /// state before the output activation
    /// (<c>gain_c</c>, <c>shift_c</c>); its forget gate's shift starts at <see cref="LstmAttribute.ForgetBias"/>. J. L. Ba, J. R. Kiros and G. E. Hinton,
    /// Layer normalization, 2016.
    /// </summary>
    public bool Normalize { get; set; }

    /// <summary>
    /// Whether the initial states are learned: parameters <c>h0</c>, <c>c0</c>, … [length of the state], initially zero, used where no state was set.
    /// </summary>
    public bool LearnInitialState { get; set; }

    /// <summary>
    /// Recurrent dropout: the fraction of each state that the recurrent matrices do not see, from 0 to below 1; what they see is divided by 1 − rate. Each
    /// sequence has one mask for all of its steps. In training only, seeded like <see cref="DropoutAttribute"/>. A typical rate is 0.25.
    /// Y. Gal and Z. Ghahramani, A Theoretically Grounded Application of Dropout in Recurrent Neural Networks, 2016.
    /// </summary>
    public double RecurrentDropout { get; set; }

    /// <summary>
    /// Zoneout: the probability that a unit of a state keeps its old value at a step, from 0 to below 1, drawn for each state, unit and step. Outside
    /// training a state becomes z·old + (1 − z)·new. Seeded like <see cref="DropoutAttribute"/>. A typical rate is 0.05 to 0.15.
    /// D. Krueger et al., Zoneout: Regularizing RNNs by Randomly Preserving Hidden Activations, 2017.
    /// </summary>
    public double Zoneout { get; set; }
}
