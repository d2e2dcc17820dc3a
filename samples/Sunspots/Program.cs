using System.Diagnostics;
using Sunspots;
using Unrolled;

const int WindowYears = 32; // the network learns from every stretch of this many years …
const int WarmUpYears = 8;  // … whose first few only fill its memory: forecasts made from so little count for nothing

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
    // The years, split in two: everything before the first held-out year is for learning, nothing from there on is looked at until the end.
    var series = SunspotSeries.Read(Path.Combine(AppContext.BaseDirectory, "sunspots.csv"));
    int split = series.IndexOf(options.From), end = series.IndexOf(options.To) + 1;
    if (end <= split)
        throw new FormatException($"The last held-out year {options.To} is before the first, {options.From}.");
    double[] numbers = series.Numbers[..end];
    double[] training = numbers[..split];
    var scale = new Scale(training);
    float[] xs = [.. numbers.Select(scale.ToNetwork)];
    Console.WriteLine($"Sunspots: learning from {series.FirstYear}-{options.From - 1}, held out {options.From}-{options.To}.");

    // Learn.
    var model = new Forecaster(options.Seed);
    Console.WriteLine($"LSTM: {model.Parameters.Sum(parameter => parameter.Length)} parameters, {options.Updates} updates.");
    var clock = Stopwatch.StartNew();
    Train(model, xs.AsSpan(0, split), options.Updates);
    Console.WriteLine($"Learned in {clock.Elapsed.TotalSeconds:f1} s.");
    Console.WriteLine();

    // Forecast each held-out year from the years before it.
    double[] forecasts = Forecasts(model, xs, scale);
    double[] truth = numbers[split..];
    var ar = new Autoregression(training, order: 9);
    double[] roots = [.. numbers.Select(Math.Sqrt)];
    var arOfRoots = new Autoregression(roots.AsSpan(0, split), order: 9);
    Console.WriteLine($"Forecasts of {options.From}-{options.To}, one year ahead, root mean square error in sunspots:");
    Report("persistence (as this year)", year => numbers[year - 1]);
    Report("AR(9)", year => Math.Max(0, ar.Forecast(numbers.AsSpan(0, year))));
    Report("AR(9) of square roots", year => Math.Pow(Math.Max(0, arOfRoots.Forecast(roots.AsSpan(0, year))), 2));
    Report("LSTM", year => forecasts[year]);
    Console.WriteLine();

    // Save, load, and go through the years with the loaded model, one step a year.
    Directory.CreateDirectory(options.Output);
    string file = Path.GetFullPath(Path.Combine(options.Output, "sunspots.safetensors"));
    model.Save(file);
    var loaded = Forecaster.Load(file);
    double[] streamed = Stream(loaded, xs, scale);
    double difference = Enumerable.Range(1, end - 1).Max(year => Math.Abs(streamed[year] - forecasts[year]));
    if (difference > 1e-3)
        throw new InvalidOperationException($"The loaded model's forecasts differ from the saved model's by up to {difference:g3} sunspots.");
    Console.WriteLine($"Model  {file}");
    Console.WriteLine($"       loaded again and stepped through {end - 1} years: the same forecasts (largest difference {difference:g2} sunspots)");

    string chart = Path.GetFullPath(Path.Combine(options.Output, "sunspots.svg"));
    Chart.Write(chart, series.FirstYear, numbers, forecasts, split);
    Console.WriteLine($"Chart  {chart}");

    void Report(string name, Func<int, double> forecast) =>
        Console.WriteLine($"  {name,-28}{Math.Sqrt(truth.Select((number, k) => Math.Pow(forecast(split + k) - number, 2)).Average()),6:f2}");
}

/// <summary>Trains on every window of the training years at once: all of them fit on one tape, filled once.</summary>
static void Train(Forecaster model, ReadOnlySpan<float> xs, int updates)
{
    int windows = xs.Length - WindowYears;
    Tape<Forecaster> tape = model.NewTape(steps: WindowYears, batch: windows);
    for (int step = 0; step < WindowYears; step++)
    {
        // A row of the tape is one step of all windows. Window k begins with year k, so its step s is year k + s, and the right answer the year after it.
        xs.Slice(step, windows).CopyTo(tape.Inputs[(step * windows)..]);
        xs.Slice(step + 1, windows).CopyTo(tape.Targets[(step * windows)..]);
    }

    tape.Weights[..(WarmUpYears * windows)].Clear();

    var trainer = new Trainer<Forecaster>(model, Loss.MeanSquaredError, new Adam(learningRate: 0.01f))
    {
        MaxGradientNorm = 1f,
        Schedule = Schedule.Cosine(updates, end: 0.02f, warmUp: Math.Min(10, updates - 1)),
    };
    for (int update = 1; update <= updates; update++)
    {
        double loss = trainer.Step(tape);
        if (update == 1 || update % 20 == 0)
            Console.WriteLine($"  update {update,4}   loss {loss:f4}   {new string('█', (int)Math.Round(Math.Min(1, loss) * 60))}");
    }
}

/// <summary>Runs through all years at once; what stands at a year is its forecast from the years before it.</summary>
static double[] Forecasts(Forecaster model, float[] xs, Scale scale)
{
    var ys = new float[xs.Length];
    model.Run(xs, model.NewState(), ys);
    return [double.NaN, .. ys[..^1].Select(scale.FromNetwork)]; // nothing comes before the first year
}

/// <summary>The same a year at a time, as one would with numbers that are still to come. The state remembers what was read.</summary>
static double[] Stream(Forecaster model, float[] xs, Scale scale)
{
    var forecasts = new double[xs.Length];
    State<Forecaster> state = model.NewState();
    Span<float> y = stackalloc float[Forecaster.Outputs];
    for (int year = 1; year < xs.Length; year++)
    {
        model.Step(xs.AsSpan(year - 1, 1), state, y);
        forecasts[year] = scale.FromNetwork(y[0]);
    }

    return forecasts;
}
