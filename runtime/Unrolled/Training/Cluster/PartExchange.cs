using System.Runtime.InteropServices;
using Unrolled.CompilerServices;

namespace Unrolled;

/// <summary>
/// Adds the gradients, losses and metrics of the parts of a batch, those of other ranks too. A rank first joins its own parts. Then all ranks tell each other
/// losses, weights and signals; each rank receives its slice of the gradients from all, joins it in the order of the tree, and gives the mean to all: as much
/// to send as two gradients, however many ranks there are. Gradients are sent from where they lie and received where they belong. Everything is allocated
/// with the first batch of a shape.
/// </summary>
/// <param name="cluster">The ranks; null: this process alone.</param>
/// <param name="gradients">Where the first part is summed, and the mean of all comes.</param>
internal sealed class PartExchange(ICluster? cluster, AlignedBuffer gradients)
{
    private const int NumbersOfPart = 2;

    private readonly GradientMean _own = new(gradients.Length, gradients);

    // Of the threads that have parts of their own; the first has the one where all come together.
    private readonly List<GradientMean> _means = [];

    // The slices of all ranks are of one length; what is left over, fewer floats than there are ranks, goes to all and is joined by all.
    private readonly int _slice = gradients.Length / Size(cluster), _rest = gradients.Length % Size(cluster);
    private GradientMean? _joined, _joinedRest;
    private AlignedBuffer? _received, _rests;
    private byte[] _header = [], _headers = [];
    private double[] _numbers = [];
    private BatchParts _parts;
    private int _metrics, _mostNodes;

    /// <summary>The mean loss of the batch.</summary>
    public double Loss { get; private set; }

    /// <summary>The sum of the weights of the batch's steps.</summary>
    public double Weight { get; private set; }

    /// <summary>The signals of all ranks together.</summary>
    public RankSignals Signals { get; private set; }

    private bool HasOthers => _parts.Ranks > 1;

    // Doubles of a header: signals, the numbers of a rank's parts, the weights of its means. Floats follow: what is left over of the means.
    private int HeaderDoubles => 1 + (_parts.Most * OfPart) + _mostNodes;

