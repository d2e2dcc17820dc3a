namespace Unrolled;

/// <summary>What the calls of one kind have moved and taken so far on this rank.</summary>
/// <param name="Calls">How many there were.</param>
/// <param name="Received">Bytes that came from other ranks.</param>
/// <param name="Elapsed">Time in the calls, without the time that this rank waited for the others to call.</param>
public readonly record struct ExchangeCounter(long Calls, long Received, TimeSpan Elapsed)
{
    internal ExchangeCounter After(long received, TimeSpan elapsed) => new(Calls + 1, Received + received, Elapsed + elapsed);
}
