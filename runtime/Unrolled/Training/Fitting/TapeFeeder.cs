namespace Unrolled;

/// <summary>
/// Puts batches of sequences on one tape, or on a tape for each part of the batch that this rank computes, whole or in pieces of equal steps. A tape is as
/// large as the longest needs and is used for shorter ones as it is: nothing is allocated after the first batch.
/// </summary>
internal sealed class TapeFeeder<TModel>
    where TModel : class, IModel<TModel>
{
    private readonly SequenceDataset _data;
    private readonly int[] _lengths;
    private readonly int[] _batch;
    private readonly int _pieceSteps;
    private int _count;
    private int _longest;

    /// <param name="model">The model.</param>
    /// <param name="data">A data set that fits it.</param>
    /// <param name="lengths">The length of each sequence.</param>
    /// <param name="batch">Sequences that go through together.</param>
    /// <param name="pieceSteps">The most steps of a piece; null: sequences go through whole.</param>
    /// <param name="parts">How a batch of so many sequences is cut; null: not at all.</param>
    public TapeFeeder(TModel model, SequenceDataset data, int[] lengths, int batch, int? pieceSteps, Func<int, BatchParts>? parts = null)
    {
        _data = data;
        _lengths = lengths;
        int longest = lengths.Max();
        _pieceSteps = Math.Min(longest, pieceSteps ?? longest);
        _batch = new int[Math.Min(batch, lengths.Length)];
        Tapes = new PartTapes<TModel>(model, _pieceSteps, parts is null ? new BatchParts(_batch.Length, 1) : parts(_batch.Length));
    }

    /// <summary>The tapes of this rank's parts.</summary>
    public PartTapes<TModel> Tapes { get; }

    /// <summary>The one tape of a batch that is not cut.</summary>
    public Tape<TModel> Tape => Tapes.Own[0];

    /// <summary>Sequences of the batch.</summary>
    public ReadOnlySpan<int> Sequences => _batch.AsSpan(0, _count);

    /// <summary>Pieces of the batch.</summary>
    public int Pieces => (_longest + _pieceSteps - 1) / _pieceSteps;

    /// <summary>The sum of the weights of the steps on the tapes.</summary>
    public double Weight { get; private set; }

    /// <summary>The first step of the piece on the tapes.</summary>
    public int FirstStep { get; private set; }

    /// <summary>Chooses the sequences of a batch.</summary>
    public void Begin(ReadOnlySpan<int> sequences)
    {
        sequences.CopyTo(_batch);
        _count = sequences.Length;
        _longest = 0;
        foreach (int index in sequences)
            _longest = Math.Max(_longest, _lengths[index]);
    }

    /// <summary>Puts a piece of the batch on the tapes. The first starts from the initial states, the others from where the tapes' states are.</summary>
    public void Fill(int piece)
    {
        FirstStep = piece * _pieceSteps;
        Weight = 0;
        foreach (var tape in Tapes.Own)
        {
            Fill(tape, isFirst: piece == 0);
            Weight += tape.SumOfWeights();
        }
    }

    /// <summary>The final states become the initial states of the next piece.</summary>
    public void CarryState()
    {
        foreach (var tape in Tapes.Own)
            tape.CarryState();
    }

    private void Fill(Tape<TModel> tape, bool isFirst)
    {
        tape.Resize(Math.Min(_pieceSteps, _longest - FirstStep));
        if (isFirst)
            tape.ResetInitialState();
        var lengths = tape.Lengths;
        for (int b = 0; b < lengths.Length; b++)
        {
            int place = tape.FirstOfWhole + b, length = place < _count ? _lengths[_batch[place]] : 0;
            lengths[b] = Math.Clamp(length - FirstStep, 0, tape.Steps);
            tape.Continues[b] = length > FirstStep + tape.Steps;
            if (lengths[b] > 0)
                _data.WriteTo(tape, b, _batch[place], length, FirstStep, FirstStep + lengths[b]);
        }
    }
}
