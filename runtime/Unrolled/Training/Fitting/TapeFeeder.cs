namespace Unrolled;

/// <summary>
/// Puts batches of sequences on one tape, whole or in pieces of equal steps. The tape is as large as the longest needs and is used for shorter ones as it
/// is: nothing is allocated after the first batch.
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
    public TapeFeeder(TModel model, SequenceDataset data, int[] lengths, int batch, int? pieceSteps)
    {
        _data = data;
        _lengths = lengths;
        int longest = lengths.Max();
        _pieceSteps = Math.Min(longest, pieceSteps ?? longest);
        _batch = new int[Math.Min(batch, lengths.Length)];
        Tape = model.NewTape(_pieceSteps, _batch.Length);
    }

    public Tape<TModel> Tape { get; }

    /// <summary>Sequences of the batch.</summary>
    public ReadOnlySpan<int> Sequences => _batch.AsSpan(0, _count);

    /// <summary>Pieces of the batch.</summary>
    public int Pieces => (_longest + _pieceSteps - 1) / _pieceSteps;

    /// <summary>The sum of the weights of the steps on the tape.</summary>
    public double Weight { get; private set; }

    /// <summary>The first step of the piece on the tape.</summary>
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

    /// <summary>Puts a piece of the batch on the tape. The first starts from the initial states, the others from where the tape's states are.</summary>
    public void Fill(int piece)
    {
        FirstStep = piece * _pieceSteps;
        Tape.Resize(Math.Min(_pieceSteps, _longest - FirstStep));
        if (piece == 0)
            Tape.ResetInitialState();
        var lengths = Tape.Lengths;
        for (int b = 0; b < lengths.Length; b++)
        {
            int length = b < _count ? _lengths[_batch[b]] : 0;
            lengths[b] = Math.Clamp(length - FirstStep, 0, Tape.Steps);
            Tape.Continues[b] = length > FirstStep + Tape.Steps;
            if (lengths[b] > 0)
                _data.WriteTo(Tape, b, _batch[b], length, FirstStep, FirstStep + lengths[b]);
        }

        Weight = Tape.SumOfWeights();
    }
}
