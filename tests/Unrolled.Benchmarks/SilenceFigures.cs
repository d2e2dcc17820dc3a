using System.Globalization;

namespace Unrolled.Benchmarks;

/// <summary>What it costs a step that states which died away become 0.</summary>
internal static class SilenceFigures
{
    private const int Rounds = 201;
    private const double RoundSeconds = 0.002;

    private static readonly (int Inputs, int Hidden)[] Shapes = [(1, 16), (28, 64)];

    /// <summary>Prints a line a model: its step, and what a second look at its states adds to it. The two are timed in alternating rounds.</summary>
    public static void Print(string filter)
    {
        var subjects = Catalogue.All.Where(subject => Shapes.Contains((subject.Inputs, subject.Hidden))
            && subject.Name.Contains(filter, StringComparison.Ordinal));
        foreach (var subject in subjects)
        {
            var (once, twice) = subject.StepsThatFlush();
            var times = Measurement.LowerQuartiles([once, twice], Rounds, RoundSeconds);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"silence step {subject.Name} {Measurement.Digits(times[0] * 1e9)} ns # a look adds {(times[1] - times[0]) * 1e9:F2} ns, "
                    + $"{times[1] / times[0] - 1:P1}"));
        }
    }
}
