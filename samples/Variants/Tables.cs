namespace Variants;

/// <summary>The results as the tables of the documentation.</summary>
internal static class Tables
{
    private const string Vanilla = "V";

    public static void Print(IReadOnlyList<Result> results, Func<string, string> measure, TextWriter to)
    {
        foreach (var task in results.GroupBy(result => result.Task))
        {
            double[] Scores(string variant) => [.. task.Where(result => result.Variant == variant).Select(result => result.Measured.Score)];
            string[] variants = [.. task.Select(result => result.Variant).Distinct()];
            string[] others = [.. variants.Where(variant => variant != Vanilla)];
            double[] corrected = MannWhitney.Holm([.. others.Select(variant => MannWhitney.PValue(Scores(Vanilla), Scores(variant)))]);
            to.WriteLine($"| {task.Key}: {measure(task.Key)} | median | range | seeds | p, corrected | parameters | ns a step |");
            to.WriteLine("|---|---|---|---|---|---|---|");
            foreach (string variant in variants)
            {
                double[] scores = Scores(variant);
                string p = variant == Vanilla ? "" : Probability(corrected[Array.IndexOf(others, variant)]);
                var runs = task.Where(result => result.Variant == variant);
                to.WriteLine(
                    $"| {variant} | {Number(Median(scores))} | {Number(scores.Min())} to {Number(scores.Max())} | {scores.Length} | {p} " +
                    $"| {runs.First().Parameters:n0} | {runs.Min(result => result.Measured.Nanoseconds):f0} |");
            }

            to.WriteLine();
        }
    }

    private static string Probability(double p) => p < 0.05 ? $"**{p:0.0000}**" : $"{p:0.000}";

    private static string Number(double number) => number < 1 ? $"{number:f3}" : $"{number:f2}";

    private static double Median(IEnumerable<double> numbers)
    {
        double[] sorted = [.. numbers.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
