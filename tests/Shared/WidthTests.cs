using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Unrolled.CompilerServices;

// Compiled into each test project with numeric tests.
namespace Unrolled.Tests;

/// <summary>
/// All tests of this assembly on vectors that this machine would not choose: in child processes, since the width is a constant of a process. Those of the
/// trait <c>Vectors=none</c> stay out: vectors have no part in them, or one width is enough.
/// </summary>
public sealed class WidthTests
{
    private const string Expected = "UNROLLED_EXPECTED_LANES";
    private const string Fail = "UNROLLED_FAIL";

    /// <summary>In a child: that it has the width it is there for. In any other process: that a width was chosen at all.</summary>
    [Fact]
    public void The_width_is_the_expected_one()
    {
        Assert.Null(Environment.GetEnvironmentVariable(Fail));
        var expected = Environment.GetEnvironmentVariable(Expected);
        if (expected is null)
            Assert.Contains(SimdWidth.Lanes, new[] { 1, 4, 8, 16 });
        else
            Assert.Equal(int.Parse(expected, CultureInfo.InvariantCulture), SimdWidth.Lanes);
    }

    /// <summary>One width after another: what this process or an earlier one compiled, the later ones find in a folder.</summary>
    [Fact]
    [Trait("Vectors", "none")]
    public async Task Narrower_vectors_pass_too()
    {
        foreach (var (variable, lanes) in new[] { ("DOTNET_EnableAVX512", 8), ("DOTNET_EnableAVX2", 4), ("DOTNET_EnableHWIntrinsic", 1) })
        {
            // On a machine with no wider ones, this run itself is on those.
            if (lanes >= SimdWidth.Lanes)
                continue;
            var (exitCode, output) = await Run(
                "Vectors!~none",
                (variable, "0"),
                (Expected, lanes.ToString(CultureInfo.InvariantCulture)),
                ("UNROLLED_REDUCED", "1"),
                (CompiledFolder.Variable, CompiledFolder.OfThisRun.Path));
            Assert.True(exitCode == 0, $"With {variable}=0:{Environment.NewLine}{output}");
            var passed = Regex.Match(output, @"Passed: *(\d+)");
            Assert.True(passed.Success && int.Parse(passed.Groups[1].ValueSpan, CultureInfo.InvariantCulture) > 100, output);
        }
    }

    /// <summary>What a child fails at is what the test that started it shows.</summary>
    [Fact]
    [Trait("Vectors", "none")]
    public async Task A_failure_in_a_child_is_named()
    {
        var (exitCode, output) = await Run("FullyQualifiedName~" + nameof(The_width_is_the_expected_one), (Fail, "1"));
        Assert.NotEqual(0, exitCode);
        Assert.Matches($@"Failed \S*\.{nameof(WidthTests)}\.{nameof(The_width_is_the_expected_one)} .*\n.*Error Message:\s+Assert\.Null", output);
    }

    /// <summary>Runs tests of this assembly in a process of their own.</summary>
    private static async Task<(int ExitCode, string Output)> Run(string filter, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList = { "vstest", typeof(WidthTests).Assembly.Location, "--TestCaseFilter:" + filter },
            Environment = { ["DOTNET_CLI_UI_LANGUAGE"] = "en" },
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync() + await errors;
        await process.WaitForExitAsync();
        return (process.ExitCode, output);
    }
}
