using Unrolled.Compiler.Graph;

namespace Unrolled.Compiler.Planning;

/// <summary>When a kernel runs.</summary>
internal enum Phase
{
    /// <summary>Forward, over all steps at once, before the loop over time: it depends on the input alone.</summary>
    Before,

    /// <summary>Forward, a step at a time.</summary>
    Loop,

    /// <summary>Backward, a step at a time.</summary>
    BackwardLoop,

    /// <summary>Backward, over all steps at once, after the loop over time.</summary>
    After,
}

/// <summary>What a kernel does with a value that it has computed.</summary>
internal enum TargetKind
{
    /// <summary>Writes it.</summary>
    Store,

    /// <summary>Adds it up over the rows, into the gradient of a learned vector.</summary>
    Reduce,

    /// <summary>Adds it up over the units of each row; the mean is there when the kernel has ended.</summary>
    Mean,
}

/// <summary>A result of a kernel.</summary>
internal sealed record Target(TargetKind Kind, Node Value, Location To);

/// <summary>
/// Element-wise work between two products: for every block of units and every row it reads some vectors, computes, and writes some.
/// A kernel ends where a product needs a value that it has just computed.
/// </summary>
/// <param name="Phase">When it runs.</param>
/// <param name="Level">How many products must come before it in its phase.</param>
/// <param name="Width">Units of the values it computes.</param>
/// <param name="Name">The method's name.</param>
internal sealed record Kernel(Phase Phase, int Level, int Width, string Name)
{
    /// <summary>The name of the method for one step of one stream, which stands beside that for training.</summary>
    public string StreamName => "Stream" + Name;

    /// <summary>What it leaves.</summary>
    public required IReadOnlyList<Target> Targets { get; init; }

    /// <summary>Where each value that it does not compute comes from.</summary>
    public required IReadOnlyDictionary<Node, Location> Loads { get; init; }

    /// <summary>What it computes, arguments first.</summary>
    public required IReadOnlyList<Node> Body { get; init; }

    /// <summary>Products that are computed as part of the addition or subtraction that uses them, in one rounding where the hardware can.</summary>
    public required IReadOnlyCollection<Node> Fused { get; init; }

    /// <summary>Values whose spare lanes must be cleared before they are written: they are not 0 where weights, states and adjoints are.</summary>
    public required IReadOnlyCollection<Node> Masked { get; init; }

    /// <summary>Activations that it computes two at once.</summary>
    public required ActivationPairs Pairs { get; init; }

    /// <summary>Products that it adds to its sums itself where the batch is a single sequence.</summary>
    public IReadOnlyList<SingleRowProduct> Products { get; init; } = [];

    /// <summary>Everything it touches, in the order of its parameters.</summary>
    public IReadOnlyList<View> Views => [.. Loads.Values.Concat(Targets.Where(target => target.Kind != TargetKind.Reduce).Select(target => target.To))
        .Select(location => location.View).Concat(Products.Select(product => product.Operand)).Distinct()
        .OrderBy(view => view.Buffer.Kind).ThenBy(view => view.Buffer.Name, StringComparer.Ordinal).ThenBy(view => view.When)];

    /// <summary>The learned vectors that it reads.</summary>
    public IEnumerable<Node> Vectors => Body.SelectMany(node => node.Arguments)
        .Concat(Targets.Select(target => target.Value))
        .Where(node => node.Operation == Operation.Parameter).Distinct().OrderBy(node => node.Id);

    /// <summary>Whether it reads parameters.</summary>
    public bool ReadsParameters => Vectors.Any() || Products.Count > 0;

    public IEnumerable<Target> Reductions => Targets.Where(target => target.Kind == TargetKind.Reduce);
}
