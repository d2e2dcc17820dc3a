using System.Diagnostics;
using Sunspots;
using Unrolled;

const int HeldOutFrom = 1940;

try
{
    if (Options.Parse(args) is { } options)
        Run(options);
    else
        Console.WriteLine(Options.Help);
    return 0;
}
catch (FormatException mistake)
{
    Console.Error.WriteLine(mistake.Message);
    return 1;
}

static void Run(Options options)
{
    // The years, split in two: nothing from the first held-out year on is looked at until the end.
    var series = SunspotSeries.Read(Path.Combine(AppContext.BaseDirectory, "sunspots.csv"));
    int split = series.IndexOf(HeldOutFrom), end = series.Numbers.Length;
    double[] numbers = series.Numbers, truth = numbers[split..], roots = [.. numbers.Select(Math.Sqrt)];
    float[] xs = [.. roots.Select(root => (float)root)];
    Console.WriteLine($"Sunspots: learning from {series.FirstYear}-{HeldOutFrom - 1}, held out {HeldOutFrom}-{series.LastYear}.");

    // Learn: how many updates, then the networks.
    var clock = Stopwatch.StartNew();
    var training = new Training(xs[..split], series.FirstYear);
    int updates = options.Updates ?? training.ChooseUpdates(options.Networks);
    var runs = Enumerable.Range(1, options.Networks).Select(seed => training.Learn(series.FirstYear, HeldOutFrom - 1, seed, updates)).ToArray();
    Forecaster[] models = [.. runs.Select(run => run.Model)];
    int parameters = models[0].Parameters.Sum(parameter => parameter.Length);
    Console.WriteLine($"{models.Length} networks of {parameters} parameters, {updates} updates: {clock.Elapsed.TotalSeconds:f1} s.");
    Console.WriteLine();

    // Forecast each held-out year from the years before it.
    double[][] forecasts = [.. models.Select(model => Forecasts(model.Predict(xs)))];
    double[] mean = [.. Enumerable.Range(0, end).Select(year => forecasts.Average(each => each[year]))];
    double[] errors = [.. forecasts.Select(each => Error(year => each[year])).Order()];
    var ar = new Autoregression(numbers.AsSpan(0, split), order: 9);
    var arOfRoots = new Autoregression(roots.AsSpan(0, split), order: 9);
    double linear = Error(year => Math.Max(0, ar.Forecast(numbers.AsSpan(0, year))));
    double linearOfRoots = Error(year => SunspotError.Number(arOfRoots.Forecast(roots.AsSpan(0, year))));
    double median = Training.Median(errors), ofMean = Error(year => mean[year]);
    Console.WriteLine($"Forecasts of {HeldOutFrom}-{series.LastYear}, one year ahead, root mean square error in sunspots:");
    Console.WriteLine($"  {"persistence (as this year)",-32}{Error(year => numbers[year - 1]),6:f2}");
    Console.WriteLine($"  {"AR(9)",-32}{linear,6:f2}");
    Console.WriteLine($"  {"AR(9) of square roots",-32}{linearOfRoots,6:f2}");
    Console.WriteLine($"  {"one network: the median",-32}{median,6:f2}   ({errors[0]:f2} to {errors[^1]:f2})");
    Console.WriteLine($"  {"the mean of " + models.Length + " networks",-32}{ofMean,6:f2}");
    Console.WriteLine(Verdict("The median network", median, linear, linearOfRoots));
    Console.WriteLine(Verdict("The mean of the networks", ofMean, linear, linearOfRoots));
    Console.WriteLine();

    // Save one, load it, and go through the years with it, one step a year.
    Directory.CreateDirectory(options.Output);
    string file = Path.GetFullPath(Path.Combine(options.Output, "sunspots.safetensors"));
    models[0].Save(file);
    double[] streamed = Stream(Forecaster.Load(file), xs);
    double difference = Enumerable.Range(1, end - 1).Max(year => Math.Abs(streamed[year] - forecasts[0][year]));
    if (difference > 1e-3)
        throw new InvalidOperationException($"The loaded model's forecasts differ from the saved model's by up to {difference:g3} sunspots.");
    Console.WriteLine($"Model  {file}");
    Console.WriteLine($"       loaded again and stepped through {end - 1} years: the same forecasts (largest difference {difference:g2} sunspots)");

    string chart = Path.GetFullPath(Path.Combine(options.Output, "sunspots.svg"));
    Chart.Write(chart, series.FirstYear, numbers, mean, split);
    Console.WriteLine($"Chart  {chart}");

    // What the gates of the first network did in each year, and a page about it.
    string gates = Path.GetFullPath(Path.Combine(options.Output, "gates.svg")), report = Path.GetFullPath(Path.Combine(options.Output, "report.html"));
    Picture.Gates(models[0], xs, layer: "gru1", title: $"The gates of a GRU over the sunspots of {series.FirstYear}-{series.LastYear}, a step a year")
        .Save(gates);
    Report.Write(report, models[0], runs[0].History, SequenceDataset.Forecast(xs, features: 1, window: end - 1, warmUp: split - 1), title: "Sunspots");
    Console.WriteLine($"Gates  {gates}");
    Console.WriteLine($"Report {report}");

    double Error(Func<int, double> forecast) => Math.Sqrt(truth.Select((number, k) => Math.Pow(forecast(split + k) - number, 2)).Average());
}

static string Verdict(string what, double error, double linear, double linearOfRoots) => (error < linear, error < linearOfRoots) switch
{
    (true, true) => $"{what} is better than both autoregressions.",
    (true, false) => $"{what} is better than AR(9), and not better than AR(9) of square roots.",
    (false, true) => $"{what} is better than AR(9) of square roots, and not better than AR(9).",
    _ => $"{what} is not better than the autoregressions.",
};

/// <summary>What stands at a year is its forecast from the years before it.</summary>
static double[] Forecasts(float[] roots) => [double.NaN, .. roots[..^1].Select(root => SunspotError.Number(root))]; // nothing comes before the first year

/// <summary>The same a year at a time, as one would with numbers that are still to come. The state remembers what was read.</summary>
static double[] Stream(Forecaster model, float[] xs)
{
    var forecasts = new double[xs.Length];
    State<Forecaster> state = model.NewState();
    Span<float> y = stackalloc float[Forecaster.Outputs];
    for (int year = 1; year < xs.Length; year++)
    {
        model.Step(xs.AsSpan(year - 1, 1), state, y);
        forecasts[year] = SunspotError.Number(y[0]);
    }

    return forecasts;
}