    private int OfPart => NumbersOfPart + _metrics;

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
    }

    /// <summary>Begins the mean of a thread's parts, the first of which has a number.</summary>
    public void BeginMean(int thread, int firstPart)
    {
        if (_means.Count == thread)
            _means.Add(thread == 0 ? _own : new GradientMean(gradients.Length));
        _means[thread].Clear(firstPart);
    }

    /// <summary>The mean of a thread's parts. Each part is summed in its <see cref="GradientMean.Next"/>, so that joining copies none.</summary>
    public GradientMean MeanOf(int thread) => _means[thread];

    /// <summary>Takes note of the loss of a part.</summary>
    public void Note(int part, double loss, double weight)
    {
        var numbers = Numbers(part);
        (numbers[0], numbers[1]) = (weight, loss);
    }

    /// <summary>Joins the means of so many threads, in the order of their parts.</summary>
    public void AppendMeans(int threads)
    {
        for (int thread = 1; thread < threads; thread++)
            _own.Append(_means[thread]);
    }

    /// <summary>Joins all parts: the gradients become those of the mean loss of the batch, or 0 where that is no finite number.</summary>
    /// <param name="signals">What this rank lets the others know.</param>
    public void Finish(RankSignals signals)
    {
        Signals = signals;
        if (HasOthers)
            TellNumbers();
        Sum();
        if (!double.IsFinite(Loss))
            gradients.Clear();
        else if (HasOthers)
            JoinSlices();
        else
            _own.Join();
    }

    private static int Size(ICluster? cluster) => cluster?.Size ?? 1;

    private Span<double> Numbers(int part) => _numbers.AsSpan(part * OfPart, OfPart);

    private void Allocate(BatchParts parts, int metrics)
    {
        (_parts, _metrics) = (parts, metrics);
        _numbers = new double[Math.Max(1, parts.Count * OfPart)];
        if (!HasOthers)
            return;
        _mostNodes = parts.MostNodes();
        // The floats in pairs, so that the next rank's doubles are aligned.
        _header = new byte[sizeof(double) * (HeaderDoubles + ((_mostNodes * _rest) + 1) / 2)];
        _headers = new byte[checked(_header.Length * parts.Ranks)];
        (_joined, _received) = (new GradientMean(_slice), new AlignedBuffer((long)_slice * parts.Ranks * _mostNodes));
        (_joinedRest, _rests) = (new GradientMean(_rest), new AlignedBuffer((long)_rest * parts.Ranks * _mostNodes));
    }

    /// <summary>What a rank gives to all: doubles.</summary>
    private Span<double> Doubles(byte[] headers, int rank) =>
        MemoryMarshal.Cast<byte, double>(headers.AsSpan(rank * _header.Length, HeaderDoubles * sizeof(double)));

    /// <summary>What is left over of a rank's means, one after the other.</summary>
    private Span<float> Rests(byte[] headers, int rank) =>
        MemoryMarshal.Cast<byte, float>(headers.AsSpan((rank * _header.Length) + (HeaderDoubles * sizeof(double)), _mostNodes * _rest * sizeof(float)));

    private void TellNumbers()
    {
        var own = Doubles(_header, 0);
        own[0] = (int)Signals;
        _numbers.AsSpan(_parts.First * OfPart, (_parts.End - _parts.First) * OfPart).CopyTo(own[1..]);
        for (int node = 0; node < _own.Nodes.Count; node++)
        {
            own[1 + (_parts.Most * OfPart) + node] = _own.Nodes[node].Weight;
            _own.Mean(node)[^_rest..].CopyTo(Rests(_header, 0)[(node * _rest)..]);
        }

        cluster!.AllGather(_header, _headers);
        Signals = RankSignals.None;
        for (int rank = 0; rank < _parts.Ranks; rank++)
        {
            var numbers = Doubles(_headers, rank);
            // Rank 0 alone decides when a checkpoint is due.
            Signals |= (RankSignals)(int)numbers[0] & (rank == 0 ? RankSignals.All : RankSignals.Stop);
            int first = _parts.FirstOf(rank), count = _parts.FirstOf(rank + 1) - first;
            numbers.Slice(1, count * OfPart).CopyTo(_numbers.AsSpan(first * OfPart));
            Rests(_headers, rank).CopyTo(_rests!.Span[(rank * _mostNodes * _rest)..]);
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

    private void JoinSlices()
    {
        int slices = _slice * _parts.Ranks;
        for (int node = 0; node < _mostNodes; node++)
        {
            // A rank that has fewer means gives something that nobody reads.
            var mean = node < _own.Nodes.Count ? _own.Mean(node) : gradients.Span;
            cluster!.AllToAll(MemoryMarshal.AsBytes(mean[..slices]), MemoryMarshal.AsBytes(_received!.Span.Slice(node * slices, slices)));
        }

        _joined!.Clear();
        _joinedRest!.Clear();
        for (int rank = 0; rank < _parts.Ranks; rank++)
        {
            var weights = Doubles(_headers, rank)[(1 + (_parts.Most * OfPart))..];
            int part = _parts.FirstOf(rank), end = _parts.FirstOf(rank + 1);
            for (int node = 0; part < end; node++)
            {
                int level = BatchParts.LevelAt(part, end);
                _joined.AddInPlace(_received!, (node * slices) + (rank * _slice), weights[node], level);
                _joinedRest.AddInPlace(_rests!, ((rank * _mostNodes) + node) * _rest, weights[node], level);
                part += 1 << level;
            }
        }

        // The mean of this rank's slice comes to its place, from where all others receive it.
        var own = gradients.Span.Slice(_parts.Rank * _slice, _slice);
        _joined.Join().CopyTo(own);
        _joinedRest.Join().CopyTo(gradients.Span[slices..]);
        cluster!.AllGather(MemoryMarshal.AsBytes(own), MemoryMarshal.AsBytes(gradients.Span[..slices]));
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
