using System.ComponentModel;

namespace Unrolled.CompilerServices;

/// <summary>How the random numbers of a mask in a recurrent layer are drawn.</summary>
/// <param name="layer">The layer's index.</param>
/// <param name="mask">The mask's number in its layer, from 1.</param>
/// <param name="reversed">Whether the layer runs from the last step to the first.</param>
/// <param name="rate">The probability of <paramref name="dropped"/>, from 0 to below 1.</param>
/// <param name="dropped">What a number is with that probability.</param>
/// <param name="kept">What it is otherwise.</param>
/// <param name="expectation">What it is in a pass that does not train.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct MaskDraw(int layer, int mask, bool reversed, double rate, double dropped, double kept, double expectation)
{
    private const int LayerBits = 16;

    /// <summary>Hashes below this give <see cref="Dropped"/>.</summary>
    internal uint Threshold { get; } = CounterHash.Threshold(rate);

    internal float Dropped { get; } = (float)dropped;

    internal float Kept { get; } = (float)kept;

    internal float Expectation { get; } = (float)expectation;

    /// <summary>Tells the masks of a model apart, those of both directions too; that of a dropout layer is the layer's index.</summary>
    internal int Stream { get; } = layer | (((2 * mask) + (reversed ? 1 : 0)) << LayerBits);
}
