using Unrolled.Compiler.Graph;

namespace Unrolled.Compiler.Planning;

/// <summary>
/// Places products in time. Products with the input run once over all steps, before the loop: there the tile has many rows and the weights are read
/// once (28×64, batch 32: the loop's products alone are 70% of the work).
/// </summary>
internal static class ProductPlanner
{
    public static (IReadOnlyList<ProductStep> Products, IReadOnlyList<FillStep> Fills) Plan(IReadOnlyList<Space> spaces, Schedule schedule)
    {
        var products = new List<ProductStep>();
        var fills = new List<FillStep>();
        foreach (var space in spaces)
        {
            var begun = new HashSet<Sum>();
            foreach (var panel in space.Panels.OrderBy(panel => TimeOf(panel, schedule)))
            {
                var (phase, level) = TimeOf(panel, schedule);
                var sums = panel.Sums.ToList();
                var start = sums.Any(begun.Contains) ? Start.Accumulate : space.HasBias ? Start.Bias : Start.Zero;
                if (start == Start.Accumulate)
                    Fill(space, sums.Where(sum => !begun.Contains(sum)), fills);
                begun.UnionWith(sums);
                products.Add(new(panel, phase, level, start));
            }
        }

        return ([.. products.OrderBy(product => (product.Phase, product.Level))], fills);
    }

    /// <summary>A product runs as soon as its right-hand side is there; its level is that of the kernels that come after it.</summary>
    private static (Phase Phase, int Level) TimeOf(Panel panel, Schedule schedule)
    {
        var (phase, level) = schedule.Home(panel.Operand);
        return (phase, level + 1);
    }

    private static void Fill(Space space, IEnumerable<Sum> sums, List<FillStep> fills)
    {
        foreach (var sum in sums)
        {
            if (fills.Count > 0 && fills[fills.Count - 1] is var last && last.Space == space && last.FirstSlot + last.Count == sum.Slot)
                fills[fills.Count - 1] = last with { Count = last.Count + 1 };
            else
                fills.Add(new(space, sum.Slot, 1));
        }
    }
}
