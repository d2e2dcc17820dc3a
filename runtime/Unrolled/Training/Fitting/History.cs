using System.Globalization;
using System.Text;

namespace Unrolled;

/// <summary>The epochs of a run.</summary>
public sealed class History
{
    private readonly List<EpochResult> _epochs;

    internal History(IEnumerable<EpochResult> epochs) => _epochs = [.. epochs];

    /// <summary>All epochs that were finished, in order.</summary>
    public IReadOnlyList<EpochResult> Epochs => _epochs;

    /// <summary>The epoch whose parameters the model ends with: the lowest validation loss, the first of equals; without validation the last.</summary>
    /// <exception cref="InvalidOperationException">No epoch was finished.</exception>
    public EpochResult Best => _epochs.FindLast(epoch => epoch.IsBest) ?? _epochs.LastOrDefault()
        ?? throw new InvalidOperationException("The run ended before its first epoch was finished: there is no best one.");

    /// <summary>Writes a table, a line an epoch, its first line the names of the columns: numbers with a point, separated by commas. The old file or the
    /// whole new one is there, never a part.</summary>
    /// <param name="path">The file.</param>
    public void SaveCsv(string path) => AtomicFile.Write(path, stream =>
    {
        using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true);
        writer.NewLine = "\n";
        WriteCsv(writer);
    });

    private void WriteCsv(TextWriter writer)
    {
        var metrics = _epochs.Count > 0 ? _epochs[0].Metrics.Names : [];
        string[] columns =
        [
            "epoch", "loss", "validation loss", .. metrics, .. metrics.Select(name => $"validation {name}"),
            "learning rate", "gradient norm", "updates", "seconds", "sequences per second", "best",
        ];
        writer.WriteLine(string.Join(',', columns.Select(Quoted)));
        foreach (var e in _epochs)
        {
            string[] validation = [.. metrics.Select((_, k) => k < e.ValidationMetrics.Count ? Number(e.ValidationMetrics[k]) : "")];
            string[] cells =
            [
                e.Epoch.ToString(CultureInfo.InvariantCulture), Number(e.Loss), e.ValidationLoss is { } loss ? Number(loss) : "",
                .. e.Metrics.Select(Number), .. validation,
                Number(e.LearningRate), Number(e.GradientNorm), e.Updates.ToString(CultureInfo.InvariantCulture), Number(e.Elapsed.TotalSeconds),
                Number(e.SequencesPerSecond), e.IsBest ? "1" : "0",
            ];
            writer.WriteLine(string.Join(',', cells));
        }
    }

    internal void Add(EpochResult epoch) => _epochs.Add(epoch);

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static string Quoted(string text) => text.AsSpan().IndexOfAny(",\"\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
