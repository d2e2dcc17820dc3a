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
        for (int step = column.FirstStep; step < column.EndStep; step++)
            ClassTargets.Set(column, step, step == last ? _classes[index] : 0);
    }

    protected override SequenceDataset With(SequenceInputs inputs) => new ClassificationDataset(inputs, _classes);
}
