using System.Globalization;
using System.Reflection;
using System.Runtime.Loader;
using Unrolled.Benchmarks.Limits;

namespace Unrolled.Benchmarks;

/// <summary>
/// Two builds of this program in one process: their figures take turns every few milliseconds, so that what the host does in the meantime meets both. Each
/// figure is made anew several times, because its time depends on where its memory lies.
/// </summary>
internal static class Versus
{
    private const int Starts = 5, Rounds = 21;
    private const double Seconds = 0.004;

    private static readonly string[] Parts = ["forward", "backward", "update"];

    /// <summary>Prints a line for each figure of both builds that the filter chooses, the slowest first, and a summary.</summary>
    /// <param name="before">The folder of one build of this program.</param>
    /// <param name="after">The folder of the other.</param>
    /// <param name="filter">Words of a line, as for <c>quick</c> and <c>parts</c>; none: the lines of <c>quick</c>.</param>
    /// <returns>How many figures were compared.</returns>
    public static int Run(string before, string after, string filter)
    {
        var (old, young) = (Load(before), Load(after));
        if (filter.Length == 0)
            young.RemoveAll(figure => Parts.Contains(figure.Name.Split(' ')[1]));
        var lines = young.Where(figure => figure.Matches(filter) && old.Exists(other => other.Name == figure.Name))
            .Select(figure => Compare(old.Single(other => other.Name == figure.Name), figure)).ToList();
        foreach (var line in lines.OrderByDescending(line => line.Ratio))
            Console.WriteLine(line);
        foreach (var task in lines.GroupBy(line => line.Task).Append(lines.GroupBy(_ => "all").FirstOrDefault()).OfType<IGrouping<string, Line>>())
            Console.WriteLine(Summary(task.Key, [.. task]));
        return lines.Count;
    }

    /// <summary>A figure of both builds: the lower quartiles of its times, and the median of the ratios of times that followed each other.</summary>
    private sealed record Line(string Name, string Unit, double Before, double After, double Ratio)
    {
        public string Task => Name.Split(' ')[1];

        public override string ToString() => string.Create(CultureInfo.InvariantCulture,
            $"{Ratio:F3} {Name} {Measurement.Digits(Before)} {Measurement.Digits(After)} {Unit}");
    }

    private static string Summary(string task, List<Line> lines) => string.Create(CultureInfo.InvariantCulture,
        $"# {task}: {lines.Count} figures, after / before: geometric mean {Math.Exp(lines.Average(line => Math.Log(line.Ratio))):F3}, sum "
        + $"{lines.Sum(line => line.Before * line.Ratio * Nanoseconds(line)) / lines.Sum(line => line.Before * Nanoseconds(line)):F3}, "
        + $"{lines.Count(line => line.Ratio > 1.02)} slower by more than 2%");

    private static double Nanoseconds(Line line) => line.Unit == "ms" ? 1e6 : 1;

    private static Line Compare(Figure before, Figure after)
    {
        List<double> ratios = [], old = [], young = [];
        for (int start = 0; start < Starts; start++)
        {
            var (a, b) = (before.Make(), after.Make());
            long count = Measurement.Calibrate(a, Seconds);
            _ = Measurement.Calibrate(b, Seconds);
            for (int round = 0; round < Rounds; round++)
            {
                bool isOldFirst = round % 2 == 0;
                double first = Measurement.Time(isOldFirst ? a : b, count), second = Measurement.Time(isOldFirst ? b : a, count);
                var (oldTime, youngTime) = isOldFirst ? (first, second) : (second, first);
                old.Add(oldTime / count * before.PerSecond);
                young.Add(youngTime / count * after.PerSecond);
                ratios.Add(youngTime / oldTime);
            }
        }

        return new(after.Name, after.Unit, At(old, 0.25), At(young, 0.25), At(ratios, 0.5));
    }

    private static double At(List<double> values, double share) => values.Order().ElementAt((int)((values.Count - 1) * share));

    /// <summary>The figures of the program in a folder, whose types are not those of this program.</summary>
    private static List<Figure> Load(string folder)
    {
        string program = Path.GetFullPath(Path.Combine(folder, "Unrolled.Benchmarks.dll"));
        var assembly = new Build(program).LoadFromAssemblyPath(program);
        object New(string type, params object[] arguments) => Activator.CreateInstance(assembly.GetType(type, throwOnError: true)!, arguments)!;
        object figures = New(typeof(Figures).FullName!, New(typeof(MachineLimits).FullName!));
        IEnumerable<object> Of(string method) => ((System.Collections.IEnumerable)figures.GetType().GetMethod(method)!.Invoke(figures, null)!).Cast<object>();
        return [.. Of(nameof(Figures.Unrolled)).Concat(Of(nameof(Figures.Parts))).Select(figure =>
        {
            T Get<T>(string property) => (T)figure.GetType().GetProperty(property)!.GetValue(figure)!;
            return new Figure(
                Get<string>(nameof(Figure.Name)), Get<string>(nameof(Figure.Unit)), Get<double>(nameof(Figure.PerSecond)),
                Get<Func<Action<long>>>(nameof(Figure.Make)), _ => "");
        })];
    }

    /// <summary>A build: everything but the framework comes from its folder.</summary>
    private sealed class Build(string program) : AssemblyLoadContext
    {
        private readonly AssemblyDependencyResolver _resolver = new(program);

        protected override Assembly? Load(AssemblyName assemblyName) =>
            _resolver.ResolveAssemblyToPath(assemblyName) is { } path ? LoadFromAssemblyPath(path) : null;
    }
}
