using System.Globalization;
using Unrolled;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
const int Features = Weather.Inputs, Lags = 7, From2014 = 366 + 365, From2015 = From2014 + 365;
int networks = args is ["--short"] ? 1 : 6;
string[] lines = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "seattle-weather.csv"))[1..];
float[] series = [.. lines.SelectMany(line => line.Split(',')[1..5]).Select(number => float.Parse(number))], forecasts = [];
Console.WriteLine($"{"Weather of 2015, root mean square error",-50}     rain  highest   lowest     wind");
foreach (int ahead in new[] { 1, 7 })
{
    // Each network learns from 2012 and 2013 until its forecasts of 2014 get worse; then one learns from all three years, for as many epochs.
    float[][] each = [.. Enumerable.Range(1, networks).Select(seed =>
        Learn(ahead, seed, From2015, Learn(ahead, seed, From2014, epochs: 60).History.Best.Epoch).Model.Predict(series))];
    forecasts = [.. Enumerable.Range(0, series.Length).Select(k => each.Average(outputs => outputs[k]))];
    double[] own = Errors((day, k) => forecasts[(day - ahead) * Features + k]);
    Show($"{ahead} ahead: mean of {networks} networks", own, own);
    Show("as today", Errors((day, k) => series[(day - ahead) * Features + k]), own);
    Show("day's average of past years", Errors((day, k) => Enumerable.Range(1, 3).Average(n => series[(day - 365 * n) * Features + k])), own);
    var days = Enumerable.Range(Lags + ahead, From2015 - Lags - ahead);
    double[][] weights = [.. Enumerable.Range(0, Features).Select(k => LeastSquares(days, day => Past(day, ahead), day => series[day * Features + k]))];
    Show($"linear autoregression, {Lags} days", Errors((day, k) => Past(day, ahead).Zip(weights[k], (x, weight) => x * weight).Sum()), own);
}

// A week ahead, the highest temperature of each day of 2015 (grey), and what was forecast of it (red).
string Line(string color, float[] values, int from) => $"<polyline fill='none' stroke='{color}' points='"
    + string.Join(' ', Enumerable.Range(0, 365).Select(x => $"{3 * x},{200 - 5 * values[(from + x) * Features + 1]:f0}")) + "'/>";
string path = Path.Combine(Directory.CreateDirectory("artifacts").FullName, "forecast.svg");
string chart = Line("grey", series, From2015) + Line("red", forecasts, From2015 - 7);
File.WriteAllText(path, $"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1095 220'>{chart}</svg>");
Console.WriteLine($"Chart  {path}");
(Weather Model, History History) Learn(int ahead, int seed, int end, int epochs)
{
    var train = SequenceDataset.Forecast(series[..(end * Features)], Features, window: 90, horizon: ahead, warmUp: 30);
    var next = end > From2014 ? null : SequenceDataset.Forecast(series[..(From2015 * Features)], Features, From2015 - ahead, ahead, From2014 - ahead);
    var model = new Weather(seed);
    model.Adapt(train);
    var trainer = new Trainer<Weather>(model, Loss.StandardizedMeanSquaredError, new AdamW(0.003f, weightDecay: 0.3f)) { MaxGradientNorm = 1 };
    return (model, trainer.Fit(train, new FitOptions { Epochs = epochs, Seed = seed, Validation = next, Patience = next is null ? null : 8 }));
}

double[] Past(int day, int ahead) => [1, .. Enumerable.Range((day - ahead - Lags + 1) * Features, Lags * Features).Select(k => (double)series[k])];
double[] Errors(Func<int, int, double> forecast) => [.. Enumerable.Range(0, Features).Select(k => Math.Sqrt(Enumerable.Range(From2015, 365)
    .Average(day => Math.Pow(forecast(day, k) - series[day * Features + k], 2))))];
void Show(string what, double[] errors, double[] own) => Console.WriteLine($"  {what,-48}{string.Concat(errors.Select(error => $"{error,9:f3}"))}"
    + (errors == own ? "" : $"   networks better: {errors.Where((other, k) => own[k] < other).Count()} of 4"));

// The weights w for which the sum of (x·w − y)² is least: XᵀX w = Xᵀy, by elimination.
static double[] LeastSquares(IEnumerable<int> days, Func<int, double[]> x, Func<int, double> y)
{
    double[][] rows = [.. days.Select(day => (double[])[.. x(day), y(day)])];
    double[][] a = [.. rows[0].Select((_, i) => (double[])[.. rows[0].Select((_, j) => rows.Sum(row => row[i] * row[j]))])];
    for (int i = 0; i < a.Length - 1; i++)
        a = [.. a.Select((row, r) => r == i ? row : [.. row.Zip(a[i], (other, pivot) => other - row[i] / a[i][i] * pivot)])];
    return [.. a[..^1].Select((row, i) => row[^1] / row[i])];
}

/// <summary>Reads a day's rain, highest and lowest temperature and wind, and forecasts those of another day.</summary>
[Model(Inputs = 4), Standardize, Rnn(16), Dropout(0.2), Dense(4), Rescale]
public partial class Weather;
