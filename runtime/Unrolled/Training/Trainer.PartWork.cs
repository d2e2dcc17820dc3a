using Unrolled.CompilerServices;

namespace Unrolled;

// The passes of parts: small ones on threads of their own, as if these were ranks.
public sealed partial class Trainer<TModel>
{
    private PartWork? _partWork;

    /// <summary>Forward, losses and backward of this rank's parts, a bundle of each share at a time. Losses are evaluated by the calling thread, since users
    /// may have written them.</summary>
    private void GoThrough(PartTapes<TModel> tapes, int firstStep, MetricList? metrics)
    {
        var shares = tapes.SharesAmong(_threads);
        var work = _partWork ??= new PartWork(this);
        work.Begin(shares, Accumulated * tapes.Parts.Batch, firstStep);
        for (int round = 0; round < work.Rounds; round++)
        {
            work.Run(round, isBackward: false);
            foreach (var share in shares)
            {
                if (round < share.Bundles.Length)
                    Evaluate(share.Bundles[round], metrics);
            }

            work.Run(round, isBackward: true);
        }

        Exchange.AppendMeans(shares.Length);
    }

    private void Evaluate(PartBundle<TModel> bundle, MetricList? metrics)
    {
        for (int k = 0; k < bundle.Parts.Length; k++)
        {
            var (loss, weight) = LossOf(bundle.Parts[k], bundle.FirstPart + k, metrics);
            bundle.Note(k, loss, weight);
            Exchange.Note(bundle.FirstPart + k, loss, weight);
        }
    }

    private (double Loss, double Weight) LossOf(Tape<TModel> tape, int part, MetricList? metrics)
    {
        double weight = tape.SumOfWeights();
        if (weight == 0)
            return (0, 0);
        double loss = tape.Evaluate(Loss!, _threads);
        metrics?.Add(tape.Batched(), Exchange.MetricsOf(part));
        return (loss, weight);
    }

    /// <summary>A pass of bundles, one of each share, as work for several threads; the object is used again, so that a step allocates nothing.</summary>
    private sealed class PartWork(Trainer<TModel> trainer) : ISharedWork
    {
        private PartShare<TModel>[] _shares = [];
        private int _firstSequence, _firstStep, _round;
        private bool _isBackward;

        /// <summary>The most bundles that a share has.</summary>
        public int Rounds { get; private set; }

        public void Begin(PartShare<TModel>[] shares, int firstSequence, int firstStep)
        {
            (_shares, _firstSequence, _firstStep, Rounds) = (shares, firstSequence, firstStep, 0);
            for (int k = 0; k < shares.Length; k++)
            {
                Rounds = Math.Max(Rounds, shares[k].Bundles.Length);
                shares[k].Core.Seed = trainer.Model.Core.Seed;
                trainer.Exchange.BeginMean(k, shares[k].FirstPart);
            }
        }

        public void Run(int round, bool isBackward)
        {
            (_round, _isBackward) = (round, isBackward);
            Crew.Shared.Run(this, _shares.Length);
        }

        void ISharedWork.Run(Worker worker)
        {
            // Threads have either shares of their own or a part of each pass.
            int threads = _shares.Length == 1 ? trainer._threads : 1;
            for (int k = worker.Index; k < _shares.Length; k += worker.Count)
            {
                if (_round >= _shares[k].Bundles.Length)
                    continue;
                var bundle = _shares[k].Bundles[_round];
                if (_isBackward)
                    bundle.Backward(trainer.Exchange.MeanOf(k), threads);
                else
                    bundle.Forward(_firstSequence, _firstStep, threads, trainer.TakesPartsTogether);
            }
        }
    }
}
