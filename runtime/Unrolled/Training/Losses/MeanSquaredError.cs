using System.Runtime.CompilerServices;
using Unrolled.CompilerServices;

namespace Unrolled;

/// <summary>(y − t)², derivative 2(y − t).</summary>
internal sealed class MeanSquaredError : IRowLoss
{
    public double Evaluate(in LossBatch batch) => ElementLoss.Evaluate(batch, default(Rule));

    private readonly struct Rule : IElementLoss
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Evaluate<V>(V output, V target, out V gradient) where V : struct, ISimd<V>
        {
            V d = output - target;
            gradient = d + d;
            return d * d;
        }
    }
}
