namespace Unrolled.EndToEnd.Tests.Support;

/// <summary>What comes before allocations are counted.</summary>
internal static class WarmUp
{
    /// <summary>Enough for the JIT to be done with every method: it compiles those that are called often a second time, and what it needs for that is
    /// counted too.</summary>
    private const int Calls = 100;

    public static void Call(Action action)
    {
        for (var k = 0; k < Calls; k++)
            action();
    }
}
