namespace Unrolled;

/// <summary>
/// How parameters follow from their gradients. An optimiser holds settings alone and can serve many trainers: its moments and counts belong to the
/// <see cref="OptimizerState"/> of the trainer. A new optimiser is one class: it names its <see cref="Moments"/>, and its <see cref="Update"/> applies an
/// <see cref="IUpdateRule"/>.
/// </summary>
public abstract class Optimizer
{
    /// <summary>Sets the learning rate.</summary>
    /// <param name="learningRate">Size of an update before the trainer's schedule scales it; at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The learning rate is negative, infinite or not a number.</exception>
    protected Optimizer(float learningRate)
    {
        ExactLearningRate = Setting.NotNegative(learningRate, nameof(learningRate));
        LearningRate = learningRate;
    }

    /// <summary>Size of an update before the trainer's schedule scales it.</summary>
    public float LearningRate { get; }

    /// <summary>
    /// Names of what the optimiser remembers from one update to the next, one value a parameter element each, 0 at the start: as many as it needs, none where
    /// it needs none, always the same.
    /// The position in this list is the index in <see cref="Moments{V}"/> and of <see cref="ParameterUpdate.Moment"/>.
    /// </summary>
    public abstract IReadOnlyList<string> Moments { get; }

    /// <summary>
    /// Changes <see cref="ParameterUpdate.Values"/> and the moments by one update. Called for runs of elements that share their flags, each element once an update, and by several threads at a time
    /// (<see cref="Trainer{TModel}.Threads"/>); elements are independent of each other. An element whose value, gradient and moments are 0 must stay 0: the padding of packed parameters is made of such elements.
    /// </summary>
    /// <param name="update">The run of elements and what is known about it.</param>
    public abstract void Update(in ParameterUpdate update);

    /// <summary>The learning rate as the decimal that the user wrote.</summary>
    internal double ExactLearningRate { get; }
}
