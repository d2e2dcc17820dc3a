using System.Globalization;

namespace Unrolled;

/// <summary>What <see cref="Trainer{TModel}.FindLearningRate"/> has found: how the loss went while the learning rate rose from update to update.</summary>
public sealed class LearningRateSearch
{
    internal LearningRateSearch(IReadOnlyList<double> rates, IReadOnlyList<double> losses, IReadOnlyList<double> smoothed, double? suggestion)
    {
        Rates = rates;
        Losses = losses;
        Smoothed = smoothed;
        Suggestion = suggestion;
    }

    /// <summary>The learning rate of each update.</summary>
    public IReadOnlyList<double> Rates { get; }

    /// <summary>The loss of each update's batch, before the update.</summary>
    public IReadOnlyList<double> Losses { get; }

    /// <summary>The losses' running mean.</summary>
    public IReadOnlyList<double> Smoothed { get; }

    /// <summary>The rate at which the running mean fell fastest: a rate to begin with. Null where it fell nowhere.</summary>
    public double? Suggestion { get; }

    /// <summary>One line.</summary>
    public override string ToString() => Suggestion is { } rate
        ? string.Create(CultureInfo.InvariantCulture, $"learning rate {rate:g3} (tried {Rates[0]:g2} to {Rates[^1]:g2})")
        : string.Create(CultureInfo.InvariantCulture, $"no learning rate from {Rates[0]:g2} to {Rates[^1]:g2} made the loss fall");
}
