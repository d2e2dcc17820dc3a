using System.Globalization;
using Runs;

namespace Memory;

/// <summary>A run that has ended.</summary>
internal sealed record Result(string Task, string Setting, string Cell, int Seed, double Seconds, Outcome Outcome)
{
    /// <summary>The runs of a file; null keeps them in memory alone.</summary>
    public static ResultsFile<Result> File(string? path) => new(path, "task,setting,cell,seed,solved,sequences,seconds,figures", Line, Parse);

    private static string Line(Result result)
    {
        string figures = string.Join(';', result.Outcome.Figures.Select(figure => FormattableString.Invariant($"{figure.Key}={figure.Value:r}")));
        return FormattableString.Invariant(
            $"{result.Task},{result.Setting},{result.Cell},{result.Seed},{result.Outcome.Solved},{result.Outcome.Sequences},{result.Seconds:f3},{figures}");
    }

    private static Result Parse(string[] cells)
    {
        double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
        var figures = cells[7].Split(';', StringSplitOptions.RemoveEmptyEntries).Select(figure => figure.Split('='))
            .ToDictionary(pair => pair[0], pair => Number(pair[1]));
        var outcome = new Outcome(bool.Parse(cells[4]), (int)Number(cells[5]), figures);
        return new Result(cells[0], cells[1], cells[2], (int)Number(cells[3]), Number(cells[6]), outcome);
    }
}
