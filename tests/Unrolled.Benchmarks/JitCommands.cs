using System.Globalization;
using Unrolled.Benchmarks.Peers.Packages;
using Unrolled.Benchmarks.Sweep;
using Unrolled.Benchmarks.Weights;

namespace Unrolled.Benchmarks;

/// <summary>The commands that compile code while they run: not of the program that NativeAOT compiles, which has a file of this name without them.</summary>
internal static class JitCommands
{
    public const string Usage = """
        sweep [FILTER…]          models of every size, compiled in memory: steps beside the next multiple of the vector width, first calls, files
        weights [FILTER…]        float32, bfloat16 and int8 weights side by side, for every cell and size: steps, runs, streams; then the same as tables
        versus A B [FILTER…]     the figures of two builds of this program, in folders A and B, in turns within one process: B by A
        peers [FILTER…]          beside ONNX Runtime and TorchSharp, from their packages: steps, sequences, 16 streams; then the same as tables
        full [ARGUMENTS…]        BenchmarkDotNet, with allocations; its own arguments, such as --filter *Train*
        """;

    /// <summary>Runs a command of this file; null where it is none.</summary>
    public static int? Run(IReadOnlyList<string> words)
    {
        switch (words[0])
        {
            case "sweep":
                return SizeSweep.Run(string.Join(' ', words.Skip(1))) > 0 ? 0 : 2;
            case "weights":
                return WeightTables.Run(string.Join(' ', words.Skip(1))) > 0 ? 0 : 2;
            case "versus" when words.Count > 2:
                return Versus.Run(words[1], words[2], string.Join(' ', words.Skip(3))) > 0 ? 0 : 2;
            case "peers":
                return PeerTables(string.Join(' ', words.Skip(1)));
            case "full":
                Full.Run([.. words.Skip(1)]);
                return 0;
            default:
                return null;
        }
    }

    private static int PeerTables(string filter)
    {
        var figures = PeerFigures.All().Where(figure => figure.Matches(filter)).ToList();
        if (figures.Count == 0)
        {
            Console.Error.WriteLine($"No figure has the words '{filter}' side by side.");
            return 2;
        }

        var console = Console.Out;
        using var lines = new StringWriter(CultureInfo.InvariantCulture);
        Console.SetOut(lines);
        Measurement.Print(figures, passes: 3, rounds: 9, seconds: 0.012);
        Console.SetOut(console);
        Console.Write(lines);
        Console.Write(Against.Tables(lines.ToString().Split('\n')));
        return 0;
    }
}
