using System.Globalization;

namespace Unrolled;

/// <summary>What must be the same when a run goes on from a checkpoint, as names and texts that a message can show.</summary>
internal static class FitSettings
{
    private const string None = "none", Parts = "trainer.Parts";

    public static Dictionary<string, string> Of(
        FitOptions options, int accumulate, int parts, ILoss loss, ReadOnlySpan<int> lengths, ReadOnlySpan<int> validationLengths) =>
        new(StringComparer.Ordinal)
        {
            ["FitOptions.Batch"] = Text(options.Batch),
            ["FitOptions.Seed"] = Text(options.Seed),
            ["FitOptions.Truncate"] = options.Truncate is { } steps ? Text(steps) : None,
            ["FitOptions.ByLength"] = options.ByLength ? "true" : "false",
            ["FitOptions.Metrics"] = options.Metrics.Count == 0 ? None : string.Join(", ", options.Metrics.Select(metric => metric.Name)),
            ["trainer.Accumulate"] = Text(accumulate),
            [Parts] = Text(parts),
            ["the loss"] = loss.GetType().Name,
            ["the data set"] = Data(lengths),
            ["the validation set"] = validationLengths.IsEmpty ? None : Data(validationLengths),
        };

    /// <summary>Refuses to go on with other settings.</summary>
    /// <exception cref="InvalidOperationException">Something differs; the message says what.</exception>
    public static void RequireSame(IReadOnlyDictionary<string, string> saved, IReadOnlyDictionary<string, string> now)
    {
        // A checkpoint that was written before batches had parts had one.
        string Saved(string key) => saved.GetValueOrDefault(key, key == Parts ? "1" : None);
        var differences = now.Where(pair => Saved(pair.Key) != pair.Value)
            .Select(pair => $"{pair.Key}: the checkpoint has {Saved(pair.Key)}, this run {pair.Value}").ToList();
        if (differences.Count > 0)
            throw new InvalidOperationException($"The run cannot go on from the checkpoint that was loaded. {string.Join("; ", differences)}. Give it what it "
                + "had, or begin anew with a trainer that loads no checkpoint.");
    }

    private static string Data(ReadOnlySpan<int> lengths)
    {
        long steps = 0;
        foreach (int length in lengths)
            steps += length;
        return string.Create(CultureInfo.InvariantCulture, $"{lengths.Length} sequences of {steps} steps (lengths {DatasetLengths.Fingerprint(lengths):x16})");
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
