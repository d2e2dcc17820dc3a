using System.ComponentModel;

namespace Unrolled.CompilerServices;

/// <summary>
/// Where the elements of one logical matrix lie in a packed buffer: element (unit u, other k) at
/// <c>Offset + u / Lanes * BlockStride + k * OtherStride + u % Lanes</c>. Units are cut in blocks of <paramref name="Lanes"/>; the last block's spare lanes
/// are padding and stay 0.
/// </summary>
/// <param name="Offset">Where unit 0, other 0 lies, in floats.</param>
/// <param name="Units">The size of the dimension that lies along the vector lanes.</param>
/// <param name="Others">The size of the other dimension; 1 for a vector.</param>
/// <param name="Lanes">Floats in one hardware vector: 1, 4, 8 or 16.</param>
/// <param name="BlockStride">Floats from one block of units to the next.</param>
/// <param name="OtherStride">Floats from one k to the next.</param>
/// <param name="UnitMajor">Whether the logical row-major index is <c>u * Others + k</c> (the units are the rows) or <c>k * Units + u</c>.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly record struct PackedLayout(long Offset, int Units, int Others, int Lanes, long BlockStride, long OtherStride, bool UnitMajor)
{
    /// <summary>The number of logical elements, padding not counted.</summary>
    public long Count => (long)Units * Others;

    /// <summary>The number of blocks of units.</summary>
    public int Blocks => (Units + Lanes - 1) / Lanes;

    /// <summary>One more than the last float that the layout touches, the last block's spare lanes included.</summary>
    public long End => Count == 0 ? Offset : Offset + (Blocks - 1) * BlockStride + (Others - 1) * OtherStride + Lanes;

    /// <summary>The index of (unit, other) in the packed buffer.</summary>
    public long Index(int unit, int other) => Offset + unit / Lanes * BlockStride + other * OtherStride + unit % Lanes;

    /// <summary>This layout with everything <paramref name="floats"/> later.</summary>
    public PackedLayout Shift(long floats) => this with { Offset = Offset + floats };

    /// <summary>Copies row-major values into packed memory; padding is left as it is.</summary>
    /// <param name="logical">The values, row-major, <see cref="Count"/> of them.</param>
    /// <param name="storage">The packed buffer.</param>
    public void Pack(ReadOnlySpan<float> logical, Span<float> storage)
    {
        RequireCount(logical.Length);
        long unitStep = UnitMajor ? Others : 1, otherStep = UnitMajor ? 1 : Units;
        for (int block = 0; block < Blocks; block++)
        {
            int first = block * Lanes, lanes = Math.Min(Lanes, Units - first);
            for (int k = 0; k < Others; k++)
            {
                var packed = storage.Slice(checked((int)Index(first, k)), lanes);
                long from = first * unitStep + k * otherStep;
                for (int lane = 0; lane < packed.Length; lane++)
                    packed[lane] = logical[(int)(from + lane * unitStep)];
            }
        }
    }

    /// <summary>Copies packed memory into row-major values.</summary>
    /// <param name="storage">The packed buffer.</param>
    /// <param name="logical">Receives the values, row-major, <see cref="Count"/> of them.</param>
    public void Unpack(ReadOnlySpan<float> storage, Span<float> logical)
    {
        RequireCount(logical.Length);
        long unitStep = UnitMajor ? Others : 1, otherStep = UnitMajor ? 1 : Units;
        for (int block = 0; block < Blocks; block++)
        {
            int first = block * Lanes, lanes = Math.Min(Lanes, Units - first);
            for (int k = 0; k < Others; k++)
            {
                var packed = storage.Slice(checked((int)Index(first, k)), lanes);
                long to = first * unitStep + k * otherStep;
                for (int lane = 0; lane < packed.Length; lane++)
                    logical[(int)(to + lane * unitStep)] = packed[lane];
            }
        }
    }

    /// <summary>Sets every element to 0, spare lanes included.</summary>
    internal void Clear(Span<float> storage)
    {
        for (int block = 0; block < Blocks; block++)
        {
            for (int k = 0; k < Others; k++)
                storage.Slice(checked((int)Index(block * Lanes, k)), Lanes).Clear();
        }
    }

    private void RequireCount(int length)
    {
        if (length != Count)
            throw new ArgumentException($"A layout of {Units} units × {Others} has {Count} values; got {length}.");
    }
}
