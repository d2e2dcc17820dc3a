namespace Server;

/// <summary>What a load client does.</summary>
internal sealed record LoadOptions
{
    /// <summary>Connections at once.</summary>
    public int Connections { get; init; } = 1000;

    /// <summary>Steps a second, of all connections together.</summary>
    public double Rate { get; init; } = 10_000;

    /// <summary>How long steps are sent whose latency counts.</summary>
    public double Seconds { get; init; } = 20;

    /// <summary>How long steps are sent before that: they are checked, but their latency does not count.</summary>
    public double WarmUp { get; init; } = 5;

    /// <summary>The largest difference to the answer of a single stream that is no error.</summary>
    public float Tolerance { get; init; } = 1e-5f;
}
