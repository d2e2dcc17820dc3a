using System.ComponentModel;

namespace Unrolled.CompilerServices;

/// <summary>What the sums of a step start from. Methods that add up are written once, generic over it; the compiler of machine code specialises
/// them.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface IStart
{
    /// <summary>Whether the products with the input are there.</summary>
    static abstract bool HasInput { get; }
}

/// <summary>The biases: all products are still to be added.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct FromBiases : IStart
{
    /// <inheritdoc/>
    public static bool HasInput => false;
}

/// <summary>What a run has left in memory: the biases, plus the products with the input, which it computes for all its steps at once.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct FromInput : IStart
{
    /// <inheritdoc/>
    public static bool HasInput => true;
}
