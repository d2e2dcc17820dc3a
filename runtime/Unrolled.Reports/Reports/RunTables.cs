using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;

namespace Unrolled;

/// <summary>What a report says in tables: the model, the options, the machine, the epochs.</summary>
internal static class RunTables
{
    /// <summary>What came of a run, in a sentence.</summary>
    public static string Summary(IReadOnlyList<EpochResult> epochs)
    {
        if (epochs.Count == 0)
            return "The run ended before its first epoch was finished.";
        var best = epochs.LastOrDefault(epoch => epoch.IsBest) ?? epochs[^1];
        string loss = best.ValidationLoss is { } validation ? $"validation loss {Number(validation)}" : $"loss {Number(best.Loss)}";
        string metrics = best.ValidationMetrics.Count > 0 ? $", {best.ValidationMetrics}" : "";
        string all = $"{epochs[^1].Epoch} epochs in {Duration(epochs[^1].Elapsed)}";
        return $"{all}; the best, whose parameters the model has, is epoch {best.Epoch}: {loss}{metrics}.";
    }

    public static void Model<TModel>(Html page, IModel<TModel> model)
        where TModel : class, IModel<TModel>
    {
        var layout = TModel.Layout;
        long count = model.Parameters.Sum(parameter => (long)parameter.Length);
        page.Raw("<section>").Element("h2", "Model").Element("pre", layout.Declaration.Replace("] [", "]\n[", StringComparison.Ordinal));
        page.Table(
            ("class", layout.ModelName),
            (layout.Vocabulary > 0 ? "vocabulary" : "inputs a step", Number(layout.Vocabulary > 0 ? layout.Vocabulary : layout.Inputs)),
            ("outputs a step", Number(layout.Outputs)),
            ("parameters", Number(count)),
            ("memory of the parameters", Bytes(layout.ParameterFloats * sizeof(float))),
            ("memory of a state", Bytes(layout.StreamFloats * sizeof(float))));
        page.Raw("<details>").Element("summary", "All parameters").Table(
            ["name", "shape", "values"],
            model.Parameters.Select(parameter => (string[])[parameter.Name, parameter.Shape.ToString(), Number(parameter.Length)]))
                .Raw("</details>\n</section>");
    }

    public static void Training(Html page, FitOptions? options, (string, string?)[] training)
    {
        if (options is null && training.Length == 0)
            return;
        page.Raw("<section>").Element("h2", "Training").Table(training);
        if (options is not null)
        {
            page.Table(
                ("epochs, at most", Number(options.Epochs)),
                ("sequences a batch", Number(options.Batch)),
                ("seed of the order", Number(options.Seed)),
                ("validation", options.Validation is { } held ? $"{Number(held.Count)} sequences" : "none"),
                ("patience", options.Patience is { } patience ? $"{Number(patience)} epochs" : null),
                ("metrics", options.Metrics.Count > 0 ? string.Join(", ", options.Metrics.Select(metric => metric.Name)) : null),
                ("truncated after", options.Truncate is { } steps ? $"{Number(steps)} steps" : null),
                ("batches by length", options.ByLength ? "yes" : null),
                ("checkpoint", options.Checkpoint),
                ("rate falls on a plateau", options.ReduceOnPlateau is null ? null : "yes"));
        }

        page.Raw("</section>");
    }

    public static void Data(Html page, DatasetDescription data) =>
        page.Raw("<section>").Element("h2", "Data of the pictures").Element("pre", data.ToString()).Raw("</section>");

    public static void Machine<TModel>(Html page, int seed)
        where TModel : class, IModel<TModel>
    {
        string version = typeof(Report).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";
        page.Raw("<section>").Element("h2", "Where and when").Table(
            ("written", DateTimeOffset.Now.ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture)),
            ("seed of the model", seed.ToString(CultureInfo.InvariantCulture)),
            ("system", $"{RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}"),
            ("processors", Number(Environment.ProcessorCount)),
            ("vectors", $"{32 * TModel.Layout.Lanes} bits"),
            (".NET", RuntimeInformation.FrameworkDescription),
            ("Unrolled", version.Split('+')[0])).Raw("</section>");
    }

    /// <summary>The last epochs.</summary>
    public static void Epochs(Html page, IReadOnlyList<EpochResult> epochs, int most)
    {
        if (epochs.Count == 0)
            return;
        bool hasValidation = epochs.Any(epoch => epoch.ValidationLoss is not null);
        string[] headings = ["epoch", "loss", .. hasValidation ? ["validation"] : Array.Empty<string>(), .. epochs[0].Metrics.Names];
        bool areAll = most >= epochs.Count;
        page.Raw("<section>").Element("h2", areAll ? "Epochs" : $"The last {most} epochs");
        page.Table(headings, epochs.Skip(Math.Max(0, epochs.Count - most)).Select(epoch => (string[])
        [
            epoch.Epoch.ToString(CultureInfo.InvariantCulture),
            Number(epoch.Loss),
            .. hasValidation ? [epoch.ValidationLoss is { } loss ? Number(loss) : "–"] : Array.Empty<string>(),
            .. (epoch.ValidationMetrics.Count > 0 ? epoch.ValidationMetrics : epoch.Metrics).Select(Number),
        ]));
        page.Raw("</section>");
    }

    public static string Duration(TimeSpan time) => time.TotalSeconds < 60
        ? time.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture) + " s"
        : $"{(int)time.TotalHours}:{time.Minutes.ToString("00", CultureInfo.InvariantCulture)}:{time.Seconds.ToString("00", CultureInfo.InvariantCulture)} h";

    private static string Number(double value) => value.ToString("g5", CultureInfo.InvariantCulture);

    private static string Number(long value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    private static string Bytes(long bytes) => bytes < 10_000 ? $"{Number(bytes)} bytes" : $"{Number(bytes / 1000)} kB";
}
