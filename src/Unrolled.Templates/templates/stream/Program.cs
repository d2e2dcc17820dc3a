// Learns from readings that were kept, then answers each reading of a stream as it arrives: what will the next one be?
//   dotnet run -- --train                  trains, and saves model.safetensors
//   dotnet run < readings.csv              reads a number a line, without end, and writes what is expected next
//   dotnet run -- --test                   trains, saves, loads, streams; the exit status is 1 unless it has learned
//   dotnet publish -c Release -r linux-x64 makes one executable; start it in the folder of model.safetensors
using System.Globalization;
using Template._1;
using Unrolled;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
const string Weights = "model.safetensors";
if (args is ["--train"] or ["--test"])
{
    // YOUR DATA: a number a line, after a line with its name. These were made by a formula: two oscillations, drift and noise.
    string[] lines = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "readings.csv"));
    float[] readings = [.. lines.Skip(1).Select(float.Parse)];
    int fromHeld = readings.Length / 2, fromTest = readings.Length * 3 / 4;
    Train(SequenceDataset.Forecast(readings[..fromHeld], features: 1, window: 100, horizon: 1, warmUp: 30),
        SequenceDataset.Forecast(readings[fromHeld..fromTest], features: 1, window: fromTest - fromHeld - 1, horizon: 1, warmUp: 30));
    bool isLearned = Measure(Template__1Model.Load(Weights), readings[fromTest..], warmUp: 30);
    return args is ["--test"] && !isLearned ? 1 : 0;
}

if (!File.Exists(Weights))
{
    Console.Error.WriteLine($"{Weights} is not in this folder: --train writes it.");
    return 1;
}

// One step a reading. The state is what the network remembers of all readings before; a step allocates nothing.
var model = Template__1Model.Load(Weights);
var state = model.NewState();
float[] expected = [float.NaN];
while (Console.ReadLine() is { } line)
{
    if (!float.TryParse(line, out float reading))
    {
        Console.Error.WriteLine($"'{line}' is no number, and is left out.");
        continue;
    }

    float surprise = Math.Abs(reading - expected[0]);
    model.Step([reading], state, expected);
    Console.WriteLine($"{reading:f2}, off by {surprise:f2}; next {expected[0]:f2}");
}

return 0;

static void Train(SequenceDataset train, SequenceDataset held)
{
    var model = new Template__1Model(seed: 1);
    model.Adapt(train);
    var trainer = new Trainer<Template__1Model>(model, Loss.StandardizedMeanSquaredError, new Adam(0.005f)) { MaxGradientNorm = 1 };
    trainer.Fit(train, new FitOptions { Epochs = 30, Seed = 1, Validation = held, Patience = 4 }, Progress.Console);
    model.Save(Weights);
}

// Streams readings that were neither learned from nor chosen by; persistence says that the next reading will be as this one.
static bool Measure(Template__1Model model, float[] readings, int warmUp)
{
    var state = model.NewState();
    float[] expected = [0];
    double network = 0, persistence = 0;
    for (int step = 0; step + 1 < readings.Length; step++)
    {
        model.Step([readings[step]], state, expected);
        network += step < warmUp ? 0 : Math.Pow(expected[0] - readings[step + 1], 2);
        persistence += step < warmUp ? 0 : Math.Pow(readings[step] - readings[step + 1], 2);
    }

    double ratio = Math.Sqrt(network / persistence);
    Console.WriteLine($"The error of the network is {ratio:p0} of that of persistence.");
    return ratio < 0.5;
}
