using System.Globalization;
using Unrolled.Compiler.Graph;

namespace Unrolled.Compiler.Planning;

/// <summary>What lies at a place in a layer's memory.</summary>
internal enum PlacementKind
{
    /// <summary>The biases of a width, one a sum: <c>[block][slot][lane]</c>.</summary>
    Biases,

    /// <summary>The other learned vectors of a width: <c>[block][slot][lane]</c>.</summary>
    Vectors,

    /// <summary>The matrices of a panel: <c>[block][k][column][lane]</c>.</summary>
    Panel,

    /// <summary>The matrices of a panel, two weights a word: <c>[block][pair of k][column][lane]</c>.</summary>
    PackedPanel,

    /// <summary>The matrices of a panel, four weights a word: <c>[block][four of k][column][lane]</c>, and each block's offsets and scales.</summary>
    BytePanel,

    /// <summary>A learned initial state.</summary>
    InitialState,

    /// <summary>A buffer of a stream.</summary>
    Buffer,
}

/// <summary>A piece of a layer's memory.</summary>
/// <param name="Kind">What lies there.</param>
/// <param name="Width">Units, before padding.</param>
/// <param name="Slots">Elements a unit; 0 where the layer has none of the kind.</param>
/// <param name="Offset">Where it begins.</param>
internal sealed record Placement(PlacementKind Kind, int Width, long Slots, Length Offset)
{
    public Panel? Panel { get; init; }

    public Buffer? Buffer { get; init; }

    /// <summary>The learned initial state.</summary>
    public Parameter? State { get; init; }

    /// <summary>Where the next piece begins.</summary>
    public Length End => Offset.Plus(Width, Slots);

    /// <summary>For people: <c>panel R at 4×64 + 112×64: 256×64</c>.</summary>
    public override string ToString()
    {
        var name = Panel?.Name ?? Buffer?.Name ?? State?.Name;
        return $"{Kind.ToString().ToLowerInvariant()}{(name is null ? "" : " " + name)} at {Offset}: "
            + $"{Slots.ToString(CultureInfo.InvariantCulture)}×{Width.ToString(CultureInfo.InvariantCulture)}";
    }
}

/// <summary>A region of the tape: a buffer, the transposed copy of a panel, or, with neither, the groups' sums.</summary>
/// <param name="Buffer">The buffer.</param>
/// <param name="Transposed">The panel.</param>
internal sealed record Region(Buffer? Buffer, Panel? Transposed);
