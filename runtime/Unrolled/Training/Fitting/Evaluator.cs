using System.Runtime.InteropServices;

namespace Unrolled;

/// <summary>Runs a model over a data set without training it.</summary>
internal sealed class Evaluator<TModel>
    where TModel : class, IModel<TModel>
{
    private const int Batch = 32, PieceSteps = 128;

    private readonly TModel _model;
    private readonly TapeFeeder<TModel> _feeder;
    private readonly int[] _order;
    private double[] _own = [], _all = [];

    public Evaluator(TModel model, SequenceDataset data)
    {
        _model = model;
        var shape = ModelShape.Of(model.Core.Layout);
        var fitting = data.For(shape);
        if (fitting.Count == 0)
            throw new ArgumentException("The data set holds no sequence: there is nothing to measure by.", nameof(data));
        Lengths = DatasetLengths.Of(fitting);
        // Sequences of similar lengths go through together; pieces of long ones need no more memory than short ones.
        _order = [.. Enumerable.Range(0, Lengths.Length)];
        long[] keys = [.. Lengths.Select((length, index) => ((long)length << 32) + index)];
        Array.Sort(keys, _order);
        _feeder = new TapeFeeder<TModel>(model, fitting, Lengths, Batch, model.Core.Layout.HasBackwardDirection ? null : PieceSteps);
    }

    public int[] Lengths { get; }

    /// <summary>Adds all sequences.</summary>
    /// <param name="loss">The loss; null: none.</param>
    /// <param name="metrics">The metrics.</param>
    /// <param name="sums">Where to.</param>
    /// <param name="threads">How many threads may share the passes.</param>
    public void Run(ILoss? loss, MetricList metrics, RunningSums sums, int threads)
    {
        _feeder.Tape.Threads = threads;
        for (int first = 0; first < _order.Length; first += Batch)
            Run(first, loss, metrics, sums);
    }

    /// <summary>Adds all sequences, of which each rank goes through some. Each batch has sums of its own, which are added in the order of the batches: the bits
    /// do not depend on who has which.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="metrics">The metrics.</param>
    /// <param name="sums">Where to.</param>
    /// <param name="threads">How many threads may share the passes.</param>
    /// <param name="cluster">The ranks; null: this process alone.</param>
    public void RunShared(ILoss loss, MetricList metrics, RunningSums sums, int threads, ICluster? cluster)
    {
        int rank = cluster?.Rank ?? 0, ranks = cluster?.Size ?? 1, batches = (_order.Length + Batch - 1) / Batch;
        int numbers = 2 + metrics.Sums, most = (batches + ranks - 1) / ranks;
        if (_own.Length != most * numbers)
            (_own, _all) = (new double[most * numbers], new double[most * numbers * ranks]);
        Array.Clear(_own);
        _feeder.Tape.Threads = threads;
        var batchSums = metrics.NewSums();
        for (int batch = rank; batch < batches; batch += ranks)
        {
            batchSums.Clear();
            Run(batch * Batch, loss, metrics, batchSums);
            var own = _own.AsSpan(batch / ranks * numbers, numbers);
            (own[0], own[1]) = (batchSums.LossSum, batchSums.Weight);
            MetricList.Copy(batchSums, own[2..]);
        }

        if (cluster is { Size: > 1 })
            cluster.AllGather(MemoryMarshal.AsBytes<double>(_own), MemoryMarshal.AsBytes(_all.AsSpan()));
        else
            _own.CopyTo(_all, 0);
        for (int batch = 0; batch < batches; batch++)
        {
            var found = _all.AsSpan(((batch % ranks * most) + (batch / ranks)) * numbers, numbers);
            sums.LossSum += found[0];
            sums.Weight += found[1];
            metrics.Merge(found[2..], sums);
        }
    }

    private void Run(int first, ILoss? loss, MetricList metrics, RunningSums sums)
    {
        var tape = _feeder.Tape;
        _feeder.Begin(_order.AsSpan(first, Math.Min(Batch, _order.Length - first)));
        for (int piece = 0; piece < _feeder.Pieces; piece++)
        {
            if (piece > 0)
                tape.CarryState();
            _feeder.Fill(piece);
            _model.Forward(tape, training: false);
            if (loss is not null)
                sums.Add(loss.Evaluate(tape), _feeder.Weight);
            metrics.Add(tape.Batched(), sums);
        }
    }
}
