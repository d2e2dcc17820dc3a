using System.Runtime.CompilerServices;

namespace Unrolled;

/// <summary>
/// Adadelta (Zeiler 2012). Each update equals that of <c>torch.optim.Adadelta</c>. The step is <c>g·√(d + epsilon) / √(s + epsilon)</c>, with <c>s</c> the
/// average
/// squared gradient and <c>d</c> the average squared step so far.
/// </summary>
public sealed class Adadelta : Optimizer
{
    private static readonly string[] Names = ["square", "squaredStep"];

    private readonly double _rho;
    private readonly double _epsilon;
    private readonly double _weightDecay;

    /// <summary>Creates the optimiser.</summary>
    /// <param name="learningRate">Scale of the step.</param>
    /// <param name="rho">Decay rate of both averages, in [0, 1).</param>
    /// <param name="epsilon">Added below both roots; greater than 0.</param>
    /// <param name="weightDecay">L2 penalty: this times the parameter is added to its gradient.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public Adadelta(float learningRate = 1, float rho = 0.9f, float epsilon = 1e-6f, float weightDecay = 0)
        : base(learningRate)
    {
        _rho = Setting.Decay(rho, nameof(rho));
        _epsilon = Setting.Positive(epsilon, nameof(epsilon));
        _weightDecay = Setting.NotNegative(weightDecay, nameof(weightDecay));
        Rho = rho;
        Epsilon = epsilon;
        WeightDecay = weightDecay;
    }

    /// <summary>Decay rate of both averages.</summary>
    public float Rho { get; }

    /// <summary>Added below both roots.</summary>
    public float Epsilon { get; }

    /// <summary>L2 penalty.</summary>
    public float WeightDecay { get; }

    /// <inheritdoc/>
    public override string ToString() => Describe((nameof(Rho), Rho), (nameof(Epsilon), Epsilon), (nameof(WeightDecay), WeightDecay));

    /// <inheritdoc/>
    public override IReadOnlyList<string> Moments => Names;

    /// <inheritdoc/>
    public override void Update(in ParameterUpdate update) =>
        update.Apply(new Rule((float)update.LearningRate, (float)_rho, (float)(1 - _rho), (float)_epsilon, update.WeightDecay ? (float)_weightDecay : 0));

    private readonly struct Rule(float rate, float rho, float rest, float epsilon, float decay) : IUpdateRule
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Next<V>(V value, V gradient, Moments<V> moments) where V : struct, IVector<V>
        {
            V g = V.MultiplyAdd(V.Broadcast(decay), value, gradient);
            V square = V.MultiplyAdd(V.Broadcast(rho), moments[0], V.Broadcast(rest) * (g * g));
            moments[0] = square;
            V step = V.Sqrt(moments[1] + V.Broadcast(epsilon)) / V.Sqrt(square + V.Broadcast(epsilon)) * g;
            moments[1] = V.MultiplyAdd(V.Broadcast(rho), moments[1], V.Broadcast(rest) * (step * step));
            return V.NegativeMultiplyAdd(V.Broadcast(rate), step, value);
        }
    }
}
