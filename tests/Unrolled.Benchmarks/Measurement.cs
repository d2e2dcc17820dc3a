using System.Diagnostics;
using System.Globalization;

namespace Unrolled.Benchmarks;

/// <summary>A figure to be measured.</summary>
/// <param name="Name">Who, what, which cell, its shape: the beginning of the printed line.</param>
/// <param name="Unit">ns, ns/step or ms.</param>
/// <param name="PerSecond">Units in a second of one repetition.</param>
/// <param name="Make">Makes what is timed: it runs as often as it is told.</param>
/// <param name="Comment">What to say about the median.</param>
internal sealed record Figure(string Name, string Unit, double PerSecond, Func<Action<long>> Make, Func<double, string> Comment)
{
    /// <summary>Whether every word of the filter is a word of the name, in that order and side by side.</summary>
    public bool Matches(string filter) => Matches(Name, filter);

    /// <summary>Whether every word of the filter is a word of <paramref name="name"/>, in that order and side by side.</summary>
    public static bool Matches(string name, string filter) => filter.Length == 0 || $" {name} ".Contains($" {filter} ", StringComparison.Ordinal);
}

/// <summary>Measures figures in alternating rounds, so that a drift of the machine meets them all.</summary>
internal static class Measurement
{
    /// <summary>Times all figures and prints a line for each.</summary>
    /// <param name="figures">What to measure.</param>
    /// <param name="passes">Times that everything runs to warm up.</param>
    /// <param name="rounds">Rounds over all figures; the median is printed.</param>
    /// <param name="seconds">Least time of one figure in one round.</param>
    /// <returns>The medians, in the units of the figures.</returns>
    public static IReadOnlyList<double> Print(IReadOnlyList<Figure> figures, int passes, int rounds, double seconds)
    {
        var runs = figures.Select(figure => figure.Make()).ToArray();
        var counts = new long[runs.Length];

        // Several times, with pauses: compiled code gets better in the background, in stages, after it has run for a while.
        for (int pass = 0; pass < passes; pass++)
        {
            for (int i = 0; i < runs.Length; i++)
                counts[i] = Calibrate(runs[i], seconds);
            Thread.Sleep(TimeSpan.FromSeconds(0.15));
        }

        var times = figures.Select(_ => new double[rounds]).ToArray();
        for (int round = 0; round < rounds; round++)
        {
            for (int i = 0; i < runs.Length; i++)
            {
                if (counts[i] > 1)
                    runs[i](Math.Max(1, counts[i] / 8));
                times[i][round] = Time(runs[i], counts[i]) / counts[i];
            }
        }

        var values = new double[runs.Length];
        for (int i = 0; i < runs.Length; i++)
        {
            Array.Sort(times[i]);
            double median = times[i][rounds / 2];
            double value = values[i] = median * figures[i].PerSecond;
            var comment = figures[i].Comment(median);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{figures[i].Name} {Digits(value)} {figures[i].Unit}{(comment.Length == 0 ? "" : " # " + comment)}"));
        }

        return values;
    }

    /// <summary>The lower quartile of each one's times over alternating rounds, in seconds a repetition: neither what the host adds nor a jump of its
    /// clock.</summary>
    /// <param name="runs">What to measure.</param>
    /// <param name="rounds">Rounds over all.</param>
    /// <param name="seconds">Least time of one in one round.</param>
    public static double[] LowerQuartiles(IReadOnlyList<Action<long>> runs, int rounds, double seconds)
    {
        var counts = runs.Select(run => Calibrate(run, seconds)).ToArray();
        var times = runs.Select(_ => new double[rounds]).ToArray();
        for (int round = 0; round < rounds; round++)
        {
            for (int i = 0; i < times.Length; i++)
            {
                runs[i](Math.Max(1, counts[i] / 8));
                times[i][round] = Time(runs[i], counts[i]) / counts[i];
            }
        }

        return [.. times.Select(own => own.Order().ElementAt(rounds / 4))];
    }

    /// <summary>A time with as many digits as mean something.</summary>
    public static string Digits(double value) =>
        value.ToString(value >= 1000 ? "F0" : value >= 10 ? "F1" : value >= 1 ? "F3" : "F5", CultureInfo.InvariantCulture);

    /// <summary>How often to repeat what takes at least so long in all.</summary>
    public static long Calibrate(Action<long> run, double seconds)
    {
        // What the JIT takes is not timed: one repetition would seem enough.
        run(1);
        for (long count = 1; ; count *= 2)
        {
            double time = Time(run, count);
            if (time > seconds / 4)
                return Math.Max(1, (long)(count * seconds / time));
        }
    }

    /// <summary>Seconds of so many repetitions.</summary>
    public static double Time(Action<long> run, long count)
    {
        long start = Stopwatch.GetTimestamp();
        run(count);
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
