using System.Globalization;
using System.Text;

namespace Unrolled.Benchmarks;

/// <summary>Joins lines <c>peer task kind I H [T B] value unit</c> to tables of ratios.</summary>
internal static class Against
{
    private const string Own = "unrolled";

    /// <summary>A line that has a figure.</summary>
    private sealed record Entry(string Peer, string Task, string Shape, double Value, string Unit);

    /// <summary>A markdown table a task: the time of ours, and of each peer its time and how many times ours that is.</summary>
    public static string Tables(IEnumerable<string> lines)
    {
        var entries = lines.Select(Parse).OfType<Entry>().ToList();
        var text = new StringBuilder();
        foreach (var task in entries.GroupBy(entry => entry.Task))
        {
            var peers = task.Select(entry => entry.Peer).Where(peer => peer != Own).Distinct().ToList();
            text.AppendLine(CultureInfo.InvariantCulture, $"| {task.Key}, {task.First().Unit} | {Own} | {string.Join(" | ", peers)} |");
            text.AppendLine(CultureInfo.InvariantCulture, $"|---{string.Concat(Enumerable.Repeat("|---", peers.Count + 1))}|");
            foreach (var shape in task.GroupBy(entry => entry.Shape))
            {
                var own = shape.FirstOrDefault(entry => entry.Peer == Own);
                if (own is null || shape.Count() == 1)
                    continue;
                var cells = peers.Select(peer => shape.FirstOrDefault(entry => entry.Peer == peer) is { } entry
                    ? string.Create(CultureInfo.InvariantCulture, $"{Measurement.Digits(entry.Value)} ({Ratio(entry.Value / own.Value)}×)")
                    : "");
                text.AppendLine(CultureInfo.InvariantCulture, $"| {shape.Key} | {Measurement.Digits(own.Value)} | {string.Join(" | ", cells)} |");
            }

            text.AppendLine();
        }

        return text.ToString();
    }

    private static string Ratio(double ratio) => ratio.ToString(ratio >= 1000 ? "F0" : "G3", CultureInfo.InvariantCulture);

    /// <summary>A line that holds a figure of a known task; null for any other (the harnesses print other things too).</summary>
    private static Entry? Parse(string line)
    {
        var words = line.Split('#')[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length is not (7 or 8 or 9) || words[1] is not ("step" or "sequence" or "streams" or "train")
            || !double.TryParse(words[^2], CultureInfo.InvariantCulture, out double value))
            return null;
        return new(words[0], words[1], string.Join(' ', words[2..^2]), value, words[^1]);
    }
}
