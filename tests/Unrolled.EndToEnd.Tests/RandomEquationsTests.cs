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

    [Theory]
    [MemberData(nameof(Groups))]
    public void CompiledAgreesWithTheInterpreter(int group)
    {
        for (var seed = group * PerCase; seed < (group + 1) * PerCase; seed++)
        {
            var random = new Random(seed);
            var (inputs, hidden) = (1 + random.Next(20), 1 + random.Next(40));
            var equations = RandomEquations.Write(seed, inputs);
            var layer = new LayerSpec("Cell", new([new LayerOption("hidden", hidden)])) { Equations = equations };
            var spec = Specs.Features(inputs, layer);
            Assert.Empty(ModelCompiler.Check(spec));
            using var model = InMemoryCompiler.Create(spec);
            Pass.Randomize(model.Parameters, seed);
            try
            {
                ModelComparison.Check(spec, model, steps: 1 + (seed % 4), batch: 1 + random.Next(9), uneven: seed % 5 == 0, mayBeIllConditioned: true);
            }
            catch (Exception exception) when (exception is Xunit.Sdk.XunitException)
            {
                Assert.Fail($"seed {seed}, {inputs} inputs, {hidden} hidden: {exception.Message}");
            }
        }
    }
}
