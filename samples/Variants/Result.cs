using System.Globalization;
using Runs;

namespace Variants;

/// <summary>A run that has ended.</summary>
internal sealed record Result(string Task, string Variant, int Parameters, int Seed, double Seconds, Measurement Measured)
{
    /// <summary>The runs of a file; null keeps them in memory alone.</summary>
    public static ResultsFile<Result> File(string? path) => new(path, "task,variant,parameters,seed,seconds,score,nanoseconds", Line, Parse);

    private static string Line(Result result) => FormattableString.Invariant(
        $"{result.Task},{result.Variant},{result.Parameters},{result.Seed},{result.Seconds:f3},{result.Measured.Score:r},{result.Measured.Nanoseconds:f1}");

    private static Result Parse(string[] cells)
    {
        double Number(int k) => double.Parse(cells[k], CultureInfo.InvariantCulture);
        return new Result(cells[0], cells[1], (int)Number(2), (int)Number(3), Number(4), new Measurement(Number(5), Number(6)));
    }
}
