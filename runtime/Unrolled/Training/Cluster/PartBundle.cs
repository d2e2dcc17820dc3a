using Unrolled.CompilerServices;

namespace Unrolled;

/// <summary>
/// Parts of a batch that lie side by side. Where they are small they go forward and backward on one tape, so that the weights are read once for all, and only
/// what is summed over rows is summed part by part: the bits are those of parts that go through one after another.
/// </summary>
internal sealed class PartBundle<TModel>
    where TModel : class, IModel<TModel>
{
    // From so many sequences on a part alone shares the weights among enough rows.
    private const int LargePart = 32;

    private readonly TModel _model, _through;
    private readonly int _steps;
    private readonly Tape<TModel>[] _parts;
    private readonly double[] _weights;
    private readonly bool[] _counts;
    private readonly TapeParts? _layout;
    private Tape<TModel>? _tape;

    /// <param name="model">The model.</param>
    /// <param name="through">The model whose passes go over the tapes: the same, or one that sums gradients elsewhere.</param>
    /// <param name="steps">The most steps.</param>
    /// <param name="firstPart">The number of the first part.</param>
    /// <param name="parts">The tapes of the parts.</param>
    public PartBundle(TModel model, TModel through, int steps, int firstPart, Tape<TModel>[] parts)
    {
        (_model, _through, _steps, FirstPart, _parts) = (model, through, steps, firstPart, parts);
        (_weights, _counts) = (new double[parts.Length], new bool[parts.Length]);
        if (parts.Length > 1 && model.Core.Layout.IsRecurrent && Array.TrueForAll(parts, part => part.Batch is > 1 and < LargePart))
            _layout = new TapeParts([.. parts.Select(part => part.Batch)]);
    }

    /// <summary>The most sequences of a bundle; more would not share the weights any better, but leave the caches.</summary>
    public static int MostSequences => 64;

    /// <summary>The number of the first part.</summary>
    public int FirstPart { get; }

    /// <summary>The tapes of the parts.</summary>
    public ReadOnlySpan<Tape<TModel>> Parts => _parts;

    /// <summary>Whether the last pass was one of all parts.</summary>
    public bool WentTogether { get; private set; }

    /// <summary>Whether the parts go through together: one thread has all of them, so not where several threads could share a part.</summary>
    public bool IsTogether(int threads)
    {
        if (_layout is null)
            return false;
        foreach (var part in _parts)
        {
            if (part.Workers(threads) > 1)
                return false;
        }

        return true;
    }

    /// <summary>The forward pass of all parts; outputs and final states come to their tapes.</summary>
    /// <param name="firstSequence">The number of the batch's first sequence in the update.</param>
    /// <param name="firstStep">The number of the tapes' first step.</param>
    /// <param name="threads">How many threads may share it.</param>
    /// <param name="takesTogether">Whether small parts may go through together.</param>
    public void Forward(int firstSequence, int firstStep, int threads, bool takesTogether)
    {
        WentTogether = takesTogether && IsTogether(threads);
        if (WentTogether)
        {
            ForwardTogether(firstSequence + _parts[0].FirstOfWhole, firstStep);
            return;
        }

        foreach (var part in _parts)
        {
            part.Through = _through;
            part.RunForward(training: true, firstSequence + part.FirstOfWhole, firstStep, threads);
        }
    }

    /// <summary>Takes note of the loss of a part, which decides whether it has gradients. A loss that is no number goes to all ranks, which then throw
    /// together.</summary>
    public void Note(int part, double loss, double weight)
    {
        _weights[part] = weight;
        _counts[part] = weight != 0 && double.IsFinite(loss);
    }

    /// <summary>The backward pass of all parts, from the gradients of the outputs on their tapes. Each part is summed where it is joined with the parts
    /// before.</summary>
    /// <param name="mean">The mean of the parts before.</param>
    /// <param name="threads">How many threads may share it.</param>
    public void Backward(GradientMean mean, int threads)
    {
        if (WentTogether && _counts.AsSpan().Contains(true))
            BackwardTogether();
        for (int part = 0; part < _parts.Length; part++)
        {
            var sums = mean.Next;
            sums.Clear();
            _through.Core.Sums = sums;
            if (_counts[part] && WentTogether)
                _tape!.AddGradients(part);
            else if (_counts[part])
                _parts[part].RunBackward(inputGradients: false, threads);
            mean.AddInPlace(sums, 0, _weights[part]);
        }
    }

    private void ForwardTogether(int firstSequence, int firstStep)
    {
        var tape = _tape ??= new Tape<TModel>(_model, _steps, _layout!.Sequences, _layout) { FirstOfWhole = _parts[0].FirstOfWhole, Through = _through };
        tape.Resize(_parts[0].Steps);
        for (int part = 0; part < _parts.Length; part++)
            tape.TakePart(_parts[part], _layout!.FirstOf(part));
        tape.RunForward(training: true, firstSequence, firstStep, threads: 1);
        for (int part = 0; part < _parts.Length; part++)
            tape.GiveToPart(_parts[part], _layout!.FirstOf(part));
    }

    private void BackwardTogether()
    {
        for (int part = 0; part < _parts.Length; part++)
            _tape!.TakeOutputGradients(_parts[part], _layout!.FirstOf(part), _counts[part]);
        _tape!.RunBackward(inputGradients: false, threads: 1, leavesSums: true);
    }
}
