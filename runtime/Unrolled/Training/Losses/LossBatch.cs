namespace Unrolled;

/// <summary>
/// What a loss reads and writes: the outputs of a batch of sequences, their targets, and the gradient. A row is one step of one sequence; rows are ordered by
/// step, then by sequence, as in the tape: row = step·<see cref="Batch"/> + sequence.
/// </summary>
public readonly ref struct LossBatch
{
    private readonly ReadOnlySpan<float> _outputs;
    private readonly ReadOnlySpan<float> _targets;
    private readonly ReadOnlySpan<int> _targetClasses;
    private readonly ReadOnlySpan<float> _weights;
    private readonly ReadOnlySpan<int> _lengths;
    private readonly Span<float> _gradients;
    private readonly LossWeights _mean;
    private readonly OutputDeviations? _deviations;
    private readonly int _end;

    /// <summary>All rows.</summary>
    /// <remarks>Outputs, targets and gradients must lie in aligned buffers: the vector code may touch, without changing it, what lies up to a vector behind
    /// them.</remarks>
    internal LossBatch(int steps, int batch, ReadOnlySpan<float> outputs, ReadOnlySpan<float> targets, ReadOnlySpan<int> targetClasses,
        ReadOnlySpan<float> weights, ReadOnlySpan<int> lengths, Span<float> gradients, LossWeights mean, OutputDeviations? deviations = null)
    {
        Steps = steps;
        Batch = batch;
        Outputs = outputs.Length / (steps * batch);
        _outputs = outputs;
        _targets = targets;
        _targetClasses = targetClasses;
        _weights = weights;
        _lengths = lengths;
        _gradients = gradients;
        _mean = mean;
        _deviations = deviations;
        _end = Rows;
    }

    private LossBatch(LossBatch whole, int first, int end)
    {
        this = whole;
        First = first;
        _end = end;
    }

    /// <summary>Steps of the tape.</summary>
    public int Steps { get; }

    /// <summary>Sequences of the tape.</summary>
    public int Batch { get; }

    /// <summary>Outputs of the model: values in a row.</summary>
    public int Outputs { get; }

    /// <summary>Rows: <see cref="Steps"/>·<see cref="Batch"/>.</summary>
    public int Rows => Steps * Batch;

    /// <summary>Whether anything was written to <c>tape.Targets</c>.</summary>
    public bool HasTargets => !_targets.IsEmpty;

    /// <summary>Whether anything was written to <c>tape.TargetClasses</c>.</summary>
    public bool HasTargetClasses => !_targetClasses.IsEmpty;

    /// <summary>The deviations of the model's <c>[Rescale]</c>, [Outputs].</summary>
    /// <exception cref="InvalidOperationException">The model has none.</exception>
    internal ReadOnlySpan<float> Deviations =>
        (_deviations ?? throw new InvalidOperationException("The batch belongs to no model, so it has no deviations.")).Values;

    /// <summary>The first row that <see cref="Next"/> goes through.</summary>
    internal int First { get; }

    /// <summary>
    /// The row's weight in the mean: what stands in <c>tape.Weights</c>, divided by the sum over all rows inside the sequences' lengths; 0 past its sequence's
    /// length. All weights add up to 1, unless all are 0. For an <see cref="IMetric"/>: what stands in <c>tape.Weights</c>, undivided.
    /// </summary>
    /// <param name="row">The row.</param>
    public float Weight(int row)
    {
        float weight = row / Batch < _lengths[row % Batch] ? _weights[row] : 0;
        return weight == 0 ? 0 : (float)(weight / _mean.Sum);
    }

    /// <summary>The model's outputs in a row.</summary>
    /// <param name="row">The row.</param>
    public ReadOnlySpan<float> Output(int row) => _outputs.Slice(row * Outputs, Outputs);

    /// <summary>The row of <c>tape.Targets</c>.</summary>
    /// <param name="row">The row.</param>
    /// <exception cref="InvalidOperationException">Nobody has filled the targets.</exception>
    public ReadOnlySpan<float> Target(int row) => (_targets.IsEmpty ? throw Missing("Targets") : _targets).Slice(row * Outputs, Outputs);

    /// <summary>The row's class in <c>tape.TargetClasses</c>.</summary>
    /// <param name="row">The row.</param>
    /// <exception cref="ArgumentException">It is outside [0, Outputs).</exception>
    /// <exception cref="InvalidOperationException">Nobody has filled the classes.</exception>
    public int TargetClass(int row)
    {
        if (_targetClasses.IsEmpty)
            throw Missing("TargetClasses");
        int target = _targetClasses[row];
        if ((uint)target >= (uint)Outputs)
            throw new ArgumentException(
                $"TargetClasses[step {row / Batch}, sequence {row % Batch}] is {target}; a class must lie in [0, {Outputs}), the model's outputs. " +
                "To leave a step out, set its weight in tape.Weights to 0.");
        return target;
    }

    /// <summary>The gradient of the loss with respect to the row's outputs, to be written by the loss.</summary>
    /// <param name="row">The row.</param>
    public Span<float> Gradient(int row) => _gradients.Slice(row * Outputs, Outputs);

    /// <summary>The same batch, of which <see cref="Next"/> goes through some rows only.</summary>
    /// <param name="first">The first of them.</param>
    /// <param name="end">The row after the last.</param>
    internal LossBatch Part(int first, int end) => new(this, first, end);

    /// <summary>Finds the next rows that count and have the same weight.</summary>
    /// <param name="row">Where to begin: <see cref="First"/>, then behind the rows before; receives the first such row.</param>
    /// <param name="count">How many there are from <paramref name="row"/> on.</param>
    /// <param name="weight">The weight of each in the mean.</param>
    internal bool Next(scoped ref int row, out int count, out double weight)
    {
        count = 0;
        weight = 0;
        if (_mean.IsUniform && row == First)
        {
            count = _end - row;
            weight = _weights[0] / _mean.Sum;
            return count > 0;
        }

        (int step, int sequence) = Math.DivRem(row, Batch);
        float written = 0;
        for (; row + count < _end; sequence++)
        {
            if (sequence == Batch)
                (step, sequence) = (step + 1, 0);
            float next = step < _lengths[sequence] ? _weights[row + count] : 0;
            if (written == 0 && next == 0)
            {
                row++;
                continue;
            }

            if (written != 0 && next != written)
                break;
            written = next;
            count++;
        }

        weight = written / _mean.Sum;
        return count > 0;
    }

    private static InvalidOperationException Missing(string what) =>
        new($"The loss compares the outputs with tape.{what}, which was never filled: fill tape.{what}, or use another loss.");
}
