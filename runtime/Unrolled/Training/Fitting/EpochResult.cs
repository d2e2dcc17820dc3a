using System.Globalization;

namespace Unrolled;

/// <summary>What one epoch came to.</summary>
public sealed record EpochResult
{
    /// <summary>The epoch, counted from 1.</summary>
    public required int Epoch { get; init; }

    /// <summary>The mean training loss over all steps that count, each as it was before its update.</summary>
    public required double Loss { get; init; }

    /// <summary>The mean validation loss after the epoch; null without validation.</summary>
    public required double? ValidationLoss { get; init; }

    /// <summary>The metrics of the training steps, each as it was before its update.</summary>
    public required MetricValues Metrics { get; init; }

    /// <summary>The metrics of the validation; of none without validation.</summary>
    public required MetricValues ValidationMetrics { get; init; }

    /// <summary>The learning rate of the epoch's last update.</summary>
    public required double LearningRate { get; init; }

    /// <summary>The mean over the epoch's updates of the gradients' norm, before clipping.</summary>
    public required double GradientNorm { get; init; }

    /// <summary>The trainer's updates at the end of the epoch.</summary>
    public required long Updates { get; init; }

    /// <summary>Time since the run began, without the time between a stop and its resumption.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>Sequences that were trained with in a second.</summary>
    public required double SequencesPerSecond { get; init; }

    /// <summary>Whether it is the best so far: the lowest validation loss; without validation always.</summary>
    public required bool IsBest { get; init; }

    /// <summary>One line.</summary>
    public override string ToString()
    {
        string metrics = Metrics.Count > 0 ? $", {Metrics}" : "";
        string validation = ValidationLoss is { } loss
            ? string.Create(CultureInfo.InvariantCulture,
            $"; validation loss {loss:g5}{(ValidationMetrics.Count > 0 ? ", " : "")}{ValidationMetrics}{(IsBest ? " (best)" : "")}")
            : "";
        return string.Create(CultureInfo.InvariantCulture, $"epoch {Epoch}: loss {Loss:g5}{metrics}{validation}; {SequencesPerSecond:f0} sequences/s");
    }
}
