namespace Unrolled;

/// <summary>
/// A recurrent cell written as equations: the class has one method <c>public static … Step(Vec x, Vec h, …)</c>, in the vocabulary of <see cref="Equations"/>.
/// </summary>
/// <remarks>
/// The parameters of <c>Step</c> after x are the states, each [hidden] and zero at the start. It returns the next states: one <see cref="Vec"/> where there is one state,
/// else a tuple whose elements have, in the method's type, the states' names. The first is the output, unless an element is named <c>y</c>, which is then the output and no state.
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
