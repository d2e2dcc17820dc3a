namespace Memory;

/// <summary>The results as the tables of the documentation.</summary>
internal static class Tables
{
    public static void Print(IReadOnlyList<Result> results, TextWriter to)
    {
        PrintRecall([.. results.Where(result => result.Task == "recall")], to);
        PrintPublished([.. results.Where(result => Published(result.Task) is not null)], to);
        PrintCounting([.. results.Where(result => result.Task == "counting")], to);
        PrintTiming([.. results.Where(result => result.Task is "delays" or "spikes" or "waves")], to);
    }

    private static void PrintRecall(IReadOnlyList<Result> results, TextWriter to)
    {
        if (results.Count == 0)
            return;
        string[] lags = [.. results.Select(result => result.Setting).Distinct()];
        void Table(string head, IEnumerable<Result> of, Func<IReadOnlyList<Result>, string> cell)
        {
            to.WriteLine($"{head}\n\n| lag | {string.Join(" | ", lags)} |\n|---|{string.Concat(lags.Select(_ => "---|"))}");
            foreach (var row in of.GroupBy(result => result.Cell))
                to.WriteLine($"| {row.Key} | {string.Join(" | ", lags.Select(lag => cell([.. row.Where(result => result.Setting == lag)])))} |");
            to.WriteLine();
        }

        Table("Seeds that learned, and the median of the sequences that they took:", results, Learned);
        Table("Reach before training: the gradient at the first step by that at the last, medians:", results, of => Scientific(Median(of, "before")));
        Table("Reach after training, learned or not:", results, of => Scientific(Median(of, "after")));
        foreach (string gate in new[] { "f", "i", "o" })
        {
            var with = results.Where(result => result.Outcome.Figures.ContainsKey(gate));
            if (with.Any())
            {
                Table(
                    $"Gate {gate} of the unit that holds the value: at the first step, and while it holds; medians of the seeds that learned:", with,
                    of => of.Count == 0 ? "" : $"{Median(of, gate + " first"):f2}, {Median(of, gate):f3}");
            }
        }
    }

    private static void PrintPublished(IReadOnlyList<Result> results, TextWriter to)
    {
        if (results.Count == 0)
            return;
        to.WriteLine("| task | cell | seeds that learned | sequences: median (range) | published |\n|---|---|---|---|---|");
        foreach (var row in results.GroupBy(result => (result.Task, result.Cell)))
        {
            Result[] solved = [.. row.Where(result => result.Outcome.Solved)];
            string sequences = solved.Length == 0 ? "" : Range(solved.Select(result => (double)result.Outcome.Sequences));
            string published = $"{Published(row.Key.Task):n0}";
            to.WriteLine($"| {row.Key.Task} | {row.Key.Cell} | {solved.Length} of {row.Count()} | {sequences} | {published} |");
        }

        to.WriteLine();
    }

    private static void PrintCounting(IReadOnlyList<Result> results, TextWriter to)
    {
        if (results.Count == 0)
            return;
        to.WriteLine("| aⁿbⁿ, learned to n = 10 | seeds that learned | sequences: median (range) | counted to, at the end | at the best exam |");
        to.WriteLine("|---|---|---|---|---|");
        foreach (var row in results.GroupBy(result => result.Cell))
        {
            Result[] solved = [.. row.Where(result => result.Outcome.Solved)];
            string Of(string figure) => Range(row.Select(result => result.Outcome.Figures[figure]));
            string sequences = solved.Length == 0 ? "" : Range(solved.Select(result => (double)result.Outcome.Sequences));
            to.WriteLine($"| {row.Key} | {solved.Length} of {row.Count()} | {sequences} | {Of("counted")} | {Of("best")} |");
        }

        to.WriteLine();
    }

    private static void PrintTiming(IReadOnlyList<Result> results, TextWriter to)
    {
        if (results.Count == 0)
            return;
        string[] cells = [.. results.Select(result => result.Cell).Distinct()];
        to.WriteLine($"| timing | {string.Join(" | ", cells)} |\n|---|{string.Concat(cells.Select(_ => "---|"))}");
        foreach (var row in results.GroupBy(result => $"{result.Task}, {result.Setting}"))
            to.WriteLine($"| {row.Key} | {string.Join(" | ", cells.Select(cell => Learned([.. row.Where(result => result.Cell == cell)])))} |");
        to.WriteLine();
    }

    /// <summary>The sequences that a paper's network took; null for a task of our own.</summary>
    private static int? Published(string task) => task switch
    {
        "order-a" => TemporalOrder.Published[2],
        "order-b" => TemporalOrder.Published[3],
        "reber" => EmbeddedReber.Published,
        _ => task.StartsWith("adding-", StringComparison.Ordinal) ? Adding.Published[int.Parse(task.Split('-')[1])] : null,
    };

    private static string Learned(IReadOnlyList<Result> of)
    {
        double[] sequences = [.. of.Where(result => result.Outcome.Solved).Select(result => (double)result.Outcome.Sequences)];
        return of.Count == 0 ? "" : $"{sequences.Length} of {of.Count}{(sequences.Length == 0 ? "" : $": {Median(sequences):n0}")}";
    }

    private static double Median(IReadOnlyList<Result> of, string figure)
        => Median(of.Where(result => result.Outcome.Figures.ContainsKey(figure)).Select(result => result.Outcome.Figures[figure]));

    private static string Scientific(double number) => double.IsNaN(number) ? "" : number is 0 or >= 0.001 ? $"{number:0.###}" : $"{number:0e-0}";

    private static string Range(IEnumerable<double> numbers) => $"{Median(numbers):n0} ({numbers.Min():n0} to {numbers.Max():n0})";

    private static double Median(IEnumerable<double> numbers)
    {
        double[] sorted = [.. numbers.Order()];
        return sorted.Length == 0 ? double.NaN : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
