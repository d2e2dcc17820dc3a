using System.Runtime.CompilerServices;

namespace Unrolled;

/// <summary>
/// Adam (Kingma and Ba 2015; amsgrad: Reddi et al. 2018). Each update equals that of <c>torch.optim.Adam</c>. Weight decay is an L2 penalty here;
/// <see cref="AdamW"/> has decoupled weight decay.
/// </summary>
public sealed class Adam : Optimizer
{
    private readonly AdamSettings _settings;

    /// <summary>Creates the optimiser.</summary>
    /// <param name="learningRate">Size of an update.</param>
    /// <param name="beta1">Decay rate of the average gradient, in [0, 1).</param>
    /// <param name="beta2">Decay rate of the average squared gradient, in [0, 1).</param>
    /// <param name="epsilon">Added to the root; greater than 0.</param>
    /// <param name="weightDecay">L2 penalty: this times the parameter is added to its gradient.</param>
    /// <param name="amsgrad">Whether to divide by the root of the largest average squared gradient so far.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public Adam(float learningRate = 1e-3f, float beta1 = 0.9f, float beta2 = 0.999f, float epsilon = 1e-8f, float weightDecay = 0, bool amsgrad = false)
        : base(learningRate) => _settings = new AdamSettings(beta1, beta2, epsilon, weightDecay, amsgrad);

    /// <summary>Decay rate of the average gradient.</summary>
    public float Beta1 => _settings.Beta1;

    /// <summary>Decay rate of the average squared gradient.</summary>
    public float Beta2 => _settings.Beta2;

    /// <summary>Added to the root.</summary>
    public float Epsilon => _settings.Epsilon;

    /// <summary>L2 penalty.</summary>
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
    public override void Update(in ParameterUpdate update) => _settings.Update(update, decoupled: false);
}

/// <summary>The common code of <see cref="Adam"/> and <see cref="AdamW"/>, which differ in their weight decay.</summary>
internal sealed class AdamSettings
{
    private readonly double _beta1;
    private readonly double _beta2;
    private readonly double _epsilon;
    private readonly double _weightDecay;

    public AdamSettings(float beta1, float beta2, float epsilon, float weightDecay, bool amsgrad)
    {
        _beta1 = Setting.Decay(beta1, nameof(beta1));
        _beta2 = Setting.Decay(beta2, nameof(beta2));
        _epsilon = Setting.Positive(epsilon, nameof(epsilon));
        _weightDecay = Setting.NotNegative(weightDecay, nameof(weightDecay));
        (Beta1, Beta2, Epsilon, WeightDecay, Amsgrad) = (beta1, beta2, epsilon, weightDecay, amsgrad);
        Moments = amsgrad ? ["average", "square", "largest"] : ["average", "square"];
    }

    public float Beta1 { get; }

    public float Beta2 { get; }

    public float Epsilon { get; }

    public float WeightDecay { get; }

    public bool Amsgrad { get; }

    public string[] Moments { get; }

    public void Update(in ParameterUpdate update, bool decoupled)
    {
        double decay = update.WeightDecay ? _weightDecay : 0;
        double correction1 = 1 - Math.Pow(_beta1, update.Count);
        double correction2 = 1 - Math.Pow(_beta2, update.Count);
        update.Apply(new Rule(
            stepSize: (float)(update.LearningRate / correction1),
            rootScale: (float)(1 / Math.Sqrt(correction2)),
            beta1: (float)_beta1, rest1: (float)(1 - _beta1), beta2: (float)_beta2, rest2: (float)(1 - _beta2), epsilon: (float)_epsilon,
            penalty: decoupled ? 0 : (float)decay,
            keep: decoupled ? (float)(1 - update.LearningRate * decay) : 1,
            Amsgrad));
    }

    private readonly struct Rule(float stepSize, float rootScale, float beta1, float rest1, float beta2, float rest2, float epsilon, float penalty, float keep,
        bool amsgrad) : IUpdateRule
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Next<V>(V value, V gradient, Moments<V> moments) where V : struct, IVector<V>
        {
            V g = V.MultiplyAdd(V.Broadcast(penalty), value, gradient);
            V average = V.MultiplyAdd(V.Broadcast(beta1), moments[0], V.Broadcast(rest1) * g);
            V square = V.MultiplyAdd(V.Broadcast(beta2), moments[1], V.Broadcast(rest2) * (g * g));
            moments[0] = average;
            moments[1] = square;
            if (amsgrad)
            {
                square = V.Max(moments[2], square);
                moments[2] = square;
            }

            V root = V.MultiplyAdd(V.Sqrt(square), V.Broadcast(rootScale), V.Broadcast(epsilon));
            return V.NegativeMultiplyAdd(V.Broadcast(stepSize), average / root, value * V.Broadcast(keep));
        }
    }
}
