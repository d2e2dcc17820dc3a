using Unrolled.CompilerServices;

namespace Unrolled;

/// <summary>
/// Trains a model by backpropagation through time. The moments are allocated with the trainer, and everything else with the tape, so updates allocate nothing.
/// A trainer is not thread-safe, and nothing else may use the model during <see cref="Step"/> and <see cref="Update"/>.
/// </summary>
/// <typeparam name="TModel">The model's class.</typeparam>
public sealed partial class Trainer<TModel>
    where TModel : class, IModel<TModel>
{
    private Schedule _schedule = Schedule.Constant();
    private float? _maxGradientNorm;

    /// <summary>Creates a trainer with a loss.</summary>
    /// <param name="model">The model, changed by every update.</param>
    /// <param name="loss">The loss to minimise: a member of <see cref="Unrolled.Loss"/>, or a custom one.</param>
    /// <param name="optimizer">The optimiser.</param>
    public Trainer(TModel model, ILoss loss, Optimizer optimizer)
        : this(model, optimizer)
    {
        ArgumentNullException.ThrowIfNull(loss);
        Loss = loss;
    }

    /// <summary>Creates a trainer without a loss, for <see cref="Update"/> only.</summary>
    /// <param name="model">The model, changed by every update.</param>
    /// <param name="optimizer">The optimiser.</param>
    public Trainer(TModel model, Optimizer optimizer)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(optimizer);
        Model = model;
        Optimizer = optimizer;
        OptimizerState = new OptimizerState(model.Core, optimizer.Moments);
        _update = new UpdateWork(this);
        _batches = new GradientMean(model.Core.Gradients.Length);
        _squares = new double[(model.Core.Parameters.Length + ChunkFloats - 1) / ChunkFloats];
    }

    /// <summary>The model.</summary>
    public TModel Model { get; }

    /// <summary>The loss that <see cref="Step"/> minimises; null for a trainer without one.</summary>
    public ILoss? Loss { get; }

    /// <summary>The optimiser.</summary>
    public Optimizer Optimizer { get; }

    /// <summary>The optimiser's moments and counts.</summary>
    public OptimizerState OptimizerState { get; }

    /// <summary>The learning rate over the <see cref="Updates"/>; constant by default.</summary>
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
    /// If the Euclidean norm of all gradients is larger than this, they are scaled down to it, by min(1, max / (norm + 1e-6)). Null, the default, means no
    /// clipping.
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

    /// <summary>The norm of the gradients of all trainable parameters in the last update, before clipping; 0 before the first update.</summary>
    public double GradientNorm { get; private set; }

    /// <summary>Updates made so far.</summary>
    public long Updates { get; internal set; }

    /// <summary>The learning rate of the next update: the optimiser's times the schedule's factor, and what <see cref="ReduceOnPlateau"/> makes of
    /// it.</summary>
    public double LearningRate => FixedRate ?? Optimizer.ExactLearningRate * Schedule.Factor(Updates) * RateFactor;

    /// <summary>
    /// Makes one update from the tape's inputs and targets: clear gradients, forward, loss, backward (without input gradients), clip, update.
    /// Gradients are zero again afterwards. Gradients that were accumulated before the call are dropped.
    /// With <see cref="Accumulate"/> above 1 the last of so many calls makes the update.
    /// </summary>
    /// <param name="tape">A tape of this model with inputs and targets.</param>
    /// <returns>The mean loss before the update.</returns>
    /// <exception cref="InvalidOperationException">The trainer has no loss.</exception>
    /// <exception cref="NotFiniteException">
    /// The loss or the norm of the gradients is not finite. No parameter, moment or count has changed, and you can inspect the gradients.
    /// </exception>
    /// <exception cref="ArgumentException">The tape belongs to another model, or its lengths, tokens, weights or target classes are invalid. Nothing was
    /// updated.</exception>
    public double Step(Tape<TModel> tape)
    {
        ArgumentNullException.ThrowIfNull(tape);
        if (Loss is null)
            throw new InvalidOperationException("The trainer has no loss: create it with one, or compute gradients yourself and call Update.");
        return IsInParts ? StepInParts(tape) : StepFrom(tape, firstStep: 0);
    }

    /// <summary>
    /// Clips the accumulated gradients of the model, updates the parameters with them, and sets the gradients to zero.
    /// </summary>
    /// <exception cref="NotFiniteException">
    /// The norm of the gradients is not finite. No parameter, moment or count has changed, and you can inspect the gradients.
    /// </exception>
    /// <exception cref="NotSupportedException">The trainer has a <see cref="Cluster"/>.</exception>
    public void Update()
    {
        if (_cluster is not null)
        {
            throw new NotSupportedException(
                "A trainer with a cluster makes its updates in Step and Fit, where it knows whose sequences are whose. " +
                "For a loss of your own, give the trainer a class that implements ILoss.");
        }

        UpdateOf(null);
    }

    /// <summary><see cref="Step(Tape{TModel})"/> of a tape whose first step is not the first of its sequences.</summary>
    internal double StepFrom(Tape<TModel> tape, int firstStep)
    {
        Check.Tape(tape, Model);
        Model.Core.Gradients.Clear();
        tape.RunForward(training: true, FirstSequence(tape), firstStep, _threads);
        double loss = tape.Evaluate(Loss!, _threads);
        if (!double.IsFinite(loss))
            throw NotFinite("loss", loss, tape, firstStep);
        tape.RunBackward(inputGradients: false, _threads);
        if (IsAccumulated)
            TakeBatch(tape.SumOfWeights());
        if (++Accumulated >= _accumulate)
            UpdateOf(tape, firstStep);
        return loss;
    }

    /// <summary>Moves the states on where nothing counts.</summary>
    internal void ForwardOnly(Tape<TModel> tape, int firstStep) => tape.RunForward(training: true, FirstSequence(tape), firstStep, _threads);

    /// <summary>The update of the batches that wait, which are fewer than <see cref="Accumulate"/>.</summary>
    internal void UpdateRest() => UpdateOf(null);

    private void UpdateOf(Tape<TModel>? tape, int firstStep = 0)
    {
        if (TryUpdate())
            return;
        throw NotFinite("norm of the gradients", GradientNorm, tape, firstStep);
    }

    /// <summary>Makes the update; false where the norm of the gradients is no finite number.</summary>
    private bool TryUpdate()
    {
        _batches.AddTo(Model.Core.Gradients.Span);
        ShareUpdate();
        if (!double.IsFinite(GradientNorm))
            return false;
        Accumulated = 0;
        OptimizerState.CountUpdate();
        Updates++;
        Model.Core.Updates++;
        Model.Core.ParametersChanged();
        return true;
    }

    /// <summary>Batches that make one update have masks of their own.</summary>
    private int FirstSequence(Tape<TModel> tape) => Accumulated * tape.Batch;

    private NotFiniteException NotFinite(string what, double value, Tape<TModel>? tape, int firstStep)
    {
        float[] gradients = Model.Core.Gradients.Span.ToArray();
        int firstSequence = tape is null || what == "loss" ? Accumulated : Accumulated - 1;
        var place = tape is null ? null : NotFiniteSearch.Find(tape, Loss!, firstSequence * tape.Batch, firstStep);
        return NotFinite(what, value, place, gradients);
    }

    private NotFiniteException NotFinite(string what, double value, NotFinitePlace? place, float[] gradients, string others = "")
    {
        // What is left to be looked at is what the pass left, not what the search did.
        gradients.CopyTo(Model.Core.Gradients.Span);
        place ??= NotFiniteSearch.Parameters(Model.Gradients.Reverse(), isGradient: true);
        Accumulated = 0;
        _batches.Clear();
        return new NotFiniteException(
            $"{what} is {value}", Updates + 1, place,
            $"{others}Training has diverged if inputs and targets are finite numbers: a lower learning rate (it is {LearningRate:g4}) or a " +
            $"MaxGradientNorm ({(MaxGradientNorm is { } most ? $"it is {most:g4}" : "none is set")}) usually helps.");
    }
}
