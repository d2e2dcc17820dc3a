namespace Unrolled;

/// <summary>What a file does not say.</summary>
public sealed record ReadOptions
{
    /// <summary>The activation of simple recurrent layers, which a PyTorch state_dict does not name: <see cref="Activation.Tanh"/> where it is null.</summary>
    public Activation? Activation { get; init; }

    /// <summary>Samples a second, for files that do not say it.</summary>
    public double? SampleRate { get; init; }

    /// <summary>Where the state_dict lies in a checkpoint, as in <c>model_state_dict</c> or <c>ema.model</c>; found by itself where it is null.</summary>
    public string? Key { get; init; }
}
