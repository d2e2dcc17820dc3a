namespace Runs;

/// <summary>The runs that have ended, a line of a file each, written as each ends: so a program that was stopped goes on where it was.</summary>
/// <typeparam name="TResult">What is known of a run.</typeparam>
internal sealed class ResultsFile<TResult>
{
    private readonly string? _path;
    private readonly string _head;
    private readonly Func<TResult, string> _line;
    private readonly List<TResult> _all = [];

    /// <summary>Reads the file, or begins with none.</summary>
    /// <param name="path">The file; null keeps the results in memory alone.</param>
    /// <param name="head">The names of the values of a line, with commas between them.</param>
    /// <param name="line">Writes a result as a line.</param>
    /// <param name="parse">Reads the values of a line.</param>
    /// <exception cref="FormatException">A line has more or fewer values than the head has names.</exception>
    public ResultsFile(string? path, string head, Func<TResult, string> line, Func<string[], TResult> parse)
    {
        (_path, _head, _line) = (path, head, line);
        if (path is null || !File.Exists(path))
            return;
        int count = head.Split(',').Length;
        foreach (string text in File.ReadLines(path).Skip(1))
        {
            string[] cells = text.Split(',');
            if (cells.Length != count)
                throw new FormatException($"Expected {count} values in a line of {path} ({head}); found '{text}'.");
            _all.Add(parse(cells));
        }
    }

    /// <summary>All runs that have ended.</summary>
    public IReadOnlyList<TResult> All => _all;

    /// <summary>Keeps a result.</summary>
    public void Add(TResult result)
    {
        _all.Add(result);
        if (_path is null)
            return;
        if (Path.GetDirectoryName(_path) is { Length: > 0 } folder)
            Directory.CreateDirectory(folder);
        File.AppendAllText(_path, (File.Exists(_path) ? "" : _head + '\n') + _line(result) + '\n');
    }
}
