using Unrolled.Compiler;
using Unrolled.Compiler.Specs;
using Unrolled.EndToEnd.Tests.Support;

namespace Unrolled.EndToEnd.Tests;

/// <summary>Random cells of the whole vocabulary: compiled code against the interpreter in double, forward, every gradient, Step and Run, and the gradients
/// against finite differences.</summary>
public sealed class RandomEquationsTests
{
    private const int PerCase = 20;

    public static TheoryData<int> Groups => [.. Enumerable.Range(0, RandomEquations.Cells / PerCase)];

    [Theory]
    [MemberData(nameof(Groups))]
    public void CompiledAgreesWithTheInterpreter(int group) => Check(Enumerable.Range(group * PerCase, PerCase).OrEach(7), RandomEquations.Spec);

    /// <summary>The same with recurrent dropout, zoneout or both: the gradient check trains, the interpreter has the expectations.</summary>
    [Theory]
    [MemberData(nameof(Groups))]
    public void WithMasks(int group) =>
        Check(Enumerable.Range(group * PerCase, PerCase).Where(seed => seed % 4 == group % 4).OrEach(2), RandomEquations.Masked);

    private static void Check(IEnumerable<int> seeds, Func<int, ModelSpec> specOf)
    {
        foreach (var seed in seeds)
        {
            var spec = specOf(seed);
            Assert.Empty(ModelCompiler.Check(spec));
            using var model = InMemoryCompiler.Create(spec);
            PassData.Randomize(model.Parameters, seed);
            try
            {
                ModelComparison.Check(spec, model, steps: 1 + (seed % 4), batch: 1 + (seed * 7 % 9), uneven: seed % 5 == 0, mayBeIllConditioned: true);

                // As near as ModelComparison asks: a small gradient beside large ones has no more digits in single precision.
                Assert.All(model.CheckGradients(steps: 3, batch: 2, elements: 4), parameter =>
                {
                    double allowed = Math.Max(2e-5 * Math.Max(1, parameter.Largest), 1e-4 * parameter.Largest);
                    Assert.True(parameter.Difference <= allowed, $"{parameter}: {parameter.Difference:E1} of {parameter.Largest:E1}");
                });
            }
            catch (Exception exception) when (exception is Xunit.Sdk.XunitException)
            {
                Assert.Fail($"seed {seed}: {exception.Message}");
            }
        }
    }
}
