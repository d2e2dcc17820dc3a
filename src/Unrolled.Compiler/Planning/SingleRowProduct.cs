using Unrolled.Compiler.Graph;

namespace Unrolled.Compiler.Planning;

/// <summary>
/// A product that a kernel computes itself where the batch is a single sequence: with one row there is nothing to share the weights with, so the sums stay
/// in registers for the equations, and a call less is
/// made in each step.
/// </summary>
/// <param name="Panel">The matrices.</param>
/// <param name="Operand">The row.</param>
internal sealed record SingleRowProduct(Panel Panel, View Operand)
{
    /// <summary>Columns that there is a sum in a register for.</summary>
    private const int MostColumns = 4;

    /// <summary>Gives each product in the loop over time to the kernel that comes after it, where that kernel alone reads its sums and has room for
    /// it.</summary>
    /// <returns>The kernels, with their products.</returns>
    public static IReadOnlyList<Kernel> Plan(IEnumerable<ProductStep> products, IReadOnlyList<Kernel> kernels, Func<Node, View> viewOf)
    {
        var taken = products.Where(product => product.Phase == Phase.Loop && product.Start == Start.Accumulate && product.Panel.Columns.Count <= MostColumns)
            .ToLookup(product => KernelOf(product, kernels), product => new SingleRowProduct(product.Panel, viewOf(product.Panel.Operand)));
        return [.. kernels.Select(kernel => taken.Contains(kernel) ? kernel with { Products = [.. taken[kernel]] } : kernel)];
    }

    private static Kernel? KernelOf(ProductStep product, IReadOnlyList<Kernel> kernels)
    {
        var sums = product.Panel.Sums.Select(sum => sum.Node).ToList();
        var kernel = kernels.FirstOrDefault(candidate => candidate.Phase == product.Phase && candidate.Level == product.Level
            && candidate.Width == product.Panel.Space.Width);
        return kernel is not null && sums.All(kernel.Loads.ContainsKey) && FusedStep.HasRoom(kernel)
            && !kernels.Any(other => other != kernel
            && sums.Any(sum => other.Loads.TryGetValue(sum, out var place) && place.View.Buffer.Kind == BufferKind.Sums))
            ? kernel
            : null;
    }
}
