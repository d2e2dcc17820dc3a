namespace Unrolled;

/// <summary>Each step's target is the next step: features, or the token as a class.</summary>
internal sealed class NextStepDataset(IReadOnlyList<float[]>? features, IReadOnlyList<int[]>? tokens, SequenceInputs inputs) : ArrayDataset(inputs)
{
    public override int LengthOf(int index) => Math.Max(0, Inputs.LengthOf(index) - 1);

    public override void Write(int index, TapeColumn column)
    {
        Inputs.Write(index, column);
        if (tokens is not null)
            column.CopyClasses(tokens[index].AsSpan(1));
        else
            column.CopyTargets(features![index].AsSpan(column.Shape.Inputs));
    }

    internal override SequenceDataset For(ModelShape shape)
    {
        int wanted = shape.ReadsTokens ? shape.Vocabulary : shape.Inputs;
        if (shape.Outputs != wanted)
            throw Wrong($"The next step of {shape.Name} has {wanted} {(shape.ReadsTokens ? "tokens to choose from" : "features")}, so it needs as many "
                + $"outputs; it has {shape.Outputs}.");
        return base.For(shape);
    }

    protected override SequenceDataset With(SequenceInputs inputs) => new NextStepDataset(features, tokens, inputs);
}
