using System.Diagnostics;
using System.Text;

namespace Unrolled.Package.Tests.Support;

/// <summary>Runs programs as a user would in a terminal.</summary>
internal static class CommandLine
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(10);

    /// <summary>The exit status and everything that the program wrote.</summary>
    internal sealed record Result(int Status, string Output);

    /// <summary>Runs <c>dotnet</c>; anything but status 0 fails the test with what it wrote.</summary>
    public static string DotNet(string folder, params string[] arguments) => Require(Run(folder, "dotnet", arguments), "dotnet " + string.Join(' ', arguments));

    /// <summary>Runs a program; anything but status 0 fails the test with what it wrote.</summary>
    public static string Succeed(string folder, string program, params string[] arguments) => Require(Run(folder, program, arguments), program);

    /// <summary>Runs a program to its end.</summary>
    public static Result Run(string folder, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };

        // The test host runs inside of MSBuild's variables, which would lead another MSBuild astray.
        bool IsOfHost(string name) => name.StartsWith("MSBuild", StringComparison.OrdinalIgnoreCase) || name is "DOTNET_HOST_PATH" or "CI";
        foreach (string name in start.Environment.Keys.Where(IsOfHost).ToList())
            start.Environment.Remove(name);
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";

        using var process = new Process { StartInfo = start };
        var output = new StringBuilder();
        var open = new CountdownEvent(2);
        DataReceivedEventHandler receive = (_, line) =>
        {
            if (line.Data is null)
            {
                open.Signal();
                return;
            }

            lock (output)
                output.AppendLine(line.Data);
        };
        process.OutputDataReceived += receive;
        process.ErrorDataReceived += receive;
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        bool ended = process.WaitForExit((int)s_patience.TotalMilliseconds);
        if (!ended)
            process.Kill(entireProcessTree: true);

        // A compiler server that outlives its build keeps the pipes open: what the program itself wrote is here by then.
        open.Wait(TimeSpan.FromSeconds(2));
        lock (output)
            return new Result(ended ? process.ExitCode : -1, output.ToString() + (ended ? "" : $"It had not ended after {s_patience.TotalMinutes} minutes."));
    }

    private static string Require(Result result, string command)
    {
        Assert.True(result.Status == 0, $"{command} ended with {result.Status}:{Environment.NewLine}{result.Output}");
        return result.Output;
    }
}
