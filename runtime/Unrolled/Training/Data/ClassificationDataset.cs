namespace Unrolled;

/// <summary>A class a sequence; its last step alone counts.</summary>
internal sealed class ClassificationDataset : ArrayDataset
{
    private readonly IReadOnlyList<int> _classes;

    public ClassificationDataset(SequenceInputs inputs, IReadOnlyList<int> classes)
        : base(inputs)
    {
        ArgumentNullException.ThrowIfNull(classes);
        RequireSameCount(inputs.Count, classes.Count, "a class");
        _classes = classes;
    }

    public override void Write(int index, TapeColumn column)
    {
        Inputs.Write(index, column);
        int last = column.Length - 1;
        column.WeightOnly(last, column.Length);
        ClassTargets.SetOnly(column, last, _classes[index]);
    }

    protected override SequenceDataset With(SequenceInputs inputs) => new ClassificationDataset(inputs, _classes);
}
