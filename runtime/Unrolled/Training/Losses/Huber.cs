using System.Runtime.CompilerServices;
using Unrolled.CompilerServices;

namespace Unrolled;

/// <summary>With m = min(|d|, delta) and d = y − t, both branches are m·(|d| − ½m); the derivative is d, held within ±delta.</summary>
internal sealed class Huber(float delta) : IRowLoss
{
    private readonly float _delta = (float)Setting.Positive(delta, nameof(delta));

    public double Evaluate(in LossBatch batch) => ElementLoss.Evaluate(batch, new Rule(_delta));

    private readonly struct Rule(float delta) : IElementLoss
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Evaluate<V>(V output, V target, out V gradient) where V : struct, ISimd<V>
        {
            V d = output - target;
            V size = V.Abs(d);
            V near = V.Min(size, V.Broadcast(delta));
            gradient = V.Max(V.Min(d, V.Broadcast(delta)), V.Broadcast(-delta));
            return near * V.NegativeMultiplyAdd(V.Broadcast(0.5f), near, size);
        }
    }
}
