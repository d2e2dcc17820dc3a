using System.Diagnostics;

namespace Unrolled;

/// <summary>One run of <c>Fit</c>: an epoch at a time, until there is no more.</summary>
internal sealed class FitRun<TModel>
    where TModel : class, IModel<TModel>
{
    private readonly Trainer<TModel> _trainer;
    private readonly FitOptions _options;
    private readonly ITrainingObserver? _observer;
    private readonly Batches _batches;
    private readonly TapeFeeder<TModel> _feeder;
    private readonly Evaluator<TModel>? _validation;
    private readonly MetricList _metrics;
    private readonly RunningSums _validationSums;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly Dictionary<string, string> _settings;
    private readonly TimeSpan _before;
    private IReadOnlyList<(string Name, Shape Shape, float[] Values)>? _carried;
    private TimeSpan _lastCheckpoint;
    private double _loss;
    private bool _stop, _stopWanted, _checkpointDue;
    private bool _unsaved;

    /// <exception cref="ArgumentException">The data set does not fit the model; the message says where.</exception>
    /// <exception cref="InvalidOperationException">It does not fit the checkpoint that was loaded; the message says in what.</exception>
    public FitRun(Trainer<TModel> trainer, SequenceDataset data, FitOptions options, ITrainingObserver? observer, FitState? resumed)
    {
        var model = trainer.Model;
        var shape = ModelShape.Of(model.Core.Layout);
        var loss = trainer.Loss ?? throw new InvalidOperationException("The trainer was made without a loss: give it one to fit.");
        options.Check(model.Core.Layout.HasBackwardDirection);
        options.ReduceOnPlateau?.Check();
        _trainer = trainer;
        _options = options;
        _observer = observer is TextProgress && !trainer.IsFirstRank ? null : observer;
        data = data.For(shape);
        var validation = options.Validation?.For(shape);
        var cluster = trainer.Cluster;
        RequireAlike(data, validation, shape);
        data.Check(shape, cluster);
        if (validation is not null)
        {
            validation.Check(shape, cluster);
            _validation = new Evaluator<TModel>(model, validation);
        }

        int[] lengths = DatasetLengths.Of(data);
        _batches = new Batches(lengths, options.Batch, options.Seed, options.ByLength);
        _feeder = new TapeFeeder<TModel>(model, data, lengths, options.Batch, options.Truncate, trainer.IsInParts ? trainer.PartsOf : null);
        _metrics = new MetricList(options.Metrics, shape.Outputs);
        _validationSums = _metrics.NewSums();
        _settings = FitSettings.Of(options, trainer.Accumulate, trainer.Parts, loss, lengths, _validation is null ? default : _validation.Lengths);
        if (resumed is not null)
            FitSettings.RequireSame(resumed.Settings, _settings);
        else
            trainer.DropAccumulated();
        State = resumed ?? new FitState { Sums = _metrics.NewSums() };
        _before = State.Elapsed;
        _carried = State.Carried;
        trainer.RateFactor = State.Plateau.Factor;
        Watched(() =>
        {
            _observer?.OnStart(new TrainingStart(options.Epochs, State.Epoch, _batches.Count, lengths.Length));
            return true;
        });
    }

    /// <summary>Where it is.</summary>
    public FitState State { get; }

    private bool IsOver => _stop || State.Epoch >= _options.Epochs || (_options.Patience is { } patience && State.Waited >= patience);

    /// <summary>Ranks that differ in what they are about to do would wait for each other.</summary>
    private void RequireAlike(SequenceDataset data, SequenceDataset? validation, ModelShape shape)
    {
        if (!_trainer.HasOthers)
            return;
        List<(string, string)> entries = [];
        Agreement.Do(_trainer.Cluster, () =>
        {
            int[] lengths = DatasetLengths.Of(data), heldLengths = validation is null ? [] : DatasetLengths.Of(validation);
            var settings = FitSettings.Of(_options, _trainer.Accumulate, _trainer.Parts, _trainer.Loss!, lengths, heldLengths);
            entries = [.. TrainerFingerprint.Of(_options, settings, data, validation, shape)];
        });
        _trainer.RequireAlike(entries);
    }

    /// <summary>Goes through the rest of the epoch.</summary>
    /// <returns>What it came to; null where the run has ended.</returns>
    /// <exception cref="NotFiniteException">A loss or gradient is not a finite number.</exception>
    public EpochResult? NextEpoch(CancellationToken cancellation) => Watched(() => Epoch(cancellation));

    private EpochResult? Epoch(CancellationToken cancellation)
    {
        if (IsOver)
            return null;
        var (started, before) = (_clock.Elapsed, State.EpochElapsed);
        _batches.Shuffle(State.Epoch);
        while (State.Batch < _batches.Count)
        {
            _feeder.Begin(_batches[State.Batch]);
            do
            {
                _stopWanted |= cancellation.IsCancellationRequested;
                _stop |= _stopWanted && !_trainer.HasOthers;
                if (_stop)
                    return null;

                Fill();
                bool updated = TrainPiece();
                Advance();
                State.EpochElapsed = before + (_clock.Elapsed - started);
                if (updated)
                    AfterUpdate();
            }
            while (State.Piece > 0);
        }

        if (_trainer.Accumulated > 0)
        {
            double rate = _trainer.LearningRate;
            UpdateRest();
            CountUpdate(rate);
            AfterUpdate();
        }

        return FinishEpoch();
    }

    /// <summary>The state as a checkpoint needs it.</summary>
    public FitState Snapshot()
    {
        State.Elapsed = _before + _clock.Elapsed;
        State.TrainerUpdates = _trainer.Updates;
        if (_carried is null)
            State.SequenceUpdate = _feeder.Tapes.Own is [var tape, ..] ? tape.SequenceUpdate ?? 0 : 0;
        State.Settings = _settings;
        State.Carried = State.Piece == 0 ? null : _carried ?? _feeder.Tapes.InitialStates(_trainer.Cluster);
        return State;
    }

    /// <summary>Ends the run: writes the last checkpoint and gives the model its best parameters.</summary>
    public History End() => Watched(Finish);

    private History Finish()
    {
        if (_unsaved)
            WriteCheckpoint();
        _trainer.RateFactor = 1;
        _trainer.DropAccumulated();
        if (State.Best is { } best)
        {
            best.CopyTo(_trainer.Model.Core.Parameters.Span);
            _trainer.Model.Core.ParametersChanged();
        }

        _observer?.OnEnd(State.History);
        return State.History;
    }

    /// <summary>Tells the observer of an exception, which goes on; together with one that the observer throws at that.</summary>
    private T Watched<T>(Func<T> part)
    {
        try
        {
            return part();
        }
        catch (Exception exception) when (_observer is not null)
        {
            try
            {
                _observer.OnFailure(exception);
            }
            catch (Exception another)
            {
                throw new AggregateException("The run ended with an exception, and its observer threw another at that.", exception, another);
            }

            throw;
        }
    }

    private void Fill()
    {
        _feeder.Fill(State.Piece);
        if (_carried is null)
            return;
        _feeder.Tapes.SetInitialStates(_carried, State.SequenceUpdate);
        _carried = null;
    }

    /// <summary>Forward, loss and backward of the piece on the tape, and where its turn has come an update; returns whether it has.</summary>
    private bool TrainPiece()
    {
        if (_trainer.IsInParts)
            return TrainParts();
        var tape = _feeder.Tape;
        if (_feeder.Weight == 0)
        {
            _trainer.ForwardOnly(tape, _feeder.FirstStep);
            return false;
        }

        long updates = _trainer.Updates;
        double rate = _trainer.LearningRate;
        try
        {
            _loss = _trainer.StepFrom(tape, _feeder.FirstStep);
        }
        catch (NotFiniteException exception)
        {
            throw InPlace(exception);
        }

        State.Sums.Add(_loss, _feeder.Weight);
        _metrics.Add(tape.Batched(), State.Sums);
        if (_trainer.Updates == updates)
            return false;
        CountUpdate(rate);
        return true;
    }

    /// <summary><see cref="TrainPiece"/> of this rank's parts, and with the other ranks of all.</summary>
    private bool TrainParts()
    {
        long updates = _trainer.Updates;
        double rate = _trainer.LearningRate;
        var signals = (_stopWanted ? RankSignals.Stop : 0) | (IsCheckpointDue ? RankSignals.Checkpoint : 0);
        bool counts;
        try
        {
            counts = _trainer.StepParts(_feeder.Tapes, _feeder.FirstStep, _metrics, signals, skipsUncounted: true);
        }
        catch (NotFiniteException exception)
        {
            throw InPlace(exception);
        }

        var exchange = _trainer.Exchange;
        _stop |= exchange.Signals.HasFlag(RankSignals.Stop) && _trainer.HasOthers;
        if (!counts)
            return false;
        _loss = exchange.Loss;
        State.Sums.Add(_loss, exchange.Weight);
        for (int part = 0; part < _feeder.Tapes.Parts.Count; part++)
            _metrics.Merge(exchange.MetricsOf(part), State.Sums);
        if (_trainer.Updates == updates)
            return false;
        CountUpdate(rate);
        _checkpointDue = _trainer.HasOthers && exchange.Signals.HasFlag(RankSignals.Checkpoint);
        return true;
    }

    private bool IsCheckpointDue => _options.Checkpoint is not null && _clock.Elapsed - _lastCheckpoint >= _options.CheckpointEvery;

    private void CountUpdate(double rate)
    {
        State.NormSum += _trainer.GradientNorm;
        State.Updates++;
        State.LearningRate = rate;
        _unsaved = _options.Checkpoint is not null;
    }

    /// <summary>On to the next piece, with the state carried there, or to the next batch.</summary>
    private void Advance()
    {
        if (++State.Piece < _feeder.Pieces)
        {
            _feeder.CarryState();
            return;
        }

        State.Sequences += _feeder.Sequences.Length;
        State.Batch++;
        State.Piece = 0;
    }

    private void AfterUpdate()
    {
        // With other ranks rank 0 has decided before the update, and all know.
        if (_trainer.HasOthers ? _checkpointDue : IsCheckpointDue)
            WriteCheckpoint();
        _checkpointDue = false;
        if (_observer is null)
            return;
        var update = new UpdateResult
        {
            Epoch = State.Epoch + 1,
            Batch = Math.Min(State.Batch + (State.Piece > 0 ? 1 : 0), _batches.Count),
            Batches = _batches.Count,
            Updates = _trainer.Updates,
            Loss = _loss,
            EpochLoss = State.Sums.Loss,
            GradientNorm = _trainer.GradientNorm,
            LearningRate = State.LearningRate,
            Sequences = State.Sequences + (State.Piece * _feeder.Sequences.Length / Math.Max(1, _feeder.Pieces)),
        };
        _stopWanted |= !_observer.OnUpdate(in update);
    }

    private EpochResult FinishEpoch()
    {
        _validationSums.Clear();
        if (_trainer.IsInParts)
            _validation?.RunShared(_trainer.Loss!, _metrics, _validationSums, _trainer.Threads, _trainer.Cluster);
        else
            _validation?.Run(_trainer.Loss!, _metrics, _validationSums, _trainer.Threads);
        double loss = _validation is null ? State.Sums.Loss : _validationSums.Loss;
        bool isBest = _validation is null || loss < State.BestLoss;
        if (_validation is not null)
        {
            State.Waited = isBest ? 0 : State.Waited + 1;
            State.BestLoss = isBest ? loss : State.BestLoss;
            if (isBest)
                State.KeepBest(_trainer.Model.Core);
        }

        var result = new EpochResult
        {
            Epoch = State.Epoch + 1,
            Loss = State.Sums.Loss,
            ValidationLoss = _validation is null ? null : loss,
            Metrics = _metrics.Values(State.Sums),
            ValidationMetrics = _validation is null ? new MetricValues([], []) : _metrics.Values(_validationSums),
            LearningRate = State.LearningRate,
            GradientNorm = State.Updates == 0 ? 0 : State.NormSum / State.Updates,
            Updates = _trainer.Updates,
            Elapsed = _before + _clock.Elapsed,
            SequencesPerSecond = State.Sequences / Math.Max(1e-9, State.EpochElapsed.TotalSeconds),
            IsBest = isBest,
        };
        State.History.Add(result);
        if (_options.ReduceOnPlateau is { } plateau)
        {
            var state = State.Plateau;
            plateau.Next(loss, ref state);
            State.Plateau = state;
            _trainer.RateFactor = state.Factor;
        }

        State.Epoch++;
        State.StartEpoch();
        if (_options.Checkpoint is not null)
            WriteCheckpoint();
        _stopWanted |= _observer is not null && !_observer.OnEpoch(result);
        _stop |= _trainer.HasOthers ? Agreement.Any(_trainer.Cluster!, _stopWanted) : _stopWanted;
        return result;
    }

    private void WriteCheckpoint()
    {
        _trainer.SaveCheckpoint(_options.Checkpoint!);
        _lastCheckpoint = _clock.Elapsed;
        _unsaved = false;
    }

    /// <summary>The update of the last batches of an epoch, where they are fewer than <see cref="Trainer{TModel}.Accumulate"/>.</summary>
    private void UpdateRest()
    {
        try
        {
            _trainer.UpdateRest();
        }
        catch (NotFiniteException exception)
        {
            throw InPlace(exception);
        }
    }

    /// <summary>The error of a step, with where in the run it was.</summary>
    private NotFiniteException InPlace(NotFiniteException exception) =>
        exception.At(State.Epoch + 1, State.Batch + 1, exception.Sequence is { } column
            && column < _feeder.Sequences.Length ? _feeder.Sequences[column] : null);
}
