// Learns a series of several numbers a step, and forecasts them.
//   dotnet run              trains, measures, saves
//   dotnet run -- --test    the same; the exit status is 1 unless the forecasts are better than persistence
using System.Globalization;
using Template._1;
using Unrolled;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
const int Ahead = 3;        // steps between what is read last and what is forecast
const int Window = 60;      // steps of a sequence that is learned from
const int WarmUp = 20;      // its first steps, which are read and do not count

// YOUR DATA: a line of names, then a line a step: its date, and a number for each input of the model, in any units.
// This is the daily weather of Seattle in 2012-2015, from the NOAA National Climatic Data Center; public domain.
string[] lines = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "weather.csv"));
string[] names = lines[0].Split(',')[1..];
float[] series = [.. lines[1..].SelectMany(line => line.Split(',')[1..]).Select(float.Parse)];
int features = names.Length, steps = series.Length / features;

// The first half is learned from, the next quarter decides when to stop, and the last is looked at once, at the end.
int fromHeld = steps / 2, fromTest = steps * 3 / 4;
var train = SequenceDataset.Forecast(series[..(fromHeld * features)], features, Window, Ahead, WarmUp);
var held = SequenceDataset.Forecast(series[..(fromTest * features)], features, fromTest - Ahead, Ahead, warmUp: fromHeld - Ahead);
Console.WriteLine(train.Describe());

var model = new Template__1Model(seed: 1);
model.Adapt(train);         // sets [Standardize] and [Rescale]
var trainer = new Trainer<Template__1Model>(model, Loss.StandardizedMeanSquaredError, new AdamW(0.003f)) { MaxGradientNorm = 1 };
trainer.Fit(train, new FitOptions { Epochs = 40, Seed = 1, Validation = held, Patience = 5 }, Progress.Console);

// The root mean square errors of the last quarter. Persistence says that all will be as it is now.
float[] forecasts = model.Predict(series);          // [steps, features]: at each step what is forecast from the steps up to it
double ratio = 0;
Console.WriteLine($"{"error of the forecasts",-24}{"network",12}{"persistence",14}");
for (int k = 0; k < features; k++)
{
    double Error(float[] says) => Math.Sqrt(Enumerable.Range(fromTest, steps - fromTest)
        .Average(step => Math.Pow(says[(step - Ahead) * features + k] - series[step * features + k], 2)));
    Console.WriteLine($"  {names[k],-22}{Error(forecasts),12:f3}{Error(series),14:f3}");
    ratio += Error(forecasts) / Error(series) / features;
}

Console.WriteLine($"The network's errors are {ratio:p0} of those of persistence, in the mean.");
Console.WriteLine($"{Ahead} steps after the last: {string.Join(", ", names.Zip(forecasts[^features..], (name, value) => $"{name} {value:f1}"))}");
model.Save("model.safetensors");                    // Template__1Model.Load("model.safetensors") has it again
return args is ["--test"] && !(ratio < 0.9) ? 1 : 0;
