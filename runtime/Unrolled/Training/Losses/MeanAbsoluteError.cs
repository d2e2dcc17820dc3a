using System.Runtime.CompilerServices;
using Unrolled.CompilerServices;

namespace Unrolled;

/// <summary>|y − t|, derivative the sign of y − t, 0 at 0.</summary>
internal sealed class MeanAbsoluteError : IRowLoss
{
    public double Evaluate(in LossBatch batch) => ElementLoss.Evaluate(batch, default(Rule));

    private readonly struct Rule : IElementLoss
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Evaluate<V>(V output, V target, out V gradient) where V : struct, ISimd<V>
        {
            V d = output - target;
            V one = V.Broadcast(1);
            gradient = V.And(V.GreaterThan(d, V.Zero), one) - V.And(V.GreaterThan(V.Zero, d), one);
            return V.Abs(d);
        }
    }
}
