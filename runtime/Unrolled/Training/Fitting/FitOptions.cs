namespace Unrolled;

/// <summary>How <c>trainer.Fit</c> goes about it.</summary>
public sealed class FitOptions
{
    /// <summary>How often each sequence is gone through; at least 1.</summary>
    public int Epochs { get; init; } = 10;

    /// <summary>Sequences that go through together; at least 1.</summary>
    public int Batch { get; init; } = 32;

    /// <summary>Of the order of the sequences in each epoch: same seed, same order.</summary>
    public int Seed { get; init; }

    /// <summary>What the model is measured by after every epoch, without learning from it; the epoch with the lowest loss there is the best. None: the last
    /// epoch is.</summary>
    public SequenceDataset? Validation { get; init; }

    /// <summary>After so many epochs without a lower validation loss it ends; null: never.</summary>
    public int? Patience { get; init; }

    /// <summary>Figures beside the loss, of training and validation.</summary>
    public IReadOnlyList<IMetric> Metrics { get; init; } = [];

    /// <summary>
    /// Longer sequences go through in pieces of so many steps, an update each, with the state carried from one to the next and no gradient between them
    /// (truncated backpropagation through time); null: whole. A piece in which no
    /// step counts only moves the state on.
    /// </summary>
    public int? Truncate { get; init; }

    /// <summary>Whether sequences of similar lengths share a batch, so that less of a batch is padding.</summary>
    public bool ByLength { get; init; }

    /// <summary>
    /// A file that is written after every epoch, every <see cref="CheckpointEvery"/>, and at the end, each time whole or not at all.
    /// <see cref="Trainer{TModel}.LoadCheckpoint"/> reads it, and the next <c>Fit</c> goes on
    /// from there with the same bits as if it had never stopped. Null: none.
    /// </summary>
    public string? Checkpoint { get; init; }

    /// <summary>Time from one checkpoint within an epoch to the next.</summary>
    public TimeSpan CheckpointEvery { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Lowers the learning rate when the loss stops falling; null: never.</summary>
    public ReduceOnPlateau? ReduceOnPlateau { get; init; }

    internal void Check(bool hasBackwardDirection)
    {
        AtLeastOne(Epochs, nameof(Epochs));
        AtLeastOne(Batch, nameof(Batch));
        AtLeastOne(Patience, nameof(Patience));
        AtLeastOne(Truncate, nameof(Truncate));
        ArgumentNullException.ThrowIfNull(Metrics);
        if (CheckpointEvery < TimeSpan.Zero)
            throw new ArgumentException($"FitOptions.CheckpointEvery must not be negative; it is {CheckpointEvery}.");
        if (Patience is not null && Validation is null)
            throw new ArgumentException("FitOptions.Patience counts epochs without a lower validation loss: give FitOptions.Validation too, or leave Patience "
                + "out.");
        if (Truncate is not null && hasBackwardDirection)
            throw new ArgumentException("FitOptions.Truncate cuts sequences in pieces, and a layer that runs backward starts at their ends: leave Truncate "
                + "out, or take layers that run forward alone.");
    }

    private static void AtLeastOne(int? value, string name)
    {
        if (value < 1)
            throw new ArgumentOutOfRangeException(name, value, $"FitOptions.{name} must be at least 1; it is {value}.");
    }
}
