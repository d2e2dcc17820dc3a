using System.Diagnostics;
using System.Globalization;
using Runs;
using Variants;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
try
{
    if (RunOptions.Parse(args, Path.Combine("artifacts", "variants.csv"), "--chorales") is { } options)
        Run(options);
    else
        Console.WriteLine(Help.Text);
    return 0;
}
catch (FormatException mistake)
{
    Console.Error.WriteLine(mistake.Message);
    return 1;
}

static void Run(RunOptions options)
{
    List<RealTask> tasks = options.IsShort ? [new DigitsTask()] : [new DigitsTask(), new SpliceTask(), new WeatherTask()];
    if (options["--chorales"] is { } file)
        tasks.Add(new ChoralesTask(File.Exists(file) ? file : throw new FormatException($"There is no file '{file}'.")));
    string[] names = [.. tasks.Select(task => task.Name)];
    if (options.Tasks.FirstOrDefault(name => !names.Contains(name)) is { } unknown)
        throw new FormatException($"'{unknown}' is not a task here; the tasks are {string.Join(", ", names)}, and chorales with --chorales FILE.");
    foreach (var task in tasks)
        task.CheckSizes();

    var results = Result.File(options.IsShort ? null : options.Results);
    var asked = tasks.Where(task => options.Tasks.Count == 0 || options.Tasks.Contains(task.Name)).ToArray();
    int seeds = options.IsTableOnly ? 0 : options.IsShort ? 1 : options.Seeds;
    for (int seed = 1; seed <= seeds; seed++)
    {
        foreach (var task in asked)
        {
            foreach (var contender in task.Contenders.Where(
                contender => !results.All.Any(result => (result.Task, result.Variant, result.Seed) == (task.Name, contender.Variant, seed))))
            {
                long start = Stopwatch.GetTimestamp();
                var measured = contender.Learn(seed, options.IsShort ? 2 : task.Epochs);
                results.Add(new Result(task.Name, contender.Variant, contender.Parameters, seed, Stopwatch.GetElapsedTime(start).TotalSeconds, measured));
                if (!options.IsShort)
                    Console.Error.WriteLine($"{task.Name} {contender.Variant}, seed {seed}: {measured.Score:g4}, {results.All[^1].Seconds:f1} s");
            }
        }
    }

    Tables.Print(results.All, name => tasks.Find(task => task.Name == name)?.Measure ?? ChoralesTask.Unit, Console.Out);
}
