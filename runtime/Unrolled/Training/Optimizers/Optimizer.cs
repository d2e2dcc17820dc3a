namespace Unrolled;

/// <summary>
/// Updates parameters from their gradients. An optimiser holds settings only and can serve many trainers: its moments and counts belong to the
/// <see cref="OptimizerState"/> of the trainer. A custom optimiser is one class: it names its <see cref="Moments"/>, and its <see cref="Update"/> applies an
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
    /// Names of the buffers that the optimiser keeps from one update to the next: one value per parameter element, initially 0. An optimiser can have any
    /// number of
    /// them, always the same.
    /// The position in this list is the index in <see cref="Moments{V}"/> and of <see cref="ParameterUpdate.Moment"/>.
    /// </summary>
    public abstract IReadOnlyList<string> Moments { get; }

    /// <summary>
    /// Changes <see cref="ParameterUpdate.Values"/> and the moments by one update. Called for runs of elements with the same flags, each element once per
    /// update, and by several threads at a time
    /// (<see cref="Trainer{TModel}.Threads"/>); elements are independent of each other. An element whose value, gradient and moments are 0 must stay 0: the
    /// padding of packed parameters is made of such elements.
    /// </summary>
    /// <param name="update">The run of elements and what is known about it.</param>
    public abstract void Update(in ParameterUpdate update);

    /// <summary>Its name and settings; a checkpoint of an optimiser of which this differs is refused. An optimiser of one's own adds its settings
    /// here.</summary>
    public override string ToString() => Describe();

    /// <summary>Name, learning rate and settings in one line.</summary>
    private protected string Describe(params (string Name, float Value)[] settings)
    {
        var text = new System.Text.StringBuilder(GetType().Name).Append(System.Globalization.CultureInfo.InvariantCulture, $"(learning rate {LearningRate}");
        foreach (var (name, value) in settings)
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $", {name} {value}");
        return text.Append(')').ToString();
    }

    /// <summary>The learning rate as the decimal that the user wrote.</summary>
    internal double ExactLearningRate { get; }
}
