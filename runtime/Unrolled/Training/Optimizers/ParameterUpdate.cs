namespace Unrolled;

/// <summary>One update of a run of parameter elements, in the order in which they lie in memory: what an <see cref="Optimizer"/> reads and writes.</summary>
public readonly ref struct ParameterUpdate
{
    private readonly OptimizerState _state;
    private readonly int _start;

    internal ParameterUpdate(Span<float> values, ReadOnlySpan<float> gradients, OptimizerState state, int start, double learningRate, float gradientScale,
        bool weightDecay, long count)
    {
        Values = values;
        Gradients = gradients;
        LearningRate = learningRate;
        GradientScale = gradientScale;
        WeightDecay = weightDecay;
        Count = count;
        _state = state;
        _start = start;
    }

    /// <summary>The parameter elements, to be changed.</summary>
    public Span<float> Values { get; }

    /// <summary>Their gradients before clipping, as many as <see cref="Values"/>: multiply each by <see cref="GradientScale"/>.</summary>
    public ReadOnlySpan<float> Gradients { get; }

    /// <summary>The factor that clips the gradient's norm; 1 where nothing is clipped.</summary>
    public float GradientScale { get; }

    /// <summary>The learning rate of this update: the optimiser's times the schedule's factor.</summary>
    public double LearningRate { get; }

    /// <summary>Whether weight decay applies to these elements (<c>Parameter.WeightDecay</c>).</summary>
    public bool WeightDecay { get; }

    /// <summary>The number of updates of these elements, including this one: 1 at the first. Updates while they were frozen do not count.</summary>
    public long Count { get; }

    /// <summary>The elements' values in one of the optimiser's buffers, as many as <see cref="Values"/>.</summary>
    /// <param name="index">Position of the buffer's name in <see cref="Optimizer.Moments"/>.</param>
    public Span<float> Moment(int index) => _state.Moment(index).Slice(_start, Values.Length);

    /// <summary>
    /// Applies a rule to every element, with the machine's widest vectors: clips the gradients, replaces <see cref="Values"/>, changes the moments.
    /// </summary>
    /// <typeparam name="TRule">The rule's type.</typeparam>
    /// <param name="rule">The arithmetic, with the numbers of this update.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rule uses a moment that the optimiser does not name.</exception>
    /// <exception cref="InvalidOperationException">The rule does not leave an element at 0 whose value, gradient and moments are 0.</exception>
    public void Apply<TRule>(TRule rule)
        where TRule : struct, IUpdateRule =>
        ElementWise.Run(this, ref _state.Elements(_start), _state.Stride, _state.MomentCount, rule);
}
