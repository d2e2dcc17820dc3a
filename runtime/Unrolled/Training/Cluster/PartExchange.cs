using System.Runtime.InteropServices;
using Unrolled.CompilerServices;

namespace Unrolled;

/// <summary>
/// Adds the gradients, losses and metrics of the parts of a batch, those of other ranks too. A rank first joins its own parts; then each rank receives its
/// slice of the gradients from all, joins it in the order of the tree, and gives the mean to all: as much to send as two gradients, however many ranks there
/// are. Everything is allocated with the first batch of a shape.
/// </summary>
/// <param name="cluster">The ranks; null: this process alone.</param>
/// <param name="length">Floats of the gradients.</param>
internal sealed class PartExchange(ICluster? cluster, int length)
{
    private const int Alignment = AlignedBuffer.AlignmentInBytes / sizeof(float), NumbersOfPart = 2;

    private readonly GradientMean _own = new(length);
    private readonly int _slice = Align((length + Size(cluster) - 1) / Size(cluster));
    private GradientMean? _joined;
    private AlignedBuffer? _sent, _received, _mean, _all;
    private double[] _numbers = [];
    private BatchParts _parts;
    private int _metrics, _mostNodes, _headerFloats, _blockFloats;

    /// <summary>The mean loss of the batch.</summary>
    public double Loss { get; private set; }

    /// <summary>The sum of the weights of the batch's steps.</summary>
    public double Weight { get; private set; }

    /// <summary>The signals of all ranks together.</summary>
    public RankSignals Signals { get; private set; }

    /// <summary>The sums of the metrics of a part.</summary>
    public Span<double> MetricsOf(int part) => Numbers(part)[NumbersOfPart..];

    /// <summary>The loss of a part.</summary>
    public double LossOf(int part) => Numbers(part)[1];

    /// <summary>Begins a batch.</summary>
    /// <param name="parts">How it is cut.</param>
    /// <param name="metrics">Sums of metrics that a part has.</param>
    public void Begin(BatchParts parts, int metrics)
    {
        if (parts != _parts || metrics != _metrics || _numbers.Length == 0)
            Allocate(parts, metrics);
        Array.Clear(_numbers);
        _own.Clear(parts.First);
    }

    /// <summary>Adds a part of this rank; the parts in their order.</summary>
    public void Add(int part, ReadOnlySpan<float> gradients, double loss, double weight)
    {
        var numbers = Numbers(part);
        (numbers[0], numbers[1]) = (weight, loss);
        _own.Add(gradients, weight);
    }

    /// <summary>Joins all parts.</summary>
    /// <param name="gradients">Receives the gradients of the mean loss of the batch, unless that is no finite number.</param>
    /// <param name="signals">What this rank lets the others know.</param>
    public void Finish(Span<float> gradients, RankSignals signals)
    {
        if (_sent is null)
            Signals = signals;
        else
            Send(signals);
        Sum();
        gradients.Clear();
        if (!double.IsFinite(Loss))
            return;
        if (_sent is null)
            _own.AddTo(gradients);
        else
            Join(gradients);
    }

    private static int Size(ICluster? cluster) => cluster?.Size ?? 1;

    private static int Align(int floats) => (floats + Alignment - 1) / Alignment * Alignment;

    private Span<double> Numbers(int part) => _numbers.AsSpan(part * (NumbersOfPart + _metrics), NumbersOfPart + _metrics);

    private void Allocate(BatchParts parts, int metrics)
    {
        (_parts, _metrics) = (parts, metrics);
        _numbers = new double[Math.Max(1, parts.Count * (NumbersOfPart + metrics))];
        if (Size(cluster) == 1)
            return;
        _mostNodes = parts.MostNodes();
        // Signals, the numbers of a rank's parts, the weights of its means; then the means.
        _headerFloats = Align(2 * (1 + parts.Most * (NumbersOfPart + metrics) + _mostNodes));
        _blockFloats = checked(_headerFloats + _mostNodes * _slice);
        (_joined, _mean, _all) = (new GradientMean(_slice), new AlignedBuffer(_slice), new AlignedBuffer((long)_slice * parts.Ranks));
        (_sent, _received) = (new AlignedBuffer((long)_blockFloats * parts.Ranks), new AlignedBuffer((long)_blockFloats * parts.Ranks));
    }

