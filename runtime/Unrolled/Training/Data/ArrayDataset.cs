namespace Unrolled;

/// <summary>A data set whose inputs lie in memory.</summary>
internal abstract class ArrayDataset(SequenceInputs inputs) : SequenceDataset
{
    public override int Count => Inputs.Count;

    protected SequenceInputs Inputs { get; } = inputs;

    internal override bool WritesEverything => true;

    internal override ModelShape Widths => new("", Inputs.Features, Inputs.AreTokens ? int.MaxValue : 0, 0);

    public override int LengthOf(int index) => Inputs.LengthOf(index);

    internal override SequenceDataset For(ModelShape shape)
    {
        var inputs = Inputs.For(shape);
        return ReferenceEquals(inputs, Inputs) ? this : With(inputs);
    }

    /// <summary>The same with other inputs.</summary>
    protected abstract SequenceDataset With(SequenceInputs inputs);
}
