namespace Unrolled;

/// <summary>A custom recurrent cell, defined by its equations.</summary>
/// <remarks>
/// Parameters are named after the variables in the equations (<c>cell0.W_f</c>; see <see cref="Equations"/>), states after the parameters of <c>Step</c>
/// (<c>cell0.h</c>).
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
