using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Xunit.Abstractions;

namespace Unrolled.Generator.Tests.Fuzz;

/// <summary>
/// Whatever a user's file holds, generator and analyzers come to their end quickly, without an exception, and without harm to the project's other model;
/// and what they accept compiles.
/// </summary>
public class FuzzTests(ITestOutputHelper output)
{
    /// <summary>Cases unless the environment variable UNROLLED_FUZZ says another number.</summary>
    private const int Usual = 20_000;

    /// <summary>Of how many cases one that is without an error is compiled.</summary>
    private const int CasesToCompileOne = 20;

    /// <summary>How many cases are compiled together: layers that are the same in several of them are compiled once.</summary>
    private const int InOneCompilation = 125;

    /// <summary>How many files are added to the project at a time: those beside which something went wrong are then added alone.</summary>
    private const int InOneProject = 20;
    private const string Kept = "namespace Kept; [Unrolled.Model(Inputs = 1), Unrolled.Gru(2)] partial class Good { }";

    [Fact]
    public async Task Nothing_fails_hangs_or_harms()
    {
        var cases = int.TryParse(Environment.GetEnvironmentVariable("UNROLLED_FUZZ"), NumberStyles.None, CultureInfo.InvariantCulture, out var wanted) ? wanted
            : Usual;
        var project = new FuzzProject(Kept);
        await project.Run(FuzzCase.Of(0));
        var failures = new ConcurrentBag<string>();
        var accepted = new ConcurrentBag<FuzzCase>();
        var clock = new FuzzClock();
        long slowest = 0;
        void Count(FuzzResult result)
        {
            accepted.AddAll(result.Accepted);
            for (var known = Volatile.Read(ref slowest); result.Duration.Ticks > known; known = Volatile.Read(ref slowest))
                Interlocked.CompareExchange(ref slowest, result.Duration.Ticks, known);
        }

        var groups = Enumerable.Range(0, cases).Select(FuzzCase.Of).Chunk(InOneProject);
        await Parallel.ForEachAsync(groups, async (group, _) =>
        {
            var together = await project.Run(group);
            if (together.IsRight)
            {
                Count(together);
                return;
            }

            var areRight = true;
            foreach (var fuzz in group)
            {
                // A machine that is busy with other things is not a hang: only what is slow again and again is.
                var alone = await project.Run(fuzz);
                for (var again = 0; again < 3 && alone.Duration > FuzzResult.Longest; again++)
                    alone = await project.Run(fuzz);
                if (alone.Duration > FuzzResult.Longest)
                    failures.Add($"{alone.Duration.TotalSeconds:F1} s for {fuzz}");
                failures.AddAll(alone.Failures.Select(failure => $"{failure}\nin {fuzz}"));
                areRight &= alone.Failures.Count == 0;
                Count(alone);
            }

            if (areRight)
                failures.AddAll(together.Failures.Select(failure =>
                    $"{failure}\nin cases {group[0].Index} to {group[^1].Index} together, though in none alone"));
        });
        output.WriteLine($"{cases} cases in {clock}, the slowest {TimeSpan.FromTicks(slowest).TotalMilliseconds:F0} ms; {accepted.Count} without an error.");
        Assert.True(failures.IsEmpty, $"{failures.Count} failures, the first of them:\n" + string.Join("\n\n", failures.Take(10)));

        clock = new FuzzClock();
        var compiled = accepted.OrderBy(fuzz => fuzz.Index).Take(cases / CasesToCompileOne).ToList();
        Assert.True(compiled.Count >= cases / CasesToCompileOne, $"only {compiled.Count} of {cases} cases are without an error: that is too few to learn from");
        Parallel.ForEach(compiled.Chunk(InOneCompilation), batch => failures.AddAll(project.Compile(batch)));
        output.WriteLine($"{compiled.Count} compiled in {clock}.");
        Assert.True(failures.IsEmpty, $"{failures.Count} failures of what was accepted, the first of them:\n" + string.Join("\n\n", failures.Take(10)));
    }
}

/// <summary>How long something took, and how much of that the processor worked for this process.</summary>
internal sealed class FuzzClock
{
    private readonly Stopwatch _elapsed = Stopwatch.StartNew();
    private readonly TimeSpan _worked = Process.GetCurrentProcess().TotalProcessorTime;

    public override string ToString() =>
        $"{_elapsed.Elapsed.TotalSeconds:F0} s ({(Process.GetCurrentProcess().TotalProcessorTime - _worked).TotalSeconds:F0} s of processor time)";
}

internal static class BagExtensions
{
    public static void AddAll<T>(this ConcurrentBag<T> bag, IEnumerable<T> items)
    {
        foreach (var item in items)
            bag.Add(item);
    }
}
