using System.Globalization;
using System.Runtime.InteropServices;
using Unrolled.CompilerServices;

namespace Unrolled.Benchmarks.Sweep;

/// <summary>Compiles models of many sizes and measures each: whether a size is slower than a larger one, slow to start, long or slow to generate.</summary>
internal static class SizeSweep
{
    private const int Rounds = 16, Repetitions = 3;
    private const double RoundSeconds = 0.0007;

    /// <summary>What is worst, in the order of the summary.</summary>
    private static readonly Limit[] Limits =
    [
        new("of the time of the next multiple", "F2", 1.1, swept => swept.Ratio),
        new("ms, first Step", "F1", 15, swept => swept.First.Step),
        new("ms, first Run", "F1", double.PositiveInfinity, swept => swept.First.Run),
        new("KB, largest file", "F0", 150, swept => swept.Kilobytes),
        new("ms, generator", "F1", 30, swept => swept.GeneratorMilliseconds),
    ];

    /// <summary>A figure with its limit.</summary>
    private sealed record Limit(string What, string Format, double Largest, Func<Swept, double> Of);

    /// <summary>Measures what the filter chooses and prints it; marks what is beyond a limit.</summary>
    /// <returns>How many models were measured.</returns>
    public static int Run(string filter)
    {
        Console.WriteLine($"# {RuntimeInformation.FrameworkDescription}, vectors of {SimdWidth.Lanes} floats; a line: cell, inputs, units, the lower quartile "
            + $"of {Rounds} rounds");
        Start();
        var all = new List<Swept>();
        var slow = new List<List<SweptShape>>();
        foreach (var group in SweepPlan.Groups(SimdWidth.Lanes, filter))
        {
            var measured = Measure(group);
            all.AddRange(measured);
            measured.ForEach(Print);
            if (measured.Exists(IsBeyond))
                slow.Add([.. measured.Where(IsBeyond).Select(swept => swept.Shape).Where(shape => shape != group[^1]), group[^1]]);
        }

        // A host that is busy is so for seconds: what is slow every time is not its doing.
        for (int repetition = 0; repetition < Repetitions; repetition++)
        {
            foreach (var again in slow.SelectMany(Measure))
            {
                int index = all.FindIndex(swept => swept.Shape == again.Shape);
                bool wasBeyond = IsBeyond(all[index]);
                all[index] = all[index].Least(again);
                if (wasBeyond && (repetition == Repetitions - 1 || !IsBeyond(all[index])))
                    Print(all[index], "again: ");
            }

            slow.RemoveAll(group => !all.Exists(swept => group.Contains(swept.Shape) && IsBeyond(swept)));
        }

        foreach (var shape in SweepPlan.Others(filter))
        {
            all.Add(Swept.Untimed(shape, SweepCompiler.Generate(shape.Attributes, isA: null)));
            Print(all[^1]);
        }

        Console.WriteLine($"# {all.Count} models; the worst of them:");
        foreach (var limit in Limits.Where(_ => all.Count > 0))
            Console.WriteLine(Worst(limit, all));
        return all.Count;
    }

    /// <summary>The first model of the process: what it takes besides is the JIT's for the generator, for Roslyn and for the runtime, once.</summary>
    private static void Start()
    {
        var (_, first, _) = Load(new SweptShape("lstm", "Lstm({0})", 3, 7));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"# the process's first model, lstm 3 7: first Step {first.Step:F1} ms, first Run {first.Run:F1} ms"));
        Load(new SweptShape("gru", "Gru({0})", 3, 7));
        SweepCompiler.Generate("Model(Inputs = 3), Lstm(7, Peepholes = Peepholes.All, Normalize = true, Projection = 5, Direction = Direction.Both)",
            isA: null);
    }

    /// <summary>Loads a group and times its steps in alternating rounds; the last one fills its vectors.</summary>
    private static List<Swept> Measure(List<SweptShape> group)
    {
        var models = group.ConvertAll(Load);
        var times = Measurement.LowerQuartiles([.. models.Select(model => model.Model.Step())], Rounds, RoundSeconds);
        return [.. group.Select((shape, i) =>
            new Swept(shape, group[^1].Hidden, times[i], times[i] / times[^1], models[i].First, models[i].Generated.LargestFile / 1024.0,
            models[i].Generated.Seconds * 1e3))];
    }

    private static (SweptModel Model, FirstCalls First, Generated Generated) Load(SweptShape shape)
    {
        var generated = SweepCompiler.Generate(shape.Attributes, "Unrolled.Benchmarks.ISubject<Model>");
        var model = SweptModel.Of(SweepCompiler.Load(SweepCompiler.Emit(generated.Output)));
        return (model, model.First(), generated with { Output = generated.Output.RemoveAllSyntaxTrees() });
    }

    private static bool IsBeyond(Swept swept) => Array.Exists(Limits, limit => limit.Of(swept) > limit.Largest);

    private static void Print(Swept swept) => Print(swept, "");

    private static void Print(Swept swept, string prefix)
    {
        var beyond = Limits.Where(limit => limit.Of(swept) > limit.Largest)
            .Select(limit => string.Create(CultureInfo.InvariantCulture, $"above {limit.Largest} {limit.What}"));
        Console.WriteLine($"{prefix}{swept}{(IsBeyond(swept) ? "   <<< " + string.Join(", ", beyond) : "")}");
    }

    private static string Worst(Limit limit, List<Swept> all)
    {
        var worst = all.MaxBy(limit.Of)!;
        var count = double.IsPositiveInfinity(limit.Largest) ? ""
            : string.Create(CultureInfo.InvariantCulture, $"; {all.Count(swept => limit.Of(swept) > limit.Largest)} above {limit.Largest}");
        return $"# {limit.Of(worst).ToString(limit.Format, CultureInfo.InvariantCulture)} {limit.What} ({worst.Shape.Name}){count}";
    }
}
