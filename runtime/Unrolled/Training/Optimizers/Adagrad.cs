using System.Runtime.CompilerServices;

namespace Unrolled;

/// <summary>
/// Adagrad (Duchi et al. 2011). Each update equals that of <c>torch.optim.Adagrad</c> without a decay of the rate. The gradient is divided by
/// <c>√s + epsilon</c>, with <c>s</c> the sum of all squared gradients so far.
/// </summary>
public sealed class Adagrad : Optimizer
{
    private static readonly string[] Names = ["sum"];

    private readonly double _epsilon;
    private readonly double _weightDecay;

    /// <summary>Creates the optimiser.</summary>
    /// <param name="learningRate">Size of an update.</param>
    /// <param name="epsilon">Added to the root; greater than 0.</param>
    /// <param name="weightDecay">L2 penalty: this times the parameter is added to its gradient.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public Adagrad(float learningRate = 0.01f, float epsilon = 1e-10f, float weightDecay = 0)
        : base(learningRate)
    {
        _epsilon = Setting.Positive(epsilon, nameof(epsilon));
        _weightDecay = Setting.NotNegative(weightDecay, nameof(weightDecay));
        Epsilon = epsilon;
        WeightDecay = weightDecay;
    }

    /// <summary>Added to the root.</summary>
    public float Epsilon { get; }

    /// <summary>L2 penalty.</summary>
    public float WeightDecay { get; }

    /// <inheritdoc/>
    public override string ToString() => Describe((nameof(Epsilon), Epsilon), (nameof(WeightDecay), WeightDecay));

    /// <inheritdoc/>
    public override IReadOnlyList<string> Moments => Names;

    /// <inheritdoc/>
    public override void Update(in ParameterUpdate update) =>
        update.Apply(new Rule((float)update.LearningRate, (float)_epsilon, update.WeightDecay ? (float)_weightDecay : 0));

    private readonly struct Rule(float rate, float epsilon, float decay) : IUpdateRule
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Next<V>(V value, V gradient, Moments<V> moments) where V : struct, IVector<V>
        {
            V g = V.MultiplyAdd(V.Broadcast(decay), value, gradient);
            V sum = V.MultiplyAdd(g, g, moments[0]);
            moments[0] = sum;
            return V.NegativeMultiplyAdd(V.Broadcast(rate), g / (V.Sqrt(sum) + V.Broadcast(epsilon)), value);
        }
    }
}
