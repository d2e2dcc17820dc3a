using Unrolled.CompilerServices;

namespace Unrolled;

/// <summary>Where a run is: with the trainer's state all that its future depends on.</summary>
internal sealed class FitState
{
    /// <summary>Epochs that are finished.</summary>
    public int Epoch { get; set; }

    /// <summary>The next batch of the epoch.</summary>
    public int Batch { get; set; }

    /// <summary>The next piece of the batch.</summary>
    public int Piece { get; set; }

    /// <summary>Sums of the epoch so far.</summary>
    public required RunningSums Sums { get; init; }

    /// <summary>The sum of the gradients' norms of the epoch so far.</summary>
    public double NormSum { get; set; }

    /// <summary>Updates of the epoch so far.</summary>
    public int Updates { get; set; }

    /// <summary>Sequences of the epoch so far.</summary>
    public int Sequences { get; set; }

    /// <summary>The learning rate of the last update.</summary>
    public double LearningRate { get; set; }

    /// <summary>The lowest validation loss so far.</summary>
    public double BestLoss { get; set; } = double.PositiveInfinity;

    /// <summary>Epochs since then.</summary>
    public int Waited { get; set; }

    /// <summary>The parameters of that epoch, packed; null where there was none.</summary>
    public float[]? Best { get; set; }

    public PlateauState Plateau { get; set; } = new();

    /// <summary>Time before the last resumption.</summary>
    public TimeSpan Elapsed { get; set; }

    /// <summary>Time that the epoch has taken so far, its validation not included.</summary>
    public TimeSpan EpochElapsed { get; set; }

    public History History { get; init; } = new([]);

    /// <summary>The states that the next piece starts from, each [batch, units]; null where it starts from the beginning of its sequences.</summary>
    public IReadOnlyList<(string Name, Shape Shape, float[] Values)>? Carried { get; set; }

    /// <summary>The model's updates when the first piece of the batch went through.</summary>
    public long SequenceUpdate { get; set; }

    /// <summary>The trainer's updates when this was written down.</summary>
    public long TrainerUpdates { get; set; }

    /// <summary>Settings and data that must be the same when it goes on.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; set; } = new Dictionary<string, string>();

    public void StartEpoch()
    {
        Sums.Clear();
        (Batch, Piece, NormSum, Updates, Sequences, EpochElapsed, Carried) = (0, 0, 0, 0, 0, TimeSpan.Zero, null);
    }

    public void KeepBest(ModelCore core)
    {
        Best ??= new float[core.Parameters.Length];
        core.Parameters.Span.CopyTo(Best);
    }
}
