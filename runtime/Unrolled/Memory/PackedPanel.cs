namespace Unrolled.CompilerServices;

/// <summary>A panel of which there is a copy with smaller weights.</summary>
/// <param name="Offset">Where the panel lies in the parameters, in floats: <c>[block][k][column][lane]</c>.</param>
/// <param name="Words">Where the copy lies, in words of four bytes.</param>
/// <param name="Blocks">Blocks of units.</param>
/// <param name="Inner">Length of what it multiplies.</param>
/// <param name="Row">Floats of one k in a block: its columns times the lanes.</param>
internal abstract record PackedPanel(long Offset, long Words, long Blocks, int Inner, int Row)
{
    /// <summary>Floats of the panel.</summary>
    public long Floats => Blocks * Inner * Row;

    /// <summary>Words of the copy.</summary>
    public long Length => Blocks * RowsOfBlock * Row;

    /// <summary>Words that the copy has of a column and lane of a block.</summary>
    protected abstract long RowsOfBlock { get; }

    /// <summary>Makes the copy anew.</summary>
    public void Pack(Span<float> parameters, Span<float> copy)
    {
        ReadOnlySpan<float> from = parameters.Slice(checked((int)Offset), checked((int)Floats));
        var to = copy.Slice(checked((int)Words), checked((int)Length));
        int floats = Inner * Row, words = (int)RowsOfBlock * Row;
        for (long block = 0; block < Blocks; block++)
        {
            PackBlock(from[..floats], to[..words]);
            from = from[floats..];
            to = to[words..];
        }
    }

    /// <summary>Makes the copy of a block.</summary>
    protected abstract void PackBlock(ReadOnlySpan<float> from, Span<float> to);
}
