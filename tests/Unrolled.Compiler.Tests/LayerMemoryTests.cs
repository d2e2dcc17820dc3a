using Unrolled.Compiler.Graph;
using Unrolled.Compiler.Planning;
using static Unrolled.Tests.Shared.Specs;

namespace Unrolled.Compiler.Tests;

public sealed class LayerMemoryTests
{
    private const int Size = 20;

    /// <summary>Pieces follow one another, and together they hold every parameter once.</summary>
    [Fact]
    public void Every_parameter_has_one_place()
    {
        var layers = Variants.Names.SelectMany(name => new ModelPlan(Variants.Spec(name, Size)).Layers);
        foreach (var plans in layers.Select(layer => layer.Plans).OfType<LayerPlans>())
        {
            foreach (var memory in new[] { plans.Memory.Parameters, plans.Memory.GroupSums, plans.Memory.Stream })
            {
                foreach (var (before, next) in memory.Zip(memory.Skip(1)))
                    Assert.Equal(before.End.Terms, next.Offset.Terms);
            }

            Assert.Equal(plans.Parameters.Sum(parameter => parameter.Count), plans.Memory.Parameters.Sum(place => place.Width * Learned(plans, place)));
            var placed = plans.Memory.Parameters.SelectMany(place => place.Panel?.Columns ?? []);
            Assert.Equal(Sorted(plans.Parameters.Where(parameter => parameter.IsMatrix)), Sorted(placed));
        }
    }

    [Fact]
    public void Places_are_printed()
    {
        var plans = new ModelPlan(Features(3, Gru(4))).Layers[0].Plans!;

        Assert.Equal(
            [
                "parameters: biases at 0: 4×4",
                "parameters: vectors at 4×4: 0×4",
                "parameters: panel W at 4×4: 9×4",
                "parameters: panel R at 13×4: 12×4",
                "stream: buffer a at 0: 4×4",
                "stream: buffer h at 4×4: 1×4",
            ],
            PlanPrinter.Describe(plans.Memory).Where(line => !line.StartsWith("group", StringComparison.Ordinal)));
    }

    private static IEnumerable<string> Sorted(IEnumerable<Graph.Parameter> parameters) =>
        parameters.Select(parameter => parameter.Name).Order(StringComparer.Ordinal);

    /// <summary>Slots of biases that no parameter has are padding: of a sum without a bias beside others with one.</summary>
    private static long Learned(LayerPlans plans, Placement place) => place.Kind != PlacementKind.Biases
        ? place.Slots
        : place.Slots == 0 ? 0 : plans.Training.Spaces.First(space => space.Width == place.Width).Sums.Count(sum => sum.Node.Parameter is not null);
}
