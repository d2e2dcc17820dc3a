using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;

namespace Unrolled.Generator.Tests;

/// <summary>The code of README.md compiles as it is written there.</summary>
public sealed class ReadmeTests
{
    private const string ImplicitUsings = "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; global using System.Threading.Tasks;";

    [Fact]
    public async Task The_blocks_are_one_program_without_a_warning()
    {
        var blocks = Regex.Matches(Repository.Read("README.md"), "^```csharp\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline).Select(block => block.Groups[1].Value).ToList();
        var declarations = blocks.Where(block => block.Contains("partial class")).ToList();
        var program = string.Join('\n', blocks.Except(declarations));
        Assert.Equal(2, declarations.Count);
        Assert.Contains("trainer.Step(tape)", program);

        var project = GeneratorHarness.Run([ImplicitUsings, .. declarations, program], kind: OutputKind.ConsoleApplication);

        Assert.Empty(await project.Analyze());
        Assert.NotEmpty(project.Emit());
    }
}
