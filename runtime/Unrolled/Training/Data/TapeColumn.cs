namespace Unrolled;

/// <summary>
/// Where a data set writes one sequence: the sequence's column of a tape. Steps are counted from the start of the sequence. A long sequence may be asked
/// for in pieces
/// (<see cref="FitOptions.Truncate"/>): then only steps from <see cref="FirstStep"/> to before <see cref="EndStep"/> are wanted, and what is written for
/// others is dropped.
/// </summary>
public readonly ref struct TapeColumn
{
    private readonly IRowStore _rows;
    private readonly int _sequence;

    internal TapeColumn(IRowStore rows, int sequence, int length, int first, int end)
    {
        _rows = rows;
        _sequence = sequence;
        Length = length;
        FirstStep = first;
        EndStep = end;
    }

    /// <summary>Steps of the whole sequence.</summary>
    public int Length { get; }

    /// <summary>The first step that is wanted.</summary>
    public int FirstStep { get; }

    /// <summary>The step after the last that is wanted.</summary>
    public int EndStep { get; }

    internal ModelShape Shape => _rows.Shape;

    internal bool HasTargets => _rows.HasTargets;

    /// <summary>The features of a step, to be written: [Inputs].</summary>
    /// <param name="step">From 0 to <see cref="Length"/> − 1.</param>
    /// <exception cref="InvalidOperationException">The model reads tokens.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The sequence has no such step.</exception>
    public Span<float> Inputs(int step)
    {
        int row = Row(step), width = _rows.Shape.Inputs;
        return row >= 0 ? _rows.Inputs.Slice(row * width, width) : _rows.Scratch.Inputs;
    }

    /// <summary>The token of a step, to be set.</summary>
    /// <param name="step">From 0 to <see cref="Length"/> − 1.</param>
    /// <exception cref="InvalidOperationException">The model reads features.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The sequence has no such step.</exception>
    public ref int Token(int step)
    {
        int row = Row(step);
        return ref row >= 0 ? ref _rows.Tokens[row] : ref _rows.Scratch.Token[0];
    }

    /// <summary>What a loss compares the outputs of a step with, to be written: [Outputs].</summary>
    /// <param name="step">From 0 to <see cref="Length"/> − 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The sequence has no such step.</exception>
    public Span<float> Targets(int step)
    {
        int row = Row(step), width = _rows.Shape.Outputs;
        return row >= 0 ? _rows.Targets.Slice(row * width, width) : _rows.Scratch.Targets;
    }

    /// <summary>The right class of a step, to be set.</summary>
    /// <param name="step">From 0 to <see cref="Length"/> − 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The sequence has no such step.</exception>
    public ref int TargetClass(int step)
    {
        int row = Row(step);
        return ref row >= 0 ? ref _rows.TargetClasses[row] : ref _rows.Scratch.TargetClass[0];
    }

    /// <summary>How much a step counts in the loss: 1 until set, 0 leaves it out.</summary>
    /// <param name="step">From 0 to <see cref="Length"/> − 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The sequence has no such step.</exception>
    public ref float Weight(int step)
    {
        int row = Row(step);
        return ref row >= 0 ? ref _rows.Weights[row] : ref _rows.Scratch.Weight[0];
    }

    /// <summary>Writes the features of all wanted steps.</summary>
    /// <param name="rows">The whole sequence, [length, Inputs].</param>
    internal void CopyInputs(ReadOnlySpan<float> rows) => CopyRows(rows, _rows.Inputs, _rows.Shape.Inputs);

    /// <summary>Writes the targets of all wanted steps.</summary>
    /// <param name="rows">The whole sequence, [length, Outputs].</param>
    internal void CopyTargets(ReadOnlySpan<float> rows) => CopyRows(rows, _rows.Targets, _rows.Shape.Outputs);

    /// <summary>Sets the tokens of all wanted steps.</summary>
    internal void CopyTokens(ReadOnlySpan<int> tokens) => CopyEach(tokens, _rows.Tokens);

    /// <summary>Sets the classes of all wanted steps.</summary>
    internal void CopyClasses(ReadOnlySpan<int> classes) => CopyEach(classes, _rows.TargetClasses);

    /// <summary>Sets the class of one step, and that of the other wanted steps to 0.</summary>
    internal void ClassOnly(int at, int target)
    {
        var classes = _rows.TargetClasses;
        for (int step = FirstStep, row = _sequence; step < EndStep; step++, row += _rows.Batch)
            classes[row] = step == at ? target : 0;
    }

    /// <summary>Lets wanted steps from one to before another count, and no others.</summary>
    internal void WeightOnly(int from, int to)
    {
        var weights = _rows.Weights;
        for (int step = FirstStep, row = _sequence; step < EndStep; step++, row += _rows.Batch)
            weights[row] = step >= from && step < to ? 1 : 0;
    }

    /// <summary>Makes everything of the wanted steps 0, and their weights 1.</summary>
    internal void Clear()
    {
        for (int step = FirstStep; step < EndStep; step++)
        {
            if (_rows.Shape.ReadsTokens)
                Token(step) = 0;
            else
                Inputs(step).Clear();
            if (_rows.HasTargets)
                Targets(step).Clear();
            if (_rows.HasTargetClasses)
                TargetClass(step) = 0;
        }

        WeightOnly(0, Length);
    }

    private void CopyRows(ReadOnlySpan<float> from, Span<float> to, int width)
    {
        int stride = _rows.Batch * width;
        for (int step = FirstStep, at = _sequence * width; step < EndStep; step++, at += stride)
            from.Slice(step * width, width).CopyTo(to.Slice(at, width));
    }

    private void CopyEach(ReadOnlySpan<int> from, Span<int> to)
    {
        for (int step = FirstStep, row = _sequence; step < EndStep; step++, row += _rows.Batch)
            to[row] = from[step];
    }

    private int Row(int step)
    {
        if ((uint)step >= (uint)Length)
            throw new ArgumentOutOfRangeException(nameof(step), step, $"Expected a step from 0 to {Length - 1}, as LengthOf said; found {step}.");
        return step >= FirstStep && step < EndStep ? (step - FirstStep) * _rows.Batch + _sequence : -1;
    }
}
