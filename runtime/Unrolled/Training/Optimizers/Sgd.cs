using System.Runtime.CompilerServices;

namespace Unrolled;

/// <summary>
/// Stochastic gradient descent, plain, with momentum or with Nesterov's momentum (Sutskever et al. 2013). Each update equals that of <c>torch.optim.SGD</c>.
/// The momentum buffer is <c>m = momentum·m + g</c>. The step is <c>learningRate·m</c>, or <c>learningRate·(g + momentum·m)</c> with Nesterov's momentum.
/// </summary>
public sealed class Sgd : Optimizer
{
    private static readonly string[] NoMoments = [];
    private static readonly string[] OneMoment = ["momentum"];

    private readonly double _momentum;
    private readonly double _weightDecay;

    /// <summary>Creates the optimiser.</summary>
    /// <param name="learningRate">Size of an update.</param>
    /// <param name="momentum">The fraction of the previous step that is kept, in [0, 1); 0 for none.</param>
    /// <param name="nesterov">Whether to use Nesterov's momentum; needs a momentum.</param>
    /// <param name="weightDecay">L2 penalty: this times the parameter is added to its gradient.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    /// <exception cref="ArgumentException">Nesterov's momentum without a momentum.</exception>
    public Sgd(float learningRate, float momentum = 0, bool nesterov = false, float weightDecay = 0)
        : base(learningRate)
    {
        _momentum = Setting.Decay(momentum, nameof(momentum));
        _weightDecay = Setting.NotNegative(weightDecay, nameof(weightDecay));
        if (nesterov && momentum == 0)
            throw new ArgumentException("Nesterov's momentum needs a momentum greater than 0; it is 0.", nameof(nesterov));
        Momentum = momentum;
        Nesterov = nesterov;
        WeightDecay = weightDecay;
    }

    /// <summary>The fraction of the previous step that is kept.</summary>
    public float Momentum { get; }

    /// <summary>Whether the step looks ahead along the momentum.</summary>
    public bool Nesterov { get; }

    /// <summary>L2 penalty.</summary>
    public float WeightDecay { get; }

    /// <inheritdoc/>
    public override string ToString() => Describe((nameof(Momentum), Momentum), (nameof(Nesterov), Nesterov ? 1 : 0), (nameof(WeightDecay), WeightDecay));

    /// <inheritdoc/>
    public override IReadOnlyList<string> Moments => _momentum == 0 ? NoMoments : OneMoment;

    /// <inheritdoc/>
    public override void Update(in ParameterUpdate update)
    {
        float decay = update.WeightDecay ? (float)_weightDecay : 0;
        float rate = (float)update.LearningRate;
        if (_momentum == 0)
            update.Apply(new Plain(rate, decay));
        else
            update.Apply(new WithMomentum(rate, decay, (float)_momentum, Nesterov));
    }

    private readonly struct Plain(float rate, float decay) : IUpdateRule
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Next<V>(V value, V gradient, Moments<V> moments) where V : struct, IVector<V> =>
            V.NegativeMultiplyAdd(V.Broadcast(rate), V.MultiplyAdd(V.Broadcast(decay), value, gradient), value);
    }

    private readonly struct WithMomentum(float rate, float decay, float momentum, bool nesterov) : IUpdateRule
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Next<V>(V value, V gradient, Moments<V> moments) where V : struct, IVector<V>
        {
            V g = V.MultiplyAdd(V.Broadcast(decay), value, gradient);
            V m = V.MultiplyAdd(V.Broadcast(momentum), moments[0], g);
            moments[0] = m;
            V step = nesterov ? V.MultiplyAdd(V.Broadcast(momentum), m, g) : m;
            return V.NegativeMultiplyAdd(V.Broadcast(rate), step, value);
        }
    }
}
