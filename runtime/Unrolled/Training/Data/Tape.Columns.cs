using Unrolled.CompilerServices;

namespace Unrolled;

// Whole sequences and single steps of a tape, without arithmetic on indices.
public sealed partial class Tape<TModel> : IRowStore
{
    private RowScratch? _scratch;
    private SequenceDataset? _data, _fittingData;

    /// <summary>Whether anything has asked for the targets yet.</summary>
    internal bool HasTargets => _targets is not null;

    ModelShape IRowStore.Shape => ModelShape.Of(_layout);

    bool IRowStore.HasTargets => HasTargets;

    bool IRowStore.HasTargetClasses => _targetClasses is not null;

    RowScratch IRowStore.Scratch => _scratch ??= new RowScratch(ModelShape.Of(_layout));

    /// <summary>The inputs of one step of one sequence: [Inputs].</summary>
    /// <param name="step">From 0 to <see cref="Steps"/> − 1.</param>
    /// <param name="sequence">From 0 to <see cref="Batch"/> − 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such step or sequence.</exception>
    /// <exception cref="InvalidOperationException">It is a token model.</exception>
    public Span<float> Input(int step, int sequence) => Inputs.Slice(Row(step, sequence) * _layout.Inputs, _layout.Inputs);

    /// <summary>The targets of one step of one sequence: [Outputs].</summary>
    /// <param name="step">From 0 to <see cref="Steps"/> − 1.</param>
    /// <param name="sequence">From 0 to <see cref="Batch"/> − 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such step or sequence.</exception>
    public Span<float> Target(int step, int sequence) => Targets.Slice(Row(step, sequence) * _layout.Outputs, _layout.Outputs);

    /// <summary>What Forward put out at one step of one sequence: [Outputs].</summary>
    /// <param name="step">From 0 to <see cref="Steps"/> − 1.</param>
    /// <param name="sequence">From 0 to <see cref="Batch"/> − 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such step or sequence.</exception>
    public Span<float> Output(int step, int sequence) => Outputs.Slice(Row(step, sequence) * _layout.Outputs, _layout.Outputs);

    /// <summary>Puts a whole sequence in: its inputs and its length. Each of its steps counts as 1 in the loss.</summary>
    /// <param name="sequence">Where, from 0 to <see cref="Batch"/> − 1.</param>
    /// <param name="inputs">[length, Inputs], of at most <see cref="Steps"/> steps.</param>
    /// <exception cref="ArgumentException">The inputs are no whole steps, or too many.</exception>
    public void Set(int sequence, ReadOnlySpan<float> inputs)
    {
        int width = _layout.Inputs;
        if (IsTokenModel)
            throw Wrong("Inputs", "reads tokens: give int[]");
        if (inputs.Length % width != 0)
            throw new ArgumentException($"Expected whole steps of the {width} inputs of {_layout.ModelName}; found {inputs.Length} numbers.", nameof(inputs));
        Begin(sequence, inputs.Length / width).CopyInputs(inputs);
    }

    /// <summary>Puts a whole sequence in: its inputs, its length and its targets.</summary>
    /// <param name="sequence">Where, from 0 to <see cref="Batch"/> − 1.</param>
    /// <param name="inputs">[length, Inputs], of at most <see cref="Steps"/> steps.</param>
    /// <param name="targets">[length, Outputs], or [Outputs] for the last step, which then alone counts in the loss.</param>
    /// <exception cref="ArgumentException">The inputs are no whole steps, or too many; or there are not as many targets.</exception>
    public void Set(int sequence, ReadOnlySpan<float> inputs, ReadOnlySpan<float> targets)
    {
        Set(sequence, inputs);
        SetTargets(sequence, targets);
    }

    /// <summary>Puts a whole sequence in: its inputs, its length and a class a step.</summary>
    /// <param name="sequence">Where, from 0 to <see cref="Batch"/> − 1.</param>
    /// <param name="inputs">[length, Inputs], of at most <see cref="Steps"/> steps.</param>
    /// <param name="classes">[length].</param>
    /// <exception cref="ArgumentException">The inputs are no whole steps, or too many; or there are not as many classes.</exception>
    public void Set(int sequence, ReadOnlySpan<float> inputs, ReadOnlySpan<int> classes)
    {
        Set(sequence, inputs);
        SetClasses(sequence, classes);
    }

    /// <summary>Puts a whole sequence in: its inputs, its length and its class. The last step alone counts in the loss.</summary>
    /// <param name="sequence">Where, from 0 to <see cref="Batch"/> − 1.</param>
    /// <param name="inputs">[length, Inputs], of at most <see cref="Steps"/> steps.</param>
    /// <param name="targetClass">From 0 to Outputs − 1.</param>
    /// <exception cref="ArgumentException">The inputs are no whole steps, or too many.</exception>
    public void Set(int sequence, ReadOnlySpan<float> inputs, int targetClass)
    {
        Set(sequence, inputs);
        SetClass(sequence, targetClass);
    }

