using System.Diagnostics;
using System.Globalization;
using Deploy;
using Unrolled;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
switch (args)
{
    case ["--first"]:
        return First();
    case [] or ["--short"]:
        return Train(updates: args.Length == 0 ? 400 : 150, path: null);
    case ["--save", var path]:
        return Train(updates: 2000, path);
    default:
        Console.Error.WriteLine("Deploy [--short | --first | --save FILE]: trains, saves, loads and streams; with --first, predicts once with the weights in "
            + "the executable; with --save, trains longer and keeps the file.");
        return 2;
}

// What start-up is measured with: one prediction, then the end.
static int First()
{
    float[] y = [0];
    Wave.Default.Step([Signal.At(0)], Wave.Default.NewState(), y);
    Console.WriteLine($"first prediction: {y[0]:F4}");
    return 0;
}

static int Train(int updates, string? path)
{
    var model = new Wave(seed: 1);
    var tape = model.NewTape(steps: 50, batch: 16);
    var trainer = new Trainer<Wave>(model, Loss.MeanSquaredError, new Adam(0.01f)) { MaxGradientNorm = 1 };
    trainer.Schedule = Schedule.Cosine(updates);
    var random = new Random(1);
    double loss = 0;
    for (int update = 1; update <= updates; update++)
    {
        Signal.Fill(tape.Inputs, tape.Targets, tape.Batch, random);
        loss = trainer.Step(tape);
    }

    Console.WriteLine($"trained: loss {loss:F5} after {updates} updates");
    string file = path ?? Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
    model.Save(file);
    var loaded = Wave.Load(file);
    Console.WriteLine($"saved and loaded: {new FileInfo(file).Length} bytes");
    if (path is null)
        File.Delete(file);

    bool good = Stream("this run's", loaded) & Stream("the embedded", Wave.Default);
    Time(loaded);
    return good && loss < 0.01 ? 0 : 1;
}

// Feeds the signal a sample at a time, and compares each prediction with the sample that follows.
static bool Stream(string weights, Wave model)
{
    const int Warm = 50, Steps = 500;
    var state = model.NewState();
    float[] y = [0];
    double squares = 0;
    for (int time = 0; time < Warm + Steps; time++)
    {
        model.Step([Signal.At(time)], state, y);
        double error = y[0] - Signal.At(time + 1);
        squares += time < Warm ? 0 : error * error;
    }

    double deviation = Math.Sqrt(squares / Steps);
    Console.WriteLine($"streamed with {weights} weights: root mean square error {deviation:F4}");
    return deviation < 0.1;
}

static void Time(Wave model)
{
    const int Steps = 20_000;
    var state = model.NewState();
    float[] x = [0.5f], y = [0];
    double best = double.PositiveInfinity;
    for (int round = 0; round < 20; round++)
    {
        long start = Stopwatch.GetTimestamp();
        for (int step = 0; step < Steps; step++)
            model.Step(x, state, y);
        best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalNanoseconds / Steps);
    }

    Console.WriteLine($"{best:F0} ns a step");
}
