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

    private readonly TModel _model;
    private readonly int _steps;
    private readonly Tape<TModel>[] _parts;
    private readonly TapeParts? _layout;
    private Tape<TModel>? _tape;

    /// <param name="model">The model.</param>
    /// <param name="steps">The most steps.</param>
    /// <param name="parts">The tapes of the parts.</param>
    public PartBundle(TModel model, int steps, Tape<TModel>[] parts)
    {
        (_model, _steps, _parts) = (model, steps, parts);
        if (parts.Length > 1 && model.Core.Layout.IsRecurrent && Array.TrueForAll(parts, part => part.Batch is > 1 and < LargePart))
            _layout = new TapeParts([.. parts.Select(part => part.Batch)]);
    }

    /// <summary>The most sequences of a bundle; more would not share the weights any better, but leave the caches.</summary>
    public static int MostSequences => 64;

    /// <summary>The tapes of the parts.</summary>
    public ReadOnlySpan<Tape<TModel>> Parts => _parts;

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
    public void Forward(int firstSequence, int firstStep)
    {
        var tape = _tape ??= new Tape<TModel>(_model, _steps, _layout!.Sequences, _layout) { FirstOfWhole = _parts[0].FirstOfWhole };
        tape.Resize(_parts[0].Steps);
        for (int part = 0; part < _parts.Length; part++)
            tape.TakePart(_parts[part], _layout!.FirstOf(part));
        tape.RunForward(training: true, firstSequence, firstStep, threads: 1);
        for (int part = 0; part < _parts.Length; part++)
            tape.GiveToPart(_parts[part], _layout!.FirstOf(part));
    }

    /// <summary>The backward pass of all parts, from the gradients of the outputs on their tapes; <see cref="AddGradients"/> is to follow.</summary>
    /// <param name="counts">Which parts count.</param>
    public void Backward(ReadOnlySpan<bool> counts)
    {
        for (int part = 0; part < _parts.Length; part++)
            _tape!.TakeOutputGradients(_parts[part], _layout!.FirstOf(part), counts[part]);
        _tape!.RunBackward(inputGradients: false, threads: 1, leavesSums: true);
    }

    /// <summary>Adds the gradients of a part to those of the model.</summary>
    public void AddGradients(int part) => _tape!.AddGradients(part);
}
