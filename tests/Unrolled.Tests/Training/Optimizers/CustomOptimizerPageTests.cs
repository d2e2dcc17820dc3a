using System.Runtime.CompilerServices;

namespace Unrolled.Tests.Training;

/// <summary>The page "Writing an optimiser".</summary>
[Trait("Vectors", "none")]
public sealed class CustomOptimizerPageTests
{
    [Fact]
    public void The_page_shows_what_is_compiled_and_tested_here() =>
        Assert.Contains($"```csharp\n{Read("Lion.cs")}```", Read("../../../../docs/custom-optimizers.md"), StringComparison.Ordinal);

    private static string Read(string path, [CallerFilePath] string here = "") =>
        File.ReadAllText(Path.Combine(Path.GetDirectoryName(here)!, path)).ReplaceLineEndings("\n");
}
