namespace Unrolled;

// Gradients of several batches for one update.
public sealed partial class Trainer<TModel>
{
    private int _accumulate = 1;
    private bool _isSum;

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

    /// <summary>The sum of their weights.</summary>
    internal double AccumulatedWeight { get; set; }

    /// <summary>What the plateau makes of the learning rate.</summary>
    internal double RateFactor { get; set; } = 1;

    /// <summary>A rate that stands for optimiser, schedule and plateau; null: none.</summary>
    internal double? FixedRate { get; set; }

    /// <summary>Drops gradients that wait for an update.</summary>
    internal void DropAccumulated()
    {
        if (Accumulated > 0)
            Model.Core.Gradients.Clear();
        (Accumulated, AccumulatedWeight, _isSum) = (0, 0, false);
    }

    /// <summary>Goes on with gradients that a checkpoint holds.</summary>
    internal void ResumeAccumulated(int batches, double weight) => (Accumulated, AccumulatedWeight, _isSum) = (batches, weight, batches > 0);

    /// <summary>The outputs' gradients belong to a mean; for several batches a sum is added up, and divided when they are all there.</summary>
    private void TakeAsSum(Tape<TModel> tape)
    {
        _isSum |= _accumulate > 1;
        if (_isSum)
            Scale(tape.OutputGradients, (float)tape.SumOfWeights());
    }

    private void DivideSum()
    {
        if (_isSum && AccumulatedWeight > 0)
            Scale(Model.Core.Gradients.Span, (float)(1 / AccumulatedWeight));
    }

    private static void Scale(Span<float> values, float factor)
    {
        for (int i = 0; i < values.Length; i++)
            values[i] *= factor;
    }
}
