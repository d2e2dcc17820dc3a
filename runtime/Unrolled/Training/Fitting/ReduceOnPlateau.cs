namespace Unrolled;

/// <summary>
/// Multiplies the learning rate by a factor when the loss of the epochs, that of the validation where there is one, stops falling:
/// <c>torch.optim.lr_scheduler.ReduceLROnPlateau</c> with a relative threshold. It acts
/// beside the trainer's <see cref="Schedule"/>.
/// </summary>
public sealed class ReduceOnPlateau
{
    /// <summary>What the rate is multiplied by, between 0 and 1.</summary>
    public float Factor { get; init; } = 0.1f;

    /// <summary>Epochs without a lower loss that are waited for; the next lowers the rate.</summary>
    public int Patience { get; init; } = 10;

    /// <summary>The loss must fall by more than this part of the lowest so far to count as lower.</summary>
    public float Threshold { get; init; } = 1e-4f;

    /// <summary>Epochs after a change in which none are counted.</summary>
    public int Cooldown { get; init; }

    /// <summary>The smallest factor that the rate comes down to, of all changes together.</summary>
    public float SmallestFactor { get; init; }

    internal void Check()
    {
        if (!(Factor > 0 && Factor < 1))
            throw new ArgumentOutOfRangeException(nameof(Factor), Factor, $"ReduceOnPlateau.Factor must be between 0 and 1; it is {Factor}.");
        ArgumentOutOfRangeException.ThrowIfNegative(Patience);
        ArgumentOutOfRangeException.ThrowIfNegative(Cooldown);
        if (!(Threshold >= 0 && Threshold < 1))
            throw new ArgumentOutOfRangeException(nameof(Threshold), Threshold,
                $"ReduceOnPlateau.Threshold must be at least 0 and below 1; it is {Threshold}.");
        if (!(SmallestFactor >= 0 && SmallestFactor <= 1))
            throw new ArgumentOutOfRangeException(nameof(SmallestFactor), SmallestFactor,
                $"ReduceOnPlateau.SmallestFactor must be from 0 to 1; it is {SmallestFactor}.");
    }

    /// <summary>Counts an epoch.</summary>
    internal void Next(double loss, ref PlateauState state)
    {
        if (loss < state.Lowest * (1 - Setting.Exact(Threshold)) || double.IsPositiveInfinity(state.Lowest))
            (state.Lowest, state.Waited) = (loss, 0);
        else
            state.Waited++;
        if (state.Cooldown > 0)
            (state.Cooldown, state.Waited) = (state.Cooldown - 1, 0);
        if (state.Waited <= Patience)
            return;
        state.Factor = Math.Max(state.Factor * Setting.Exact(Factor), Setting.Exact(SmallestFactor));
        (state.Cooldown, state.Waited) = (Cooldown, 0);
    }
}

/// <summary>Where a plateau's counting is.</summary>
internal struct PlateauState()
{
    public double Factor { get; set; } = 1;

    public double Lowest { get; set; } = double.PositiveInfinity;

    public int Waited { get; set; }

    public int Cooldown { get; set; }
}
