namespace Unrolled;

/// <summary>Sees a run of <c>Fit</c> as it goes, and can end it: what others call callbacks. Each member may be left out.</summary>
public interface ITrainingObserver
{
    /// <summary>Called when the run begins, or goes on after a checkpoint was loaded.</summary>
    /// <param name="run">What is to come.</param>
    void OnStart(TrainingStart run)
    {
    }

    /// <summary>Called after every update, on the thread that trains.</summary>
    /// <param name="update">Where the run is.</param>
    /// <returns>Whether it goes on; false ends it as cancelling does.</returns>
    bool OnUpdate(in UpdateResult update) => true;

    /// <summary>Called after every epoch, its validation included.</summary>
    /// <param name="epoch">What it came to.</param>
    /// <returns>Whether the run goes on; false ends it.</returns>
    bool OnEpoch(EpochResult epoch) => true;

    /// <summary>Called when the run has ended and the model has its best parameters; not where it ended with an exception.</summary>
    /// <param name="history">Its epochs.</param>
    void OnEnd(History history)
    {
    }

    /// <summary>Called when the run ends with an exception, which <c>Fit</c> throws on afterwards.</summary>
    /// <param name="exception">Why it ended: a <see cref="NotFiniteException"/>, for example, or what an observer threw.</param>
    void OnFailure(Exception exception)
    {
    }
}

/// <summary>What a run is about to do.</summary>
/// <param name="Epochs">Epochs at most.</param>
/// <param name="DoneEpochs">Epochs that a loaded checkpoint has behind it.</param>
/// <param name="Batches">Batches of an epoch.</param>
/// <param name="Sequences">Sequences of an epoch.</param>
public sealed record TrainingStart(int Epochs, int DoneEpochs, int Batches, int Sequences);

/// <summary>Where a run is after an update.</summary>
public readonly record struct UpdateResult
{
    /// <summary>The epoch, counted from 1.</summary>
    public required int Epoch { get; init; }

    /// <summary>The batch within the epoch, counted from 1.</summary>
    public required int Batch { get; init; }

    /// <summary>Batches of an epoch.</summary>
    public required int Batches { get; init; }

    /// <summary>The trainer's updates.</summary>
    public required long Updates { get; init; }

    /// <summary>The mean loss of this update's batch, before the update.</summary>
    public required double Loss { get; init; }

    /// <summary>The mean loss of the epoch so far.</summary>
    public required double EpochLoss { get; init; }

    /// <summary>The gradients' norm, before clipping.</summary>
    public required double GradientNorm { get; init; }

    /// <summary>The learning rate of this update.</summary>
    public required double LearningRate { get; init; }

    /// <summary>Sequences that were gone through in the epoch; of a batch that goes through in pieces, as many as the pieces so far are worth.</summary>
    public required int Sequences { get; init; }
}
