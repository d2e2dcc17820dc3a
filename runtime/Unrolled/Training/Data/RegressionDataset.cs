namespace Unrolled;

/// <summary>Numbers to be put out: at every step, or at the last one alone.</summary>
internal sealed class RegressionDataset : ArrayDataset
{
    private readonly IReadOnlyList<float[]> _targets;

    public RegressionDataset(SequenceInputs inputs, IReadOnlyList<float[]> targets)
        : base(inputs)
    {
        ArgumentNullException.ThrowIfNull(targets);
        RequireSameCount(inputs.Count, targets.Count, "a float[] of targets");
        _targets = targets;
    }

    public override void Write(int index, TapeColumn column)
    {
        Inputs.Write(index, column);

        // Described without a model: how many targets a step has is not known.
        if (column.Shape.Outputs == 0)
            return;
        float[] targets = _targets[index];
        int outputs = column.Shape.Outputs, length = column.Length, last = length - 1;
        if (targets.Length == (long)length * outputs)
        {
            column.CopyTargets(targets);
            return;
        }

        if (targets.Length != outputs)
            throw Wrong(
                $"Sequence {index}: expected targets for each of its {length} steps, {length} x {outputs} = {(long)length * outputs} numbers, or {outputs} "
                    + $"for its last step alone; found {targets.Length}.");
        column.WeightOnly(last, length);
        for (int step = column.FirstStep; step < column.EndStep; step++)
        {
            if (step == last)
                targets.CopyTo(column.Targets(step));
            else
                column.Targets(step).Clear();
        }
    }

    protected override SequenceDataset With(SequenceInputs inputs) => new RegressionDataset(inputs, _targets);
}
