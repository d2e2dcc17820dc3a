namespace Unrolled;

/// <summary>Runs a model over a data set without training it.</summary>
internal sealed class Evaluator<TModel>
    where TModel : class, IModel<TModel>
{
    private const int Batch = 32, PieceSteps = 128;

    private readonly TModel _model;
    private readonly TapeFeeder<TModel> _feeder;
    private readonly int[] _order;

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
        var tape = _feeder.Tape;
        tape.Threads = threads;
        for (int first = 0; first < _order.Length; first += Batch)
        {
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
}
