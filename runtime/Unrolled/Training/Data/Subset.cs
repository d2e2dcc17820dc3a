namespace Unrolled;

/// <summary>Some sequences of a data set.</summary>
internal sealed class Subset(SequenceDataset whole, int[] indices) : SequenceDataset
{
    public override int Count => indices.Length;

    internal override ModelShape Widths => whole.Widths;

    internal override bool WritesEverything => whole.WritesEverything;

    public override int LengthOf(int index) => whole.LengthOf(indices[index]);

    public override void Write(int index, TapeColumn column) => whole.Write(indices[index], column);

    internal override SequenceDataset For(ModelShape shape)
    {
        var other = whole.For(shape);
        return ReferenceEquals(other, whole) ? this : new Subset(other, indices);
    }
}
