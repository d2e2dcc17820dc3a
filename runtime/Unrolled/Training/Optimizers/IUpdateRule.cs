namespace Unrolled;

/// <summary>
/// The arithmetic of one update, for as many elements as a vector holds, with the numbers of the update as fields: a <c>struct</c> that
/// <see cref="ParameterUpdate.Apply"/> runs over all elements with the
/// widest vectors of the machine. Elements are independent of each other, and where value, gradient and moments are 0, all of them stay 0: the padding of
/// packed parameters is made of such elements.
/// </summary>
/// <example>
/// Gradient descent with momentum:
/// <code>
/// private readonly struct Rule(float rate, float momentum) : IUpdateRule
/// {
///     [MethodImpl(MethodImplOptions.AggressiveInlining)]
///     public V Next&lt;V&gt;(V value, V gradient, Moments&lt;V&gt; moments) where V : struct, IVector&lt;V&gt;
///     {
///         V m = V.MultiplyAdd(V.Broadcast(momentum), moments[0], gradient);     // momentum·m + g
///         moments[0] = m;
///         return V.NegativeMultiplyAdd(V.Broadcast(rate), m, value);            // p − rate·m
///     }
/// }
/// </code>
/// </example>
public interface IUpdateRule
{
    /// <summary>The parameters' next values; the moments are changed in place.</summary>
    /// <typeparam name="V">The vector type.</typeparam>
    /// <param name="value">The parameters.</param>
    /// <param name="gradient">Their gradients, clipped.</param>
    /// <param name="moments">What the optimiser remembers of them, in the order of <see cref="Optimizer.Moments"/>.</param>
    V Next<V>(V value, V gradient, Moments<V> moments) where V : struct, IVector<V>;
}
