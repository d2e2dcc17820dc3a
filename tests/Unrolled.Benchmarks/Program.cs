using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Unrolled.Benchmarks;
using Unrolled.Benchmarks.Limits;
using Unrolled.CompilerServices;

const string Usage = $"""
    quick [FILTER…]          steps, sequences and training of all models; FILTER is words of a line, such as: step lstm 28 64
    quick --short            seconds: only whether it runs and agrees with a reference in double precision
    by-hand [FILTER…]        LSTM steps with MathF and with TensorPrimitives
    parts [FILTER…]          training by parts: forward, backward, update
    share [FILTER…]          training beside a tile of multiply-adds in the first-level cache, in turns: the share of its speed
    threads [FILTER…]        training with one thread and with several, on all cores
    fill [FILTER…]           filling a tape from a data set, and the update that follows
    silence [WORD]           steps, and what it costs them that states which died away become 0
    against FILE [FILE]      a table of the peers' lines in FILE and ours, from the second file or measured now
    {JitCommands.Usage}
    All but threads: --core N the core to stay on; the last one that may be used unless given
    """;

var words = args.ToList();
bool isShort = words.Remove("--short");
if (words is not ["threads", ..])
    Pin(words);
if (words is [])
{
    Console.Error.WriteLine(Usage);
    return 2;
}

var filter = string.Join(' ', words.Skip(1));
switch (words[0])
{
    case "quick" when isShort:
        int wrong = Agreement.Check();
        Measurement.Print([.. Figures().Unrolled().Where(figure => figure.Matches("28 64"))], passes: 1, rounds: 1, seconds: 0.001);
        Measurement.Print([.. Unrolled.Benchmarks.Figures.ByHand().Where(figure => figure.Matches("28 64"))], passes: 1, rounds: 1, seconds: 0.001);
        Console.WriteLine($"# {wrong} wrong");
        return wrong == 0 ? 0 : 1;
    case "quick":
        return Measure(Figures().Unrolled());
    case "by-hand":
        return Measure(Unrolled.Benchmarks.Figures.ByHand());
    case "parts":
        return Measure(Figures().Parts());
    case "share":
        return Unrolled.Benchmarks.Figures.PrintShares(filter) > 0 ? 0 : 2;
    case "threads":
        return Measure(Unrolled.Benchmarks.Figures.Threads());
    case "fill":
        return Measure(FillFigures.All());
    case "silence":
        SilenceFigures.Print(filter);
        return 0;
    case "against" when words.Count is 2 or 3:
        Console.Write(Against.Tables([.. File.ReadLines(words[1]), .. words.Count == 3 ? File.ReadLines(words[2]) : Measured()]));
        return 0;
    default:
        if (JitCommands.Run(words) is { } status)
            return status;
        Console.Error.WriteLine($"'{string.Join(' ', words)}' is not understood.");
        Console.Error.WriteLine(Usage);
        return 2;
}

int Measure(IEnumerable<Figure> figures)
{
    var chosen = figures.Where(figure => figure.Matches(filter)).ToList();
    if (chosen.Count == 0)
    {
        Console.Error.WriteLine($"No figure has the words '{filter}' side by side.");
        return 2;
    }

    Measurement.Print(chosen, passes: 5, rounds: 11, seconds: 0.012);
    return 0;
}

static IEnumerable<string> Measured()
{
    var console = Console.Out;
    using var lines = new StringWriter(CultureInfo.InvariantCulture);
    Console.SetOut(lines);
    Measurement.Print([.. Figures().Unrolled()], passes: 5, rounds: 11, seconds: 0.012);
    Console.SetOut(console);
    return lines.ToString().Split('\n');
}

static Figures Figures()
{
    var limits = new MachineLimits();
    var reads = new[] { 16, 256, 1536 }
        .Select(kilobytes => string.Create(CultureInfo.InvariantCulture, $"{kilobytes} KB at {limits.Bandwidth(kilobytes * 1024L) / 1e9:F0} GB/s"));
    Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"# {RuntimeInformation.FrameworkDescription}, {SimdWidth.Lanes * 32} bits; FMA peak {limits.PeakFlops / 1e9:F1} GFLOP/s, "
            + $"latency {limits.MultiplyAddLatency:F3} ns; read {string.Join(", ", reads)}"));
    return new(limits);
}

// Only where the system lets a process choose: elsewhere the core is left to it.
static void Pin(List<string> words)
{
    int option = words.IndexOf("--core");
    int core = -1;
    if (option >= 0)
    {
        if (option + 1 >= words.Count || !int.TryParse(words[option + 1], CultureInfo.InvariantCulture, out core) || core is < 0 or > 63)
            throw new ArgumentException("--core takes the number of a core, from 0 to 63.");
        words.RemoveRange(option, 2);
    }

    if (!OperatingSystem.IsLinux() && !OperatingSystem.IsWindows())
        return;
    using var process = Process.GetCurrentProcess();
    long allowed = process.ProcessorAffinity;
    process.ProcessorAffinity = (nint)(1L << (core >= 0 ? core : 63 - System.Numerics.BitOperations.LeadingZeroCount((ulong)allowed)));
}
