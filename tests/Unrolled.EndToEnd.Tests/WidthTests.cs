using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Unrolled.CompilerServices;

namespace Unrolled.EndToEnd.Tests;

/// <summary>The numeric tests on vectors that this machine would not choose: in child processes, since the width is a constant of a process.</summary>
/// <remarks>The children run a part of the tests (<c>UNROLLED_REDUCED</c>): every variant, at one size and with some batches.</remarks>
public sealed class WidthTests
{
    private const string Expected = "UNROLLED_EXPECTED_LANES";

    /// <summary>In a child: that it has the width it is there for. In any other process: that a width was chosen at all.</summary>
    [Fact]
    public void CompiledAgainstInterpreter_runs_on_the_expected_width()
    {
        var expected = Environment.GetEnvironmentVariable(Expected);
        if (expected is null)
            Assert.Contains(SimdWidth.Lanes, new[] { 1, 4, 8, 16 });
        else
            Assert.Equal(int.Parse(expected, CultureInfo.InvariantCulture), SimdWidth.Lanes);
    }

    [Theory]
    [InlineData("DOTNET_EnableAVX512", 8)]
    [InlineData("DOTNET_EnableAVX2", 4)]
    [InlineData("DOTNET_EnableHWIntrinsic", 1)]
    public async Task Narrower_vectors_agree_too(string variable, int lanes)
    {
        // A machine whose own vectors are no wider runs on those.
        var expected = Math.Min(lanes, SimdWidth.Lanes);
        var start = new ProcessStartInfo(Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList = { "vstest", typeof(WidthTests).Assembly.Location, "--TestCaseFilter:FullyQualifiedName~CompiledAgainstInterpreter" },
            Environment =
            {
                [variable] = "0",
                ["UNROLLED_REDUCED"] = "1",
                [Expected] = expected.ToString(CultureInfo.InvariantCulture),
                ["DOTNET_CLI_UI_LANGUAGE"] = "en",
            },
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync() + await errors;
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, output);
        var passed = Regex.Match(output, @"Passed: *(\d+)");
        Assert.True(passed.Success && int.Parse(passed.Groups[1].ValueSpan, CultureInfo.InvariantCulture) > 50, output);
    }
}
