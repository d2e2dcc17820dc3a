using System.Globalization;
using System.Text;

namespace Unrolled.Mpi.Tests.Scale;

/// <summary>
/// The tables of docs/scale.md: what was measured is read from the page, and what follows from it by <see cref="CostModel"/> is written to it.
/// </summary>
/// <param name="Works">What the models take.</param>
/// <param name="Links">What connects the ranks; first that of the machine on which the updates were measured.</param>
internal sealed record ScalePage(IReadOnlyList<Work> Works, IReadOnlyList<Link> Links)
{
    public const string Begin = "<!-- predicted -->", End = "<!-- end of predicted -->";
    public const int Batch = 1024, CheckedBatch = 64, MostRanks = 1024;

    // The processors of the machine on which the updates were measured.
    private const int Processors = 2;

    private static readonly int[] s_batchRanks = [8, 64, 512];

    /// <summary>The first link, that of the machine on which the updates were measured.</summary>
    public Link Here => Links[0];

    /// <summary>Reads the two tables of measured numbers: those whose first rows begin with "parameters" and "latency".</summary>
    public static ScalePage Parse(string page)
    {
        var lines = page.Split('\n').Select(Cells).ToList();
        double[][] Rows(string first, int count)
        {
            int row = lines.FindIndex(cells => cells.Length > 1 && cells[0].StartsWith(first, StringComparison.Ordinal));
            Assert.True(row >= 0, $"docs/scale.md has no row that begins with '{first}'");
            return [.. lines.Skip(row).Take(count).Select(cells => cells[1..].Select(Number).ToArray())];
        }

        string[] Names(string first) => lines[lines.FindIndex(cells => cells.Length > 1 && cells[0].StartsWith(first, StringComparison.Ordinal)) - 2][1..];
        var (work, link) = (Rows("parameters", 5), Rows("latency", 2));
        return new ScalePage(
            [.. Names("parameters").Select((name, k) => new Work(
                name, (long)work[0][k], work[1][k] / 1e3, work[2][k] / 1e3, work[3][k] / 1e3, work[4][k] / 1e3))],
            [.. Names("latency").Select((name, k) => new Link(name, link[0][k] / 1e6, link[1][k] * 1e9))]);
    }

    /// <summary>An update on the machine where it was measured, whose processors the ranks share.</summary>
    public double Predicted(Work work, int ranks) =>
        (CostModel.Compute(work, CheckedBatch, ranks) + work.Update) * Math.Max(1, (double)ranks / Processors)
        + CostModel.Exchange(work, Here, CheckedBatch, ranks);

    /// <summary>What stands between the two marks.</summary>
    public string Render()
    {
        var text = new StringBuilder();
        foreach (var link in Links.Skip(1))
        {
            text.Append(CultureInfo.InvariantCulture, $"Time of an update, and efficiency, over {link.Name}, {Batch:n0} sequences of 50 steps a batch:\n\n");
            text.Append(CultureInfo.InvariantCulture, $"| ranks | {string.Join(" | ", Works.Select(work => work.Name))} |\n{Line(Works.Count + 1)}");
            for (int ranks = 1; ranks <= MostRanks; ranks *= 2)
            {
                text.Append(CultureInfo.InvariantCulture, $"| {ranks:n0} |");
                foreach (var work in Works)
                {
                    double seconds = CostModel.Update(work, link, Batch, ranks), efficiency = CostModel.Efficiency(work, link, Batch, ranks);
                    text.Append(CultureInfo.InvariantCulture, $" {Time(seconds)}, {100 * efficiency:f0}% |");
                }

                text.Append('\n');
            }

            text.Append('\n');
        }

        text.Append("Where it stops to pay, and the batch that keeps 90%:\n\n");
        string batchColumns = string.Join(" | ", s_batchRanks.Select(ranks => $"90% on {ranks} ranks"));
        text.Append("| model, network | more ranks save less than a tenth beyond | sequences a rank there | ").Append(batchColumns).Append(" |\n");
        text.Append(Line(3 + s_batchRanks.Length));
        foreach (var work in Works)
        {
            foreach (var link in Links.Skip(1))
            {
                int stop = CostModel.StopsToPay(work, link, Batch, MostRanks);
                string batches = string.Join(" | ", s_batchRanks.Select(ranks => Number(CostModel.BatchOfNineTenths(work, link, ranks))));
                text.Append(CultureInfo.InvariantCulture, $"| {work.Name}, {link.Name} | {stop:n0} ranks | {(double)Batch / stop:g3} | {batches} |\n");
            }
        }

        return text.ToString();
    }

    private static string Line(int columns) => $"|{string.Concat(Enumerable.Repeat("---|", columns))}\n";

    private static string Number(int? batch) => batch?.ToString("n0", CultureInfo.InvariantCulture) ?? "none";

    private static string Time(double seconds) =>
        (seconds * 1e3).ToString(seconds < 0.01 ? "f2" : seconds < 0.1 ? "f1" : "n0", CultureInfo.InvariantCulture) + " ms";

    private static string[] Cells(string line) => line.StartsWith("| ", StringComparison.Ordinal) || line.StartsWith("|---", StringComparison.Ordinal)
        ? [.. line.Trim().Trim('|').Split('|').Select(cell => cell.Trim())]
        : [];

    private static double Number(string cell) => double.Parse(cell.Split(' ')[0].Replace(",", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
}
