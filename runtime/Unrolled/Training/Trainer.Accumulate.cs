namespace Unrolled;

// Gradients of several batches for one update.
public sealed partial class Trainer<TModel>
{
    private readonly GradientMean _batches;
    private int _accumulate = 1;

    /// <summary>
    /// How many batches' gradients make one update: so many calls of <see cref="Step"/>, the last of which updates. The update is that of the batches as
    /// one, each step counting by its weight. 1 until set.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to less than 1.</exception>
    public int Accumulate
    {
        get => _accumulate;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            _accumulate = value;
        }
    }

    /// <summary>Batches whose gradients wait for an update.</summary>
    internal int Accumulated { get; set; }

    /// <summary>What the plateau makes of the learning rate.</summary>
    internal double RateFactor { get; set; } = 1;

    /// <summary>A rate that stands for optimiser, schedule and plateau; null: none.</summary>
    internal double? FixedRate { get; set; }

    /// <summary>Whether the update has more batches than the one at hand.</summary>
    private bool IsAccumulated => _accumulate > 1 || _batches.Parts > 0;

    /// <summary>Drops gradients that wait for an update.</summary>
    internal void DropAccumulated()
    {
        Accumulated = 0;
        _batches.Clear();
    }

    /// <summary>The gradients become a part of the update, and are zero again.</summary>
    private void TakeBatch(double weight)
    {
        var gradients = Model.Core.Gradients.Span;
        _batches.Add(gradients, weight);
        gradients.Clear();
    }
}
