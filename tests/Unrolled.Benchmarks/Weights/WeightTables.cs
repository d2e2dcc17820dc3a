using System.Globalization;
using System.Text;

namespace Unrolled.Benchmarks.Weights;

/// <summary>Steps, runs and several streams with float32, bfloat16 and int8 weights, side by side, for every cell and size.</summary>
internal static class WeightTables
{
    private static readonly int[] Streams = [2, 4, 8, 16];

    private static readonly string[] Tasks = ["step, ns", "run of 256 steps, ns a step", .. Streams.Select(count => $"{count} streams, ns a stream")];

    /// <summary>Measures the cells whose lines the filter chooses, prints the lines, and at the end a table a task.</summary>
    /// <returns>How many cells were measured.</returns>
    public static int Run(string filter)
    {
        const string columns = " | float32 | bfloat16 | int8 | bfloat16 | int8 |\n|---|---|---|---|---|---|\n";
        var tables = Tasks.Select(task => new StringBuilder($"| {task}{columns}")).ToArray();
        int measured = 0;
        foreach (var cell in WeighedCell.All.Where(cell => Figure.Matches(cell.Name, filter)))
        {
            measured++;
            var values = Measurement.Print(cell.Figures(Streams), passes: 3, rounds: 11, seconds: 0.012);
            foreach (var (table, row) in tables.Zip(values.Chunk(WeighedCell.Types.Length)))
            {
                table.AppendLine(CultureInfo.InvariantCulture,
                    $"| {cell.Name} | {Digits(row[0])} | {Digits(row[1])} | {Digits(row[2])} | {row[0] / row[1]:F2} | {row[0] / row[2]:F2} |");
            }
        }

        foreach (var table in tables.Where(_ => measured > 0))
            Console.WriteLine(table);
        return measured;
    }

    private static string Digits(double value) => value.ToString(value >= 100 ? "N0" : "F1", CultureInfo.InvariantCulture);
}
