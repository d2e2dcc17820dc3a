namespace Unrolled.Compiler.Tests;

/// <summary>What the random cells have in them that built-in cells have not.</summary>
public sealed class RandomEquationsTests
{
    /// <summary>Spare lanes of a state are 0, and so were once those of a quotient by it not.</summary>
    [Fact]
    public void Quotients_by_new_states_are_among_them()
    {
        var (direct, guarded) = (0, 0);
        for (var seed = 0; seed < RandomEquations.Cells; seed++)
        {
            var equations = RandomEquations.Spec(seed).Layers[0].Equations!;
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
}