    private void Send(RankSignals signals)
    {
        int ofParts = NumbersOfPart + _metrics;
        for (int rank = 0; rank < _parts.Ranks; rank++)
        {
            var block = _sent!.Span.Slice(rank * _blockFloats, _blockFloats);
            var header = MemoryMarshal.Cast<float, double>(block[.._headerFloats]);
            header[0] = (int)signals;
            _numbers.AsSpan(_parts.First * ofParts, (_parts.End - _parts.First) * ofParts).CopyTo(header[1..]);
            var weights = header[(1 + _parts.Most * ofParts)..];
            int first = rank * _slice, count = Math.Clamp(length - first, 0, _slice);
            for (int node = 0; node < _own.Nodes.Count; node++)
            {
                weights[node] = _own.Nodes[node].Weight;
                if (count > 0)
                    _own.Mean(node).Slice(first, count).CopyTo(block[(_headerFloats + node * _slice)..]);
            }
        }

        Signals = RankSignals.None;
        cluster!.AllToAll(MemoryMarshal.AsBytes(_sent!.Span), MemoryMarshal.AsBytes(_received!.Span));
        for (int rank = 0; rank < _parts.Ranks; rank++)
        {
            var header = MemoryMarshal.Cast<float, double>(_received!.Span.Slice(rank * _blockFloats, _headerFloats));
            // Rank 0 alone decides when a checkpoint is due.
            Signals |= (RankSignals)(int)header[0] & (rank == 0 ? RankSignals.All : RankSignals.Stop);
            int first = _parts.FirstOf(rank), count = _parts.FirstOf(rank + 1) - first;
            header.Slice(1, count * ofParts).CopyTo(_numbers.AsSpan(first * ofParts));
        }
    }

    /// <summary>The mean loss, in the order of the parts.</summary>
    private void Sum()
    {
        double loss = 0, weights = 0;
        for (int part = 0; part < _parts.Count; part++)
        {
            var numbers = Numbers(part);
            loss += numbers[0] * numbers[1];
            weights += numbers[0];
        }

        (Loss, Weight) = (weights == 0 ? 0 : loss / weights, weights);
    }

    private void Join(Span<float> gradients)
    {
        _joined!.Clear();
        for (int rank = 0; rank < _parts.Ranks; rank++)
        {
            var block = _received!.Span.Slice(rank * _blockFloats, _blockFloats);
            var weights = MemoryMarshal.Cast<float, double>(block[.._headerFloats])[(1 + _parts.Most * (NumbersOfPart + _metrics))..];
            int part = _parts.FirstOf(rank), end = _parts.FirstOf(rank + 1);
            for (int node = 0; part < end; node++)
            {
                int level = BatchParts.LevelAt(part, end);
                _joined.Add(block.Slice(_headerFloats + node * _slice, _slice), weights[node], level);
                part += 1 << level;
            }
        }

        _mean!.Clear();
        _joined.AddTo(_mean.Span);
        cluster!.AllGather(MemoryMarshal.AsBytes(_mean.Span), MemoryMarshal.AsBytes(_all!.Span));
        _all.Span[..length].CopyTo(gradients);
    }
}

/// <summary>What a rank lets the others know with its gradients.</summary>
[Flags]
internal enum RankSignals
{
    None = 0,

    /// <summary>The run is to end after this update.</summary>
    Stop = 1,

    /// <summary>A checkpoint is due.</summary>
    Checkpoint = 2,

    All = Stop | Checkpoint,
}