    /// <summary>Puts a whole sequence of tokens in, with its length. Each of its steps counts as 1 in the loss.</summary>
    /// <param name="sequence">Where, from 0 to <see cref="Batch"/> − 1.</param>
    /// <param name="tokens">[length], at most <see cref="Steps"/>.</param>
    /// <exception cref="ArgumentException">There are too many.</exception>
    public void Set(int sequence, ReadOnlySpan<int> tokens)
    {
        if (!IsTokenModel)
            throw Wrong("Tokens", "reads features: give float[]");
        Begin(sequence, tokens.Length).CopyTokens(tokens);
    }

    /// <summary>Puts a whole sequence of tokens in, with its length and its targets.</summary>
    /// <param name="sequence">Where, from 0 to <see cref="Batch"/> − 1.</param>
    /// <param name="tokens">[length], at most <see cref="Steps"/>.</param>
    /// <param name="targets">[length, Outputs], or [Outputs] for the last step, which then alone counts in the loss.</param>
    /// <exception cref="ArgumentException">There are too many tokens, or not as many targets.</exception>
    public void Set(int sequence, ReadOnlySpan<int> tokens, ReadOnlySpan<float> targets)
    {
        Set(sequence, tokens);
        SetTargets(sequence, targets);
    }

    /// <summary>Puts a whole sequence of tokens in, with its length and a class a step.</summary>
    /// <param name="sequence">Where, from 0 to <see cref="Batch"/> − 1.</param>
    /// <param name="tokens">[length], at most <see cref="Steps"/>.</param>
    /// <param name="classes">[length].</param>
    /// <exception cref="ArgumentException">There are too many tokens, or not as many classes.</exception>
    public void Set(int sequence, ReadOnlySpan<int> tokens, ReadOnlySpan<int> classes)
    {
        Set(sequence, tokens);
        SetClasses(sequence, classes);
    }

    /// <summary>Puts a whole sequence of tokens in, with its length and its class. The last step alone counts in the loss.</summary>
    /// <param name="sequence">Where, from 0 to <see cref="Batch"/> − 1.</param>
    /// <param name="tokens">[length], at most <see cref="Steps"/>.</param>
    /// <param name="targetClass">From 0 to Outputs − 1.</param>
    /// <exception cref="ArgumentException">There are too many tokens.</exception>
    public void Set(int sequence, ReadOnlySpan<int> tokens, int targetClass)
    {
        Set(sequence, tokens);
        SetClass(sequence, targetClass);
    }

    /// <summary>Puts a sequence of a data set in, with its length, targets and weights.</summary>
    /// <param name="sequence">Where, from 0 to <see cref="Batch"/> − 1.</param>
    /// <param name="data">The data set.</param>
    /// <param name="index">Which of its sequences.</param>
    /// <exception cref="ArgumentException">The sequence does not fit the model, or has more steps than the tape.</exception>
    public void Set(int sequence, SequenceDataset data, int index)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, data.Count);
        if (!ReferenceEquals(data, _data))
            (_data, _fittingData) = (data, data.For(ModelShape.Of(_layout)));
        var fitting = _fittingData!;
        int length = fitting.LengthOf(index);
        _ = Begin(sequence, length);
        fitting.WriteTo(this, sequence, index, length, 0, length);
    }

    private TapeColumn Begin(int sequence, int length)
    {
        _ = Row(0, sequence);
        if (length > Steps)
            throw new ArgumentException($"Expected a sequence of at most the tape's {Steps} steps; found {length}.");
        _lengths[sequence] = length;
        var column = new TapeColumn(this, sequence, length, 0, length);
        column.WeightOnly(0, length);
        return column;
    }

    private void SetTargets(int sequence, ReadOnlySpan<float> targets)
    {
        int length = _lengths[sequence], outputs = _layout.Outputs;
        var column = new TapeColumn(this, sequence, length, 0, length);
        if (targets.Length == (long)length * outputs)
        {
            column.CopyTargets(targets);
            return;
        }

        if (targets.Length != outputs || length == 0)
            throw new ArgumentException($"Expected {length} steps of {outputs} targets, {(long)length * outputs} numbers, or {outputs} for the last step "
                + $"alone; found {targets.Length}.", nameof(targets));
        column.WeightOnly(length - 1, length);
        targets.CopyTo(column.Targets(length - 1));
    }

    private void SetClasses(int sequence, ReadOnlySpan<int> classes)
    {
        int length = _lengths[sequence];
        if (classes.Length != length)
            throw new ArgumentException($"Expected a class for each of the {length} steps; found {classes.Length}.", nameof(classes));
        var column = new TapeColumn(this, sequence, length, 0, length);
        ClassTargets.SetAll(column, classes);
    }

    private void SetClass(int sequence, int targetClass)
    {
        int length = _lengths[sequence];
        if (length == 0)
            throw new ArgumentException("A sequence of no steps has no last step for its class to stand at.");
        var column = new TapeColumn(this, sequence, length, 0, length);
        column.WeightOnly(length - 1, length);
        ClassTargets.SetOnly(column, length - 1, targetClass);
    }

    private int Row(int step, int sequence)
    {
        if ((uint)step >= (uint)Steps)
            throw new ArgumentOutOfRangeException(nameof(step), step, $"Expected a step from 0 to {Steps - 1}; found {step}.");
        if ((uint)sequence >= (uint)Batch)
            throw new ArgumentOutOfRangeException(nameof(sequence), sequence, $"Expected a sequence from 0 to {Batch - 1}; found {sequence}.");
        return step * Batch + sequence;
    }
}
