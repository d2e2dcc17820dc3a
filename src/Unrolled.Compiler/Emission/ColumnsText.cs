using static Unrolled.Compiler.Emission.PassText;

namespace Unrolled.Compiler.Emission;

/// <summary>A variable that stands for a vector of several that lie side by side.</summary>
/// <param name="Name">Its name.</param>
/// <param name="At">Which vector it is, from where they begin.</param>
internal readonly record struct Column(string Name, long At);

/// <summary>Prints what is done to vectors side by side, up to four at once.</summary>
internal static class ColumnsText
{
    /// <summary>As many as the runtime has methods for.</summary>
    private const int Most = 4;

    /// <summary>What lies in memory, into variables.</summary>
    /// <param name="columns">The variables, in order.</param>
    /// <param name="memory">Where it lies.</param>
    /// <param name="place">How far the first lies from there, in floats; empty for 0.</param>
    /// <param name="declares">Whether this is where the variables are declared.</param>
    public static IEnumerable<string> Load(IEnumerable<Column> columns, string memory, string place, bool declares = true) => Runs(columns)
        .Select(run => run.Count == 1
        ? $"{(declares ? "V " : "")}{run[0].Name} = At<V>(ref {memory}, {Offset(place, run[0].At)});"
        : $"Load(ref {memory}, {Offset(place, run[0].At)}, {Names(run, declares ? "out V " : "out ")});");

    /// <summary>Values, into memory.</summary>
    public static IEnumerable<string> Store(IEnumerable<Column> columns, string memory, string place) => Runs(columns).Select(run => run.Count == 1
        ? $"At<V>(ref {memory}, {Offset(place, run[0].At)}) = {run[0].Name};"
        : $"Store(ref {memory}, {Offset(place, run[0].At)}, {Names(run, "")});");

    /// <summary>Products of weights in memory with one value, added to sums.</summary>
    public static IEnumerable<string> Accumulate(IEnumerable<Column> sums, string weights, string value) => Runs(sums).Select(run =>
        $"{(run.Count == 1 ? "V." : "")}Accumulate({Names(run, "ref ")}, ref {weights}, {Lanes(run[0].At)}, {value});");

    /// <summary>Products of weights in variables with one value, added to sums.</summary>
    public static IEnumerable<string> Accumulate(IEnumerable<(string Sum, string Weights)> columns, string value)
    {
        var all = columns.ToList();
        for (var from = 0; from < all.Count; from += Most)
        {
            var run = all.Skip(from).Take(Most).ToList();
            var (sums, weights) = (run.Select(column => "ref " + column.Sum), run.Select(column => column.Weights));
            yield return $"{(run.Count == 1 ? "V." : "")}Accumulate({string.Join(", ", sums.Concat(weights))}, {value});";
        }
    }

    private static string Offset(string place, long at) => place.Length == 0 ? Lanes(at) : at == 0 ? place : $"{place} + {Lanes(at)}";

    private static string Names(IReadOnlyList<Column> run, string by) => string.Join(", ", run.Select(column => by + column.Name));

    /// <summary>Those that follow each other.</summary>
    private static IEnumerable<IReadOnlyList<Column>> Runs(IEnumerable<Column> columns)
    {
        var run = new List<Column>();
        foreach (var column in columns)
        {
            if (run.Count == Most || (run.Count > 0 && column.At != run[run.Count - 1].At + 1))
            {
                yield return run;
                run = [];
            }

            run.Add(column);
        }

        if (run.Count > 0)
            yield return run;
    }
}
