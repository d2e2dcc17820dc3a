using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;

namespace Unrolled.Interop.Tests;

/// <summary>Python, as the oracle of tests that are skipped where it, or a module, is missing.</summary>
internal static class Python
{
    private static readonly ConcurrentDictionary<string, string?> s_missing = new(StringComparer.Ordinal);

    /// <summary>Debian's, whose modules are those of its packages, before any other.</summary>
    private static string Command => File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3";

    /// <summary>Why a test with this module is skipped; null where it runs.</summary>
    public static string? Missing(string module) => s_missing.GetOrAdd(module, static name =>
    {
        try
        {
            return Start($"import {name}").Exit == 0 ? null : $"Python has no module {name} here.";
        }
        catch (Win32Exception)
        {
            return "There is no Python here.";
        }
    });

    /// <summary>What a script prints; a failure of the script is one of the test.</summary>
    public static string Run(string script, params string[] arguments)
    {
        var (exit, output, error) = Start(script, arguments);
        return exit == 0 ? output : throw new InvalidOperationException($"The script ended with {exit}: {error}");
    }

    private static (int Exit, string Output, string Error) Start(string script, params string[] arguments)
    {
        var start = new ProcessStartInfo(Command, ["-c", script, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }
}

/// <summary>A test that needs a module of Python; skipped, saying so, where it is missing.</summary>
internal sealed class PythonTheoryAttribute : TheoryAttribute
{
    public PythonTheoryAttribute(string module)
    {
        Skip = Python.Missing(module);
    }
}
