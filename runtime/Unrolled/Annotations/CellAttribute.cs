namespace Unrolled;

/// <summary>A recurrent layer of one's own: its equations are enough.</summary>
/// <remarks>
/// Parameters have the names of the variables in the equations (<c>cell0.W_f</c>; see <see cref="Equations"/>), states those of <c>Step</c>'s parameters (<c>cell0.h</c>).
/// The output is [hidden].
/// <code>
/// [Model(Inputs = 8)]
/// [Cell&lt;MinimalGatedUnit&gt;(32)]
/// [Dense(1)]
/// public partial class Forecaster;
/// </code>
/// </remarks>
/// <typeparam name="TEquations">The class with the equations.</typeparam>
/// <param name="hidden">Hidden units, at least 1: the length of every state and of the output.</param>
public sealed class CellAttribute<TEquations>(int hidden) : RecurrentLayerAttribute
    where TEquations : ICellEquations
{
    /// <summary>Hidden units: the length of every state and of the output.</summary>
    public int Hidden { get; } = hidden;
}
