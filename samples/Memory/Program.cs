using System.Diagnostics;
using System.Globalization;
using Memory;
using Runs;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
try
{
    if (RunOptions.Parse(args, Path.Combine("artifacts", "memory.csv")) is not { } options)
    {
        Console.WriteLine(Help.Text);
        return 0;
    }

    return options.IsShort ? Short.Run() : Run(options);
}
catch (FormatException mistake)
{
    Console.Error.WriteLine(mistake.Message);
    return 1;
}

static int Run(RunOptions options)
{
    Experiment[] all =
    [
        .. Recall.Experiments, .. Adding.Experiments, .. TemporalOrder.Experiments, .. EmbeddedReber.Experiments,
        .. Counting.Experiments, .. Timing.Experiments,
    ];
    string[] tasks = [.. all.Select(experiment => experiment.Task).Distinct()];
    if (options.Tasks.FirstOrDefault(name => !tasks.Contains(name)) is { } unknown)
        throw new FormatException($"'{unknown}' is not a task; the tasks are {string.Join(", ", tasks)}.");
    var results = Result.File(options.Results);
    var asked = all.Where(experiment => options.Tasks.Count == 0 || options.Tasks.Contains(experiment.Task));
    foreach (var experiment in options.IsTableOnly ? [] : asked)
    {
        for (int seed = 1; seed <= options.Seeds; seed++)
        {
            if (results.All.Any(
                result => (result.Task, result.Setting, result.Cell, result.Seed) == (experiment.Task, experiment.Setting, experiment.Cell, seed)))
                continue;
            long start = Stopwatch.GetTimestamp();
            var outcome = experiment.Run(seed);
            var result = new Result(experiment.Task, experiment.Setting, experiment.Cell, seed, Stopwatch.GetElapsedTime(start).TotalSeconds, outcome);
            results.Add(result);
            string what = $"{result.Task} {result.Setting} {result.Cell}, seed {seed}";
            Console.Error.WriteLine($"{what}: {(outcome.Solved ? "" : "not ")}learned after {outcome.Sequences:n0} sequences, {result.Seconds:f1} s");
        }
    }

    Tables.Print(results.All, Console.Out);
    return 0;
}
