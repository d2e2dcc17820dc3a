namespace Unrolled;

/// <summary>
/// A custom recurrent cell, written as equations: the class has one method <c>public static … Step(Vec x, Vec h, …)</c>, in the vocabulary of
/// <see cref="Equations"/>.
/// </summary>
/// <remarks>
/// The parameters of <c>Step</c> after x are the states, each [hidden] and zero at the start. It returns the next states: one <see cref="Vec"/> for one state,
/// otherwise a tuple whose return type names its elements after the states. The first element is the output. An element named <c>y</c> is the output
/// instead, and is not a state.
/// <code>
/// using static Unrolled.Equations;
///
/// public sealed class MinimalGatedUnit : ICellEquations
/// {
///     public static Vec Step(Vec x, Vec h)
///     {
///         var f = Sigmoid(Affine(x, h));
///         var n = Tanh(Affine(x, f * h));
///         return (1 - f) * h + f * n;
///     }
/// }
/// </code>
/// </remarks>
public interface ICellEquations
{
}
