using System.Globalization;

namespace Memory;

/// <summary>A run that has ended.</summary>
internal sealed record Result(string Task, string Setting, string Cell, int Seed, double Seconds, Outcome Outcome);

/// <summary>The runs that have ended, a line of a file each, written as each ends: so a program that was stopped goes on where it was.</summary>
internal sealed class Results
{
    private const string Head = "task,setting,cell,seed,solved,sequences,seconds,figures";
    private readonly string? _path;
    private readonly List<Result> _all = [];

    /// <summary>Reads the file, or begins with none.</summary>
    /// <param name="path">The file; null keeps the results in memory alone.</param>
    public Results(string? path)
    {
        _path = path;
        if (path is null || !File.Exists(path))
            return;
        foreach (string line in File.ReadLines(path).Skip(1))
            _all.Add(Parse(line));
    }

    public IReadOnlyList<Result> All => _all;

    public bool Has(Experiment experiment, int seed)
        => _all.Exists(result => (result.Task, result.Setting, result.Cell, result.Seed) == (experiment.Task, experiment.Setting, experiment.Cell, seed));

    public void Add(Result result)
    {
        _all.Add(result);
        if (_path is null)
            return;
        if (Path.GetDirectoryName(_path) is { Length: > 0 } folder)
            Directory.CreateDirectory(folder);
        string head = File.Exists(_path) ? "" : Head + '\n';
        File.AppendAllText(_path, head + Line(result) + '\n');
    }

    private static string Line(Result result)
    {
        string figures = string.Join(';', result.Outcome.Figures.Select(figure => FormattableString.Invariant($"{figure.Key}={figure.Value:r}")));
        return FormattableString.Invariant(
            $"{result.Task},{result.Setting},{result.Cell},{result.Seed},{result.Outcome.Solved},{result.Outcome.Sequences},{result.Seconds:f3},{figures}");
    }

    private static Result Parse(string line)
    {
        string[] cells = line.Split(',');
        if (cells.Length != 8)
            throw new FormatException($"Expected 8 values in a line of the results file ({Head}); found '{line}'.");
        double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
        var figures = cells[7].Split(';', StringSplitOptions.RemoveEmptyEntries).Select(figure => figure.Split('='))
            .ToDictionary(pair => pair[0], pair => Number(pair[1]));
        var outcome = new Outcome(bool.Parse(cells[4]), (int)Number(cells[5]), figures);
        return new Result(cells[0], cells[1], cells[2], (int)Number(cells[3]), Number(cells[6]), outcome);
    }
}
