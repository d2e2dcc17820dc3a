namespace Unrolled;

/// <summary>The inputs of a data set that lies in memory: features or tokens.</summary>
internal abstract class SequenceInputs
{
    public abstract int Count { get; }

    /// <summary>Features a step, 0 where that is not known or there are tokens.</summary>
    public abstract int Features { get; }

    public abstract bool AreTokens { get; }

    public abstract int LengthOf(int index);

    /// <summary>Numbers or tokens of a sequence, whatever a step has of them.</summary>
    public abstract int SizeOf(int index);

    public abstract void Write(int index, TapeColumn column);

    public abstract SequenceInputs For(ModelShape shape);
}

/// <summary>Features: a float[] a sequence, [length, features].</summary>
internal sealed class FeatureInputs : SequenceInputs
{
    private readonly IReadOnlyList<float[]> _sequences;

    public FeatureInputs(IReadOnlyList<float[]> sequences, int features = 0)
    {
        ArgumentNullException.ThrowIfNull(sequences);
        ArgumentOutOfRangeException.ThrowIfNegative(features);
        _sequences = sequences;
        Features = features;
    }

    public override int Count => _sequences.Count;

    public override int Features { get; }

    public override bool AreTokens => false;

    public override int SizeOf(int index) => _sequences[index].Length;

    public override int LengthOf(int index)
    {
        if (Features == 0)
            throw new InvalidOperationException("How many steps a sequence has follows from the features a step, which this data set was not told: make it "
                + "with features: …, or let a model read it.");
        int numbers = _sequences[index].Length;
        if (numbers % Features != 0)
            throw new ArgumentException($"Sequence {index}: expected whole steps of {Features} features; found {numbers} numbers.");
        return numbers / Features;
    }

    public override void Write(int index, TapeColumn column)
    {
        if (column.Shape.Inputs != Features)
            throw new ArgumentException($"Expected the {column.Shape.Inputs} features a step of {column.Shape.Name}; this data set has {Features}.");
        column.CopyInputs(_sequences[index]);
    }

    public override SequenceInputs For(ModelShape shape)
    {
        if (shape.ReadsTokens)
            throw new ArgumentException($"{shape.Name} reads tokens; the sequences of this data set are features (float[]). Give it int[] instead.");
        if (Features != 0 && Features != shape.Inputs)
            throw new ArgumentException($"Expected the {shape.Inputs} features a step of {shape.Name}; this data set has {Features}.");
        return Features != 0 ? this : new FeatureInputs(_sequences, shape.Inputs);
    }
}

/// <summary>Tokens: an int[] a sequence.</summary>
internal sealed class TokenInputs : SequenceInputs
{
    private readonly IReadOnlyList<int[]> _sequences;

    public TokenInputs(IReadOnlyList<int[]> sequences)
    {
        ArgumentNullException.ThrowIfNull(sequences);
        _sequences = sequences;
    }

    public override int Count => _sequences.Count;

    public override int Features => 0;

    public override bool AreTokens => true;

    public override int SizeOf(int index) => _sequences[index].Length;

    public override int LengthOf(int index) => _sequences[index].Length;

    public override void Write(int index, TapeColumn column) => column.CopyTokens(_sequences[index]);

    public override SequenceInputs For(ModelShape shape) => shape.ReadsTokens
        ? this
        : throw new ArgumentException($"{shape.Name} reads {shape.Inputs} features a step; the sequences of this data set are tokens (int[]). Give it float[] "
        + "instead.");
}
