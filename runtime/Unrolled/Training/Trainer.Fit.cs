using System.Runtime.CompilerServices;

namespace Unrolled;

// From a data set to a trained model.
public sealed partial class Trainer<TModel>
{
    private FitRun<TModel>? _run;
    private FitState? _resumed;

    /// <summary>
    /// Trains on a data set, epoch after epoch, and leaves the model with its best parameters: those of the lowest validation loss, without validation the
    /// last. After <see cref="LoadCheckpoint"/> it goes on where the
    /// checkpoint was written, with the same bits as if it had never stopped.
    /// </summary>
    /// <param name="data">The data set.</param>
    /// <param name="options">How; not given: ten epochs with batches of 32.</param>
    /// <param name="observer">Sees every update and epoch: <see cref="Progress.Console"/>, for example.</param>
    /// <param name="cancellation">Ends the run after the update at hand, as if it had come to its end: without an exception, with the best parameters, and
    /// with a checkpoint where one is asked for.</param>
    /// <returns>The epochs.</returns>
    /// <exception cref="ArgumentException">The data set or an option is not right; the message says where. Nothing was trained.</exception>
    /// <exception cref="InvalidOperationException">The trainer has no loss, is fitting already, or has loaded a checkpoint of another run; the message says
    /// what differs.</exception>
    /// <exception cref="NotFiniteException">A loss or gradient is not a finite number: the parameters are those of the last good update, and the best ones
    /// stay on the checkpoint.</exception>
    public History Fit(SequenceDataset data, FitOptions? options = null, ITrainingObserver? observer = null, CancellationToken cancellation = default)
    {
        var run = Start(data, options, observer);
        try
        {
            while (run.NextEpoch(cancellation) is not null)
            {
            }

            return run.End();
        }
        finally
        {
            _run = null;
        }
    }

    /// <summary><see cref="Fit(SequenceDataset, FitOptions?, ITrainingObserver?, CancellationToken)"/> without holding up the caller: each epoch runs on
    /// another thread and is handed out when it is finished.</summary>
    /// <remarks>While an epoch is being looked at, the model has the parameters of that moment; when the enumeration ends, or is left, the best. Nothing
    /// else may use the trainer until then.</remarks>
    /// <param name="data">The data set.</param>
    /// <param name="options">How; not given: ten epochs with batches of 32.</param>
    /// <param name="cancellation">Ends the run after the update at hand: the enumeration stops without an exception.</param>
    /// <param name="observer">Sees every update and epoch, on the thread that trains.</param>
    public async IAsyncEnumerable<EpochResult> FitAsync(
        SequenceDataset data, FitOptions? options = null, [EnumeratorCancellation] CancellationToken cancellation = default, ITrainingObserver? observer = null)
    {
        var run = await Task.Run(() => Start(data, options, observer), CancellationToken.None).ConfigureAwait(false);
        bool failed = true;
        try
        {
            while (await Task.Run(() => run.NextEpoch(cancellation), CancellationToken.None).ConfigureAwait(false) is { } epoch)
            {
                failed = false;
                yield return epoch;
                failed = true;
            }

            failed = false;
        }
        finally
        {
            if (!failed)
                run.End();
            _run = null;
        }
    }

    private FitRun<TModel> Start(SequenceDataset data, FitOptions? options, ITrainingObserver? observer)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (_run is not null)
            throw new InvalidOperationException("The trainer is fitting already: it can do one run at a time.");
        if (_resumed is { } state && state.TrainerUpdates != Updates)
            throw new InvalidOperationException($"The checkpoint that was loaded had {state.TrainerUpdates} updates, and the trainer has made {Updates} "
                + "since: load it again to go on from it.");
        _run = new FitRun<TModel>(this, data, options ?? new FitOptions(), observer, _resumed);
        _resumed = null;
        return _run;
    }
}
