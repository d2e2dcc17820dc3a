using System.Globalization;

namespace Variants;

/// <summary>A run that has ended.</summary>
internal sealed record Result(string Task, string Variant, int Parameters, int Seed, double Seconds, Measurement Measured);

/// <summary>The runs that have ended, a line of a file each, written as each ends: so a program that was stopped goes on where it was.</summary>
internal sealed class Results
{
    private const string Head = "task,variant,parameters,seed,seconds,score,nanoseconds";
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

    public bool Has(string task, string variant, int seed) => _all.Exists(result => (result.Task, result.Variant, result.Seed) == (task, variant, seed));

    public void Add(Result result)
    {
        _all.Add(result);
        if (_path is null)
            return;
        if (Path.GetDirectoryName(_path) is { Length: > 0 } folder)
            Directory.CreateDirectory(folder);
        string head = File.Exists(_path) ? "" : Head + '\n';
        var (score, nanoseconds) = result.Measured;
        File.AppendAllText(_path, head + FormattableString.Invariant(
            $"{result.Task},{result.Variant},{result.Parameters},{result.Seed},{result.Seconds:f3},{score:r},{nanoseconds:f1}\n"));
    }

    private static Result Parse(string line)
    {
        string[] cells = line.Split(',');
        if (cells.Length != 7)
            throw new FormatException($"Expected 7 values in a line of the results file ({Head}); found '{line}'.");
        double Number(int k) => double.Parse(cells[k], CultureInfo.InvariantCulture);
        return new Result(cells[0], cells[1], (int)Number(2), (int)Number(3), Number(4), new Measurement(Number(5), Number(6)));
    }
}
