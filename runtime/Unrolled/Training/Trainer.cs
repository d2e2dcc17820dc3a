using Unrolled.CompilerServices;

namespace Unrolled;

/// <summary>
/// Trains a model by backpropagation through time. The moments are allocated with the trainer, everything else with the tape: updates allocate nothing.
/// Not for two threads at a time, and nothing else may use the model during <see cref="Step"/> and <see cref="Update"/>.
/// </summary>
/// <typeparam name="TModel">The model's class.</typeparam>
public sealed partial class Trainer<TModel>
    where TModel : class, IModel<TModel>
{
    private Schedule _schedule = Schedule.Constant();
    private float? _maxGradientNorm;

    /// <summary>Makes a trainer with a loss.</summary>
    /// <param name="model">The model, changed by every update.</param>
    /// <param name="loss">What to make small: one of <see cref="Unrolled.Loss"/>'s or one's own.</param>
    /// <param name="optimizer">How parameters follow from gradients.</param>
    public Trainer(TModel model, ILoss loss, Optimizer optimizer)
        : this(model, optimizer)
    {
        ArgumentNullException.ThrowIfNull(loss);
        Loss = loss;
    }

    /// <summary>Makes a trainer without a loss: for <see cref="Update"/> alone.</summary>
    /// <param name="model">The model, changed by every update.</param>
    /// <param name="optimizer">How parameters follow from gradients.</param>
    public Trainer(TModel model, Optimizer optimizer)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(optimizer);
        Model = model;
        Optimizer = optimizer;
        OptimizerState = new OptimizerState(model.Core, optimizer.Moments);
        _update = new UpdateWork(this);
        _squares = new double[(model.Core.Parameters.Length + ChunkFloats - 1) / ChunkFloats];
    }

    /// <summary>The model.</summary>
    public TModel Model { get; }

    /// <summary>What <see cref="Step"/> makes small; null for a trainer made without one.</summary>
    public ILoss? Loss { get; }

    /// <summary>How parameters follow from gradients.</summary>
    public Optimizer Optimizer { get; }

    /// <summary>The optimiser's moments and counts.</summary>
    public OptimizerState OptimizerState { get; }

    /// <summary>How the learning rate changes with <see cref="Updates"/>; constant until set.</summary>
    public Schedule Schedule
    {
        get => _schedule;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            _schedule = value;
        }
    }

    /// <summary>
    /// Gradients whose joint Euclidean norm is above this are scaled down to it, by min(1, max / (norm + 1e-6)); null, as at the start: never.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to 0 or less, or to infinity or NaN.</exception>
    public float? MaxGradientNorm
    {
        get => _maxGradientNorm;
        set
        {
            if (value is { } norm && !(norm > 0 && float.IsFinite(norm)))
                throw new ArgumentOutOfRangeException(nameof(value), value, "MaxGradientNorm must be a finite number greater than 0, or null for no clipping.");
            _maxGradientNorm = value;
        }
    }

    /// <summary>The norm of all trainable parameters' gradients together in the last update, before clipping; 0 before the first.</summary>
    public double GradientNorm { get; private set; }

    /// <summary>Updates made so far.</summary>
    public long Updates { get; internal set; }

    /// <summary>The learning rate of the next update: the optimiser's times the schedule's factor.</summary>
    public double LearningRate => Optimizer.ExactLearningRate * Schedule.Factor(Updates);

    /// <summary>
    /// One update from the tape's inputs and targets: gradients to zero, forward, loss, backward (without the tape's input gradients), clipping, update.
    /// Gradients are zero again when it returns; what was accumulated before and not used by <see cref="Update"/> is dropped.
    /// </summary>
    /// <param name="tape">A tape of this model with inputs and targets.</param>
    /// <returns>The mean loss before the update.</returns>
    /// <exception cref="InvalidOperationException">
    /// The trainer was made without a loss; or the loss or the gradient's norm is not a finite number: then no parameter, moment or count has changed,
    /// and gradients can be looked at.
    /// </exception>
    /// <exception cref="ArgumentException">The tape's model, lengths, tokens, weights or target classes are not right; nothing was updated.</exception>
    public double Step(Tape<TModel> tape)
    {
        ArgumentNullException.ThrowIfNull(tape);
        if (Loss is null)
            throw new InvalidOperationException("The trainer was made without a loss: give it one, or compute gradients yourself and call Update.");
        Check.Tape(tape, Model);
        Model.Core.Gradients.Clear();
        tape.RunForward(training: true, firstSequence: 0, firstStep: 0, _threads);
        double loss = tape.Evaluate(Loss, _threads);
        if (!double.IsFinite(loss))
            throw Diverged("loss", loss);
        tape.RunBackward(inputGradients: false, _threads);
        Update();
        return loss;
    }

    /// <summary>
    /// Clips what has been accumulated in the model's gradients, updates the parameters with it, and sets the gradients to zero for what comes next.
    /// </summary>
    /// <exception cref="InvalidOperationException">
    /// The gradient's norm is not a finite number: no parameter, moment or count has changed, and the gradients are left as they are, to be looked at.
    /// </exception>
    public void Update()
    {
        ShareUpdate();
        if (!double.IsFinite(GradientNorm))
            throw Diverged("norm of the gradients", GradientNorm);
        OptimizerState.CountUpdate();
        Updates++;
        Model.Core.Updates++;
        Model.Core.ParametersChanged();
    }

    private InvalidOperationException Diverged(string what, double value) => new(
        $"The {what} is {value} at update {Updates + 1}; the parameters are as update {Updates} left them. " +
        $"Training has diverged if inputs and targets are finite numbers: a lower learning rate (it is {LearningRate:g4}) or a " +
        $"MaxGradientNorm ({(MaxGradientNorm is { } most ? $"it is {most:g4}" : "none is set")}) usually helps.");
}
