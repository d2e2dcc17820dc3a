namespace Unrolled;

/// <summary>
/// Adam with decoupled weight decay (Loshchilov and Hutter 2019). Each update equals that of <c>torch.optim.AdamW</c>. Before the step, parameters are
/// multiplied
/// by <c>1 − learningRate·weightDecay</c>, and the decay does not enter the moments.
/// </summary>
public sealed class AdamW : Optimizer
{
    private readonly AdamSettings _settings;

    /// <summary>Creates the optimiser.</summary>
    /// <param name="learningRate">Size of an update.</param>
    /// <param name="beta1">Decay rate of the average gradient, in [0, 1).</param>
    /// <param name="beta2">Decay rate of the average squared gradient, in [0, 1).</param>
    /// <param name="epsilon">Added to the root; greater than 0.</param>
    /// <param name="weightDecay">The fraction of a parameter, times the learning rate, that each update removes.</param>
    /// <param name="amsgrad">Whether to divide by the root of the largest average squared gradient so far.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public AdamW(float learningRate = 1e-3f, float beta1 = 0.9f, float beta2 = 0.999f, float epsilon = 1e-8f, float weightDecay = 0.01f, bool amsgrad = false)
        : base(learningRate) => _settings = new AdamSettings(beta1, beta2, epsilon, weightDecay, amsgrad);

    /// <summary>Decay rate of the average gradient.</summary>
    public float Beta1 => _settings.Beta1;

    /// <summary>Decay rate of the average squared gradient.</summary>
    public float Beta2 => _settings.Beta2;

    /// <summary>Added to the root.</summary>
    public float Epsilon => _settings.Epsilon;

    /// <summary>The fraction of a parameter, times the learning rate, that each update removes.</summary>
    public float WeightDecay => _settings.WeightDecay;

    /// <summary>Whether it divides by the root of the largest average squared gradient so far.</summary>
    public bool Amsgrad => _settings.Amsgrad;

    /// <inheritdoc/>
    public override string ToString() =>
        Describe((nameof(Beta1), Beta1), (nameof(Beta2), Beta2), (nameof(Epsilon), Epsilon), (nameof(WeightDecay), WeightDecay),
        (nameof(Amsgrad), Amsgrad ? 1 : 0));

    /// <inheritdoc/>
    public override IReadOnlyList<string> Moments => _settings.Moments;

    /// <inheritdoc/>
    public override void Update(in ParameterUpdate update) => _settings.Update(update, decoupled: true);
}
