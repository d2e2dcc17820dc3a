namespace Unrolled;

/// <summary>A class a step.</summary>
internal sealed class LabelsDataset : ArrayDataset
{
    private readonly IReadOnlyList<int[]> _classes;

    public LabelsDataset(SequenceInputs inputs, IReadOnlyList<int[]> classes)
        : base(inputs)
    {
        ArgumentNullException.ThrowIfNull(classes);
        RequireSameCount(inputs.Count, classes.Count, "an int[] of classes");
        _classes = classes;
    }

    public override int LengthOf(int index)
    {
        int length = Inputs.LengthOf(index);
        if (_classes[index].Length != length)
            throw Wrong($"Sequence {index}: expected a class for each of its {length} steps; found {_classes[index].Length} classes.");
        return length;
    }

    public override void Write(int index, TapeColumn column)
    {
        Inputs.Write(index, column);
        ClassTargets.SetAll(column, _classes[index]);
    }

    protected override SequenceDataset With(SequenceInputs inputs) => new LabelsDataset(inputs, _classes);
}
