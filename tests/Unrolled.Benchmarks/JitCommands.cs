using Unrolled.Benchmarks.Sweep;

namespace Unrolled.Benchmarks;

/// <summary>The commands that compile code while they run: not of the program that NativeAOT compiles, which has a file of this name without them.</summary>
internal static class JitCommands
{
    public const string Usage = """
        sweep [FILTER…]          models of every size, compiled in memory: steps beside the next multiple of the vector width, first calls, files
        full [ARGUMENTS…]        BenchmarkDotNet, with allocations; its own arguments, such as --filter *Train*
        """;

    /// <summary>Runs a command of this file; null where it is none.</summary>
    public static int? Run(IReadOnlyList<string> words)
    {
        switch (words[0])
        {
            case "sweep":
                return SizeSweep.Run(string.Join(' ', words.Skip(1))) > 0 ? 0 : 2;
            case "full":
                Full.Run([.. words.Skip(1)]);
                return 0;
            default:
                return null;
        }
    }
}
