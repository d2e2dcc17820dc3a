using System.Globalization;
using System.Runtime.InteropServices;
using Unrolled.CompilerServices;

namespace Unrolled.Benchmarks.Sweep;

/// <summary>Compiles models of many sizes and measures each: whether a size is slower than a larger one, slow to start, long or slow to generate.</summary>
internal static class SizeSweep
{
    private const double LargestRatio = 1.1, LongestFirstStep = 15, LongestGeneration = 30;
    private const int LargestFile = 150 * 1024;
    private const int Rounds = 16, Attempts = 3;
    private const double RoundSeconds = 0.0007;

    private static readonly Worst Ratio = new("of the time of the next multiple", LargestRatio, "F2");
    private static readonly Worst FirstStep = new("ms, first Step", LongestFirstStep, "F1");
    private static readonly Worst FirstRun = new("ms, first Run", double.PositiveInfinity, "F1");
    private static readonly Worst File = new("KB, largest file", LargestFile / 1024.0, "F0");
    private static readonly Worst Generation = new("ms, generator", LongestGeneration, "F1");

    /// <summary>A model that is compiled and loaded.</summary>
    private sealed record Loaded(SweptShape Shape, SweptModel Model, FirstCalls First, Generated Generated);

    /// <summary>Measures what the filter chooses and prints it; marks what is beyond a limit.</summary>
    /// <returns>How many models were measured.</returns>
    public static int Run(string filter)
    {
        Console.WriteLine($"# {RuntimeInformation.FrameworkDescription}, vectors of {SimdWidth.Lanes} floats; a line: cell, inputs, units, the lower quartile of {Rounds} rounds");
        int count = 0;
        Start();
        foreach (var group in SweepPlan.Groups(SimdWidth.Lanes, filter))
        {
            Time(group);
            count += group.Count;
        }

        foreach (var shape in SweepPlan.Others(filter))
        {
            var generated = SweepCompiler.Generate(shape.Attributes, isSubject: false);
            Console.WriteLine($"{shape.Name}: {Describe(shape, generated)}");
            count++;
        }

        Console.WriteLine($"# {count} models; the worst of them:");
        foreach (var worst in (Worst[])[Ratio, FirstStep, FirstRun, File, Generation])
            Console.WriteLine(worst.ToString());
        return count;
    }

    /// <summary>The first model of the process: what it takes besides is the JIT's for the generator, for Roslyn and for the runtime, once.</summary>
    private static void Start()
    {
        var loaded = Load(new SweptShape("lstm", "Lstm({0})", 3, 7), attempts: 1);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"# the process's first model, lstm 3 7: first Step {loaded.First.Step:F1} ms, first Run {loaded.First.Run:F1} ms"));
        Load(new SweptShape("gru", "Gru({0})", 3, 7), attempts: 1);
        SweepCompiler.Generate("Model(Inputs = 3), Lstm(7, Peepholes = Peepholes.All, Normalize = true, Projection = 5, Direction = Direction.Both)", isSubject: false);
    }

    private static void Time(List<SweptShape> group)
    {
        var models = group.ConvertAll(shape => Load(shape, Attempts));
        var times = new double[models.Count];
        Array.Fill(times, double.PositiveInfinity);

        // Again where one is slow, with new models: what is still slow then is neither the host's doing nor that of the pages on which the weights came to lie.
        for (int attempt = 0; attempt < Attempts && (attempt == 0 || times.Max() > LargestRatio * times[^1]); attempt++)
        {
            var measured = Measurement.LowerQuartiles([.. models.Select(model => model.Model.Step())], Rounds, RoundSeconds);
            for (int i = 0; i < times.Length; i++)
                times[i] = Math.Min(times[i], measured[i]);
        }

        for (int i = 0; i < times.Length; i++)
        {
            var (shape, _, first, generated) = models[i];
            double ratio = times[i] / times[^1];
            var share = i == times.Length - 1 ? "" : string.Create(CultureInfo.InvariantCulture, $", {ratio:F2} of {group[^1].Hidden}{Ratio.Mark(ratio, shape.Name)}");
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{shape.Name}: {Measurement.Digits(times[i] * 1e9)} ns{share}; first Step {first.Step:F1} ms{FirstStep.Mark(first.Step, shape.Name)}, Run {first.Run:F1} ms{FirstRun.Mark(first.Run, shape.Name)}; {Describe(shape, generated)}"));
        }
    }

    private static Loaded Load(SweptShape shape, int attempts)
    {
        var generated = SweepCompiler.Generate(shape.Attributes, isSubject: true);
        var image = SweepCompiler.Emit(generated.Output);
        var model = SweptModel.Of(SweepCompiler.Load(image));
        var first = model.First();
        for (int attempt = 1; attempt < attempts && first.Step > LongestFirstStep; attempt++)
        {
            model = SweptModel.Of(SweepCompiler.Load(image));
            first = FirstCalls.Least(first, model.First());
        }

        return new(shape, model, first, generated with { Output = generated.Output.RemoveAllSyntaxTrees() });
    }

    private static string Describe(SweptShape shape, Generated generated)
    {
        double kilobytes = generated.LargestFile / 1024.0, milliseconds = generated.Seconds * 1e3;
        return string.Create(CultureInfo.InvariantCulture,
            $"file {kilobytes:F0} KB{File.Mark(kilobytes, shape.Name)}, generator {milliseconds:F1} ms{Generation.Mark(milliseconds, shape.Name)}");
    }

    /// <summary>The largest of a kind of figure, and how many are beyond its limit.</summary>
    private sealed class Worst(string what, double limit, string format)
    {
        private double _value = double.NegativeInfinity;
        private string _name = "none measured";
        private int _beyond;

        /// <summary>Takes a figure; the mark that its line gets.</summary>
        public string Mark(double value, string name)
        {
            if (value > _value)
                (_value, _name) = (value, name);
            if (value <= limit)
                return "";
            _beyond++;
            return " <<<";
        }

        public override string ToString() => double.IsNegativeInfinity(_value) ? $"# {what}: {_name}"
            : $"# {_value.ToString(format, CultureInfo.InvariantCulture)} {what} ({_name})" + (double.IsPositiveInfinity(limit) ? "" : $"; {_beyond} above {limit.ToString(CultureInfo.InvariantCulture)}");
    }
}
