namespace Unrolled;

/// <summary>Writes the sequence of a number: the same at every call.</summary>
/// <param name="index">The sequence's number.</param>
/// <param name="column">Where it belongs.</param>
public delegate void SequenceWriter(int index, TapeColumn column);

/// <summary>Sequences that are made from their number when they are needed.</summary>
internal sealed class GeneratedDataset : SequenceDataset
{
    private readonly Func<int, int> _length;
    private readonly SequenceWriter _write;

    public GeneratedDataset(int count, Func<int, int> length, SequenceWriter write)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentNullException.ThrowIfNull(length);
        ArgumentNullException.ThrowIfNull(write);
        (Count, _length, _write) = (count, length, write);
    }

    public override int Count { get; }

    public override int LengthOf(int index) => _length(index);

    public override void Write(int index, TapeColumn column) => _write(index, column);
}
