using System.Runtime.CompilerServices;

namespace Unrolled;

/// <summary>
/// RMSprop (Tieleman and Hinton 2012; centered: Graves 2013). Each update equals that of <c>torch.optim.RMSprop</c>. The gradient is divided by
/// <c>√s + epsilon</c>, with <c>s = alpha·s + (1 − alpha)·g²</c>; if centered, by <c>√(s − a²) + epsilon</c>, with <c>a</c> the same average of <c>g</c>.
/// </summary>
public sealed class RmsProp : Optimizer
{
    private readonly double _alpha;
    private readonly double _epsilon;
    private readonly double _momentum;
    private readonly double _weightDecay;
    private readonly string[] _moments;

    /// <summary>Creates the optimiser.</summary>
    /// <param name="learningRate">Size of an update.</param>
    /// <param name="alpha">Decay rate of the average squared gradient, in [0, 1).</param>
    /// <param name="epsilon">Added to the root; greater than 0.</param>
    /// <param name="momentum">The fraction of the previous step that is kept, in [0, 1); 0 for none.</param>
    /// <param name="centered">Whether to divide by the standard deviation of the gradient instead of its root mean square.</param>
    /// <param name="weightDecay">L2 penalty: this times the parameter is added to its gradient.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public RmsProp(float learningRate = 0.01f, float alpha = 0.99f, float epsilon = 1e-8f, float momentum = 0, bool centered = false, float weightDecay = 0)
        : base(learningRate)
    {
        _alpha = Setting.Decay(alpha, nameof(alpha));
        _epsilon = Setting.Positive(epsilon, nameof(epsilon));
        _momentum = Setting.Decay(momentum, nameof(momentum));
        _weightDecay = Setting.NotNegative(weightDecay, nameof(weightDecay));
        Alpha = alpha;
        Epsilon = epsilon;
        Momentum = momentum;
        Centered = centered;
        WeightDecay = weightDecay;
        _moments = (centered, momentum != 0) switch
        {
            (false, false) => ["square"],
            (false, true) => ["square", "momentum"],
            (true, false) => ["square", "average"],
            (true, true) => ["square", "average", "momentum"],
        };
    }

    /// <summary>Decay rate of the average squared gradient.</summary>
    public float Alpha { get; }

    /// <summary>Added to the root.</summary>
    public float Epsilon { get; }

    /// <summary>The fraction of the previous step that is kept.</summary>
    public float Momentum { get; }

    /// <summary>Whether it divides by the standard deviation of the gradient.</summary>
    public bool Centered { get; }

    /// <summary>L2 penalty.</summary>
    public float WeightDecay { get; }

    /// <inheritdoc/>
    public override string ToString() =>
        Describe((nameof(Alpha), Alpha), (nameof(Epsilon), Epsilon), (nameof(Momentum), Momentum), (nameof(Centered), Centered ? 1 : 0),
        (nameof(WeightDecay), WeightDecay));

    /// <inheritdoc/>
    public override IReadOnlyList<string> Moments => _moments;

    /// <inheritdoc/>
    public override void Update(in ParameterUpdate update) =>
        update.Apply(new Rule(
            (float)update.LearningRate, (float)_alpha, (float)(1 - _alpha), (float)_epsilon, (float)_momentum,
            update.WeightDecay ? (float)_weightDecay : 0, Centered));

    private readonly struct Rule(float rate, float alpha, float rest, float epsilon, float momentum, float decay, bool centered) : IUpdateRule
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Next<V>(V value, V gradient, Moments<V> moments) where V : struct, IVector<V>
        {
            V g = V.MultiplyAdd(V.Broadcast(decay), value, gradient);
            V square = V.MultiplyAdd(V.Broadcast(alpha), moments[0], V.Broadcast(rest) * (g * g));
            moments[0] = square;
            if (centered)
            {
                V average = V.MultiplyAdd(V.Broadcast(alpha), moments[1], V.Broadcast(rest) * g);
                moments[1] = average;
                // A variance; rounding can take it below 0 where the gradient hardly changes.
                square = V.Max(V.NegativeMultiplyAdd(average, average, square), V.Zero);
            }

            V step = g / (V.Sqrt(square) + V.Broadcast(epsilon));
            if (momentum != 0)
            {
                ref V velocity = ref moments[centered ? 2 : 1];
                step = V.MultiplyAdd(V.Broadcast(momentum), velocity, step);
                velocity = step;
            }

            return V.NegativeMultiplyAdd(V.Broadcast(rate), step, value);
        }
    }
}
