using System.Diagnostics;

namespace Unrolled.Mpi.Tests;

/// <summary>A test that needs <c>mpirun</c>; skipped, saying so, where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class MpiFactAttribute : FactAttribute
{
    public MpiFactAttribute()
    {
        if (Launcher.Path is null)
            Skip = $"There is no mpirun: install Open MPI or MPICH, or name it in {Launcher.Variable}.";
    }
}

/// <summary>Runs a program on several ranks of this machine.</summary>
internal static class Launcher
{
    public const string Variable = "UNROLLED_MPIRUN";

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);
    private static readonly Lazy<bool> s_isOpenMpi = new(IsNamedOpenMpi);

    /// <summary>The file of <c>mpirun</c>; null where there is none.</summary>
    public static string? Path { get; } = Environment.GetEnvironmentVariable(Variable)
        ?? Environment.GetEnvironmentVariable("PATH")?.Split(System.IO.Path.PathSeparator)
            .Select(folder => System.IO.Path.Combine(folder, "mpirun")).FirstOrDefault(File.Exists);

    /// <summary>Whether it is Open MPI's.</summary>
    public static bool IsOpenMpi => s_isOpenMpi.Value;

    /// <summary>Starts this assembly's program.</summary>
    public static Process Start(int ranks, params string[] arguments) => StartProgram(ranks, typeof(Launcher).Assembly.Location, arguments);

    /// <summary>Starts a program; without <c>mpirun</c> for 0 ranks.</summary>
    public static Process StartProgram(int ranks, string assembly, params string[] arguments)
    {
        // Many ranks and users in one container: neither is what a launcher likes by itself.
        string[] launcher = ranks == 0 ? [] : [Path!, .. IsOpenMpi ? new[] { "--allow-run-as-root", "--oversubscribe" } : [], "-n", $"{ranks}"];
        string[] command = [.. launcher, "dotnet", assembly, .. arguments];
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        // .NET writes a control sequence to anything that calls itself a terminal.
        start.Environment["TERM"] = "dumb";
        start.Environment["DOTNET_TieredPGO"] = "0";
        return Process.Start(start)!;
    }

    /// <summary>Runs this assembly's program to its end.</summary>
    public static (int ExitCode, string Output, string Errors, TimeSpan Elapsed) Run(int ranks, params string[] arguments) => End(Start(ranks, arguments));

    /// <summary>Waits for the end.</summary>
    public static (int ExitCode, string Output, string Errors, TimeSpan Elapsed) End(Process process)
    {
        using (process)
        {
            var clock = Stopwatch.StartNew();
            var output = process.StandardOutput.ReadToEndAsync();
            var errors = process.StandardError.ReadToEndAsync();
            if (!process.WaitForExit(s_patience))
            {
                process.Kill(entireProcessTree: true);
                throw new TimeoutException($"The ranks do not end. {output.Result} {errors.Result}");
            }

            return (process.ExitCode, output.Result, errors.Result, clock.Elapsed);
        }
    }

    private static bool IsNamedOpenMpi()
    {
        var (_, output, _, _) = End(Process.Start(new ProcessStartInfo(Path!, ["--version"]) { RedirectStandardOutput = true, RedirectStandardError = true })!);
        return output.Contains("Open MPI", StringComparison.Ordinal) || output.Contains("OpenRTE", StringComparison.Ordinal);
    }
}
