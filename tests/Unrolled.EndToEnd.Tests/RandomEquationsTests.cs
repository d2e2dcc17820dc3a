using Unrolled.Compiler;
using Unrolled.Compiler.Planning;
using Unrolled.Compiler.Specs;
using Unrolled.EndToEnd.Tests.Support;

namespace Unrolled.EndToEnd.Tests;

/// <summary>Random cells of the whole vocabulary: compiled code against the interpreter in double, forward, every gradient, Step and Run, and the gradients against finite differences.</summary>
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

    /// <summary>Spare lanes of a state are 0, and so were once those of a quotient by it not.</summary>
    [Fact]
    public void Quotients_by_new_states_are_among_them()
    {
        var (direct, guarded) = (0, 0);
        for (var seed = 0; seed < Cells; seed++)
        {
            var equations = Spec(seed).Layers[0].Equations!;
            var first = equations.States.Count + 1;
            var next = equations.Results.Where(result => result.Name != "y").Select(result => result.Value).ToHashSet();
            var dependent = new HashSet<int>(next);
            foreach (var (step, i) in equations.Steps.Select((step, i) => (step, i + first)))
            {
                if (step.Operation is "Divide" or "Log" or "Sqrt")
                {
                    direct += next.Contains(step.Arguments[^1]) ? 1 : 0;
                    guarded += dependent.Contains(step.Arguments[^1]) ? 1 : 0;
                }

                if (step.Arguments.Any(dependent.Contains))
                    dependent.Add(i);
            }
        }

        Assert.True(direct >= 50 && guarded >= 120, $"{direct} by a new state itself, {guarded} by one or by what depends on it");
    }

    [Theory]
    [MemberData(nameof(Groups))]
    public void CompiledAgreesWithTheInterpreter(int group)
    {
        foreach (var seed in Enumerable.Range(group * PerCase, PerCase).OrEach(7))
        {
            var spec = Spec(seed);
            Assert.Empty(ModelCompiler.Check(spec));
            using var model = InMemoryCompiler.Create(spec);
            Pass.Randomize(model.Parameters, seed);
            try
            {
                ModelComparison.Check(spec, model, steps: 1 + (seed % 4), batch: 1 + (seed * 7 % 9), uneven: seed % 5 == 0, mayBeIllConditioned: true);
                Assert.All(model.CheckGradients(steps: 3, batch: 2, elements: 4), parameter => Assert.True(parameter.Error <= 1e-4, parameter.ToString()));
            }
            catch (Exception exception) when (exception is Xunit.Sdk.XunitException)
            {
                Assert.Fail($"seed {seed}: {exception.Message}");
            }
        }
    }
}
