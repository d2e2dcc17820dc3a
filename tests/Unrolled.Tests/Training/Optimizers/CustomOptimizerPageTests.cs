using Unrolled.Tests.Shared;

namespace Unrolled.Tests.Training;

/// <summary>The page "Writing an optimiser".</summary>
[Trait("Vectors", "none")]
public sealed class CustomOptimizerPageTests
{
    [Fact]
    public void The_page_shows_what_is_compiled_and_tested_here()
    {
        string code = Repository.Read("tests", "Unrolled.Tests", "Training", "Optimizers", "Lion.cs");

        Assert.Contains($"```csharp\n{code}```", Repository.Read("docs", "custom-optimizers.md"), StringComparison.Ordinal);
    }
}
