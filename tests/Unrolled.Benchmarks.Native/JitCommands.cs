namespace Unrolled.Benchmarks;

/// <summary>What stands for the commands that need a JIT.</summary>
internal static class JitCommands
{
    public const string Usage = "(sweep, weights, versus, peers and full need the JIT: see Unrolled.Benchmarks)";

    /// <summary>None is known here.</summary>
    public static int? Run(IReadOnlyList<string> words) => null;
}
