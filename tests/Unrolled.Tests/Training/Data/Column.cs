namespace Unrolled.Tests.Training.Data;

/// <summary>What a data set writes of one sequence, for a model of given sizes.</summary>
internal sealed class Column
{
    public Column(SequenceDataset data, int index, int inputs = 0, int outputs = 1, int vocabulary = 0, int first = 0, int? end = null)
    {
        var shape = new ModelShape("Net", inputs, vocabulary, outputs);
        var fitting = data.For(shape);
        Length = fitting.LengthOf(index);
        int last = end ?? Length;
        var rows = new RowBuffer(shape, last - first);
        fitting.WriteTo(rows, 0, index, Length, first, last);
        Inputs = vocabulary > 0 ? [] : rows.Inputs.ToArray();
        Tokens = vocabulary > 0 ? rows.Tokens.ToArray() : [];
        Targets = rows.HasTargets ? rows.Targets.ToArray() : [];
        Classes = rows.HasTargetClasses ? rows.TargetClasses.ToArray() : [];
        Weights = rows.Weights.ToArray();
    }

    public int Length { get; }

    public float[] Inputs { get; }

    public int[] Tokens { get; }

    public float[] Targets { get; }

    public int[] Classes { get; }

    public float[] Weights { get; }
}
