using System.Runtime.CompilerServices;
using Unrolled.CompilerServices;

namespace Unrolled;

/// <summary>max(y, 0) − y·t + log(1 + exp(−|y|)), derivative σ(y) − t: no overflow and no cancellation for logits of any size.</summary>
internal sealed class BinaryCrossEntropy : IRowLoss
{
    public double Evaluate(in LossBatch batch) => ElementLoss.Evaluate(batch, default(Rule));

    private readonly struct Rule : IElementLoss
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Evaluate<V>(V output, V target, out V gradient) where V : struct, ISimd<V>
        {
            gradient = VectorMath.Sigmoid(output) - target;
            return V.Max(output, V.Zero) - output * target + VectorMath.Softplus(-V.Abs(output));
        }
    }
}
