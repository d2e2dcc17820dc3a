using Unrolled.Compiler;
using Unrolled.Compiler.Planning;
using Unrolled.Compiler.Specs;
using Unrolled.EndToEnd.Tests.Support;

namespace Unrolled.EndToEnd.Tests;

/// <summary>Random cells of the whole vocabulary: compiled code against the interpreter in double, forward, every gradient, Step and Run.</summary>
public sealed class RandomEquationsTests
{
    private const int PerCase = 20;

    public static TheoryData<int> Groups => [.. Enumerable.Range(0, 16)];

    /// <summary>How many cells there are.</summary>
    internal const int Cells = 16 * PerCase;

    /// <summary>The model of one of them: 1-20 inputs, 1-40 hidden units.</summary>
    internal static ModelSpec Spec(int seed)
    {
        var random = new Random(seed);
        var (inputs, hidden) = (1 + random.Next(20), 1 + random.Next(40));
        return Specs.Features(inputs, new LayerSpec("Cell", new([new LayerOption("hidden", hidden)])) { Equations = RandomEquations.Write(seed, inputs) });
    }

    [Theory]
    [MemberData(nameof(Groups))]
    public void CompiledAgreesWithTheInterpreter(int group)
    {
        for (var seed = group * PerCase; seed < (group + 1) * PerCase; seed++)
        {
            var spec = Spec(seed);
            Assert.Empty(ModelCompiler.Check(spec));
            using var model = InMemoryCompiler.Create(spec);
            Pass.Randomize(model.Parameters, seed);
            try
            {
                ModelComparison.Check(spec, model, steps: 1 + (seed % 4), batch: 1 + (seed * 7 % 9), uneven: seed % 5 == 0, mayBeIllConditioned: true);
            }
            catch (Exception exception) when (exception is Xunit.Sdk.XunitException)
            {
                Assert.Fail($"seed {seed}: {exception.Message}");
            }
        }
    }
}
