using Unrolled.CompilerServices;

namespace Unrolled;

// Batches in parts, and the ranks of a cluster that share them.
public sealed partial class Trainer<TModel>
{
    private const int PartsOfCluster = 8;

    private int? _parts;
    private ICluster? _cluster;
    private PartExchange? _exchange;
    private PartTapes<TModel>? _tapes;
    private bool _isAgreed;

    // Made with the cluster, so that a program without one is published without what compares ranks.
    private Action<IEnumerable<(string Name, string Value)>>? _compare;

    /// <summary>
    /// How many parts a batch is cut into; a batch of fewer sequences has a part for each. Each part has gradients of its own, and those of the parts are
    /// added in a fixed tree, so that the bits follow from this number alone, however many ranks of a <see cref="Cluster"/> share the parts. 1 until set;
    /// 8 when a cluster is set. More ranks than parts have nothing to do.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to less than 1.</exception>
    /// <exception cref="InvalidOperationException">The trainer is fitting.</exception>
    public int Parts
    {
        get => _parts ?? (_cluster is null ? 1 : PartsOfCluster);
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            RequireNotFitting();
            _parts = value;
            _isAgreed = false;
        }
    }

    /// <summary>
    /// The ranks that train together; null, the default: this process alone. Every rank makes the same trainer with the same model and calls the same
    /// members of it in the same order, <see cref="SaveCheckpoint"/> too; each computes whole <see cref="Parts"/> of every batch, and all end with the
    /// same bits, which do not depend on how many ranks there are. Rank 0 alone writes checkpoints and shows <see cref="Progress"/>.
    /// </summary>
    /// <remarks>
    /// <see cref="Step"/> is given the whole batch on every rank and reads the sequences of this rank's parts only; <c>Fit</c> asks the data set for
    /// those only. The first of them compares programs, models, settings and data of the ranks, and throws an <see cref="InvalidOperationException"/>
    /// that says what differs.
    /// </remarks>
    /// <exception cref="ArgumentException">Its rank is not below its size.</exception>
    /// <exception cref="InvalidOperationException">Set while the trainer is fitting.</exception>
    public ICluster? Cluster
    {
        get => _cluster;
        set
        {
            RequireNotFitting();
            if (value is not null && (uint)value.Rank >= (uint)value.Size)
                throw new ArgumentException($"Expected a rank from 0 to below the cluster's size; found rank {value.Rank} of {value.Size}.", nameof(value));
            _cluster = value;
            _compare = value is null ? null : more => Agreement.Require(value, TrainerFingerprint.Of(this).Concat(more).DistinctBy(entry => entry.Name));
            (_exchange, _tapes, _isAgreed) = (null, null, false);
        }
    }

    /// <summary>Whether batches go through in parts: each on a tape of its own.</summary>
    internal bool IsInParts => _cluster is not null || Parts > 1;

    /// <summary>Whether this rank is the one that writes and shows.</summary>
    internal bool IsFirstRank => _cluster is null or { Rank: 0 };

    /// <summary>Whether there are other ranks.</summary>
    internal bool HasOthers => _cluster is { Size: > 1 };

    /// <summary>Whether small parts may go through on one tape. Tests compare.</summary>
    internal bool TakesPartsTogether { get; set; } = true;

    /// <summary>The tapes of the last <see cref="Step"/> in parts.</summary>
    internal PartTapes<TModel>? TapesOfStep => _tapes;

    /// <summary>Losses, weights, metrics and signals of the batch that went through last.</summary>
    internal PartExchange Exchange => _exchange ??= new PartExchange(_cluster, Model.Core.Gradients);

    /// <summary>How a batch is cut, and which parts are this rank's.</summary>
    internal BatchParts PartsOf(int batch) => new(batch, Parts, _cluster?.Rank ?? 0, _cluster?.Size ?? 1);

    /// <summary>Requires once that the ranks are alike.</summary>
    internal void RequireAlike(IEnumerable<(string Name, string Value)> more)
    {
        if (HasOthers)
            _compare!(more);
        _isAgreed = true;
    }

    /// <summary>Forward, loss and backward of the tapes of this rank's parts, the exchange with the other ranks, and where its turn has come an
    /// update.</summary>
    /// <param name="tapes">The tapes, filled.</param>
    /// <param name="firstStep">The number of the tapes' first step in their sequences.</param>
    /// <param name="metrics">Metrics whose sums are wanted of each part; null: none.</param>
    /// <param name="signals">What this rank lets the others know.</param>
    /// <param name="skipsUncounted">Whether a batch in which no step counts only moves the states on.</param>
    /// <returns>Whether the batch counts.</returns>
    internal bool StepParts(PartTapes<TModel> tapes, int firstStep, MetricList? metrics, RankSignals signals, bool skipsUncounted)
    {
        var exchange = Exchange;
        exchange.Begin(tapes.Parts, metrics?.Sums ?? 0);
        try
        {
            GoThrough(tapes, firstStep, metrics);
        }
        finally
        {
            Model.Core.Sums = Model.Core.Gradients;
        }

        exchange.Finish(signals);
        if (!double.IsFinite(exchange.Loss))
            throw NotFiniteLoss(tapes, firstStep);
        if (exchange.Weight == 0 && skipsUncounted)
            return false;
        if (IsAccumulated)
            TakeBatch(exchange.Weight);
        if (++Accumulated >= _accumulate && !TryUpdate())
            throw NotFiniteNorm(tapes, firstStep);
        return true;
    }

    /// <summary><see cref="Step"/> in parts: each rank takes its sequences from the tape, and gives their outputs and final states back.</summary>
    private double StepInParts(Tape<TModel> tape)
    {
        Check.Tape(tape, Model);
        tape.RequireLengths();
        if (!_isAgreed)
            RequireAlike([]);
        var parts = PartsOf(tape.Batch);
        if (_tapes is null || _tapes.Parts != parts || _tapes.Steps < tape.Steps)
            _tapes = new PartTapes<TModel>(Model, tape.Steps, parts);
        _tapes.Take(tape);
        StepParts(_tapes, firstStep: 0, metrics: null, RankSignals.None, skipsUncounted: false);
        _tapes.Give(tape);
        return Exchange.Loss;
    }

    private NotFiniteException NotFiniteLoss(PartTapes<TModel> tapes, int firstStep)
    {
        float[] gradients = Model.Core.Gradients.Span.ToArray();
        int wrong = 0;
        while (double.IsFinite(Exchange.LossOf(wrong)))
            wrong++;
        if (wrong < tapes.Parts.First || wrong >= tapes.Parts.End)
        {
            int rank = 0;
            while (wrong >= tapes.Parts.FirstOf(rank + 1))
                rank++;
            return NotFinite("loss", Exchange.Loss, null, gradients, $"Rank {rank}, which computed it, says where the first such number is. ");
        }

        return NotFinite("loss", Exchange.Loss, PlaceOn(tapes, wrong - tapes.Parts.First, Accumulated, firstStep), gradients);
    }

    private NotFiniteException NotFiniteNorm(PartTapes<TModel> tapes, int firstStep)
    {
        float[] gradients = Model.Core.Gradients.Span.ToArray();
        NotFinitePlace? place = null;
        for (int own = 0; own < tapes.Own.Length && place is null; own++)
            place = PlaceOn(tapes, own, Accumulated - 1, firstStep);
        return NotFinite("norm of the gradients", GradientNorm, place, gradients);
    }

    private NotFinitePlace? PlaceOn(PartTapes<TModel> tapes, int own, int batch, int firstStep)
    {
        var tape = tapes.Own[own];
        var place = NotFiniteSearch.Find(tape, Loss!, (batch * tapes.Parts.Batch) + tape.FirstOfWhole, firstStep);
        return place is { Sequence: { } sequence } ? place with { Sequence = sequence + tape.FirstOfWhole } : place;
    }

    private void RequireNotFitting()
    {
        if (_run is not null)
            throw new InvalidOperationException("The trainer is fitting: set its cluster and its parts before.");
    }
}
