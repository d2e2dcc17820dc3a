using System.Runtime.CompilerServices;
using Unrolled;

/// <summary>Lion (Chen et al. 2023): steps of one size, in the direction of a momentum's sign.</summary>
public sealed class Lion(float learningRate = 1e-4f, float beta1 = 0.9f, float beta2 = 0.99f, float weightDecay = 0)
    : Optimizer(learningRate)
{
    private static readonly string[] Names = ["average"];

    public override IReadOnlyList<string> Moments => Names;

    public override void Update(in ParameterUpdate update)
    {
        double decay = update.WeightDecay ? weightDecay : 0;
        update.Apply(new Rule((float)update.LearningRate, beta1, beta2, keep: (float)(1 - update.LearningRate * decay)));
    }

    private readonly struct Rule(float rate, float beta1, float beta2, float keep) : IUpdateRule
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Next<V>(V value, V gradient, Moments<V> moments) where V : struct, IVector<V>
        {
            V average = moments[0];
            V direction = V.Broadcast(beta1) * average + V.Broadcast(1 - beta1) * gradient;
            moments[0] = V.Broadcast(beta2) * average + V.Broadcast(1 - beta2) * gradient;
            V below = V.Select(V.GreaterThan(V.Zero, direction), V.Broadcast(-1), V.Zero);
            V sign = V.Select(V.GreaterThan(direction, V.Zero), V.Broadcast(1), below);
            return value * V.Broadcast(keep) - V.Broadcast(rate) * sign;
        }
    }
}
