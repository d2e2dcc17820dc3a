using Unrolled.Compiler.Differentiation;
using Unrolled.Compiler.Graph;
using Unrolled.Compiler.Layers;

namespace Unrolled.Compiler.Planning;

/// <summary>How a product begins what it adds to.</summary>
internal enum Start
{
    /// <summary>It writes: 0 plus the product.</summary>
    Zero,

    /// <summary>It writes: the biases plus the product.</summary>
    Bias,

    /// <summary>It adds to what is there.</summary>
    Accumulate,
}

/// <summary>A product of a panel with its right-hand side, at its place in time.</summary>
internal sealed record ProductStep(Panel Panel, Phase Phase, int Level, Start Start);

/// <summary>Sums that no product begins: they start as their biases (or 0), before the loop over time.</summary>
internal sealed record FillStep(Space Space, int FirstSlot, int Count);

/// <summary>A product with transposed matrices, which carries adjoints back to their right-hand side.</summary>
/// <param name="Panels">The matrices.</param>
/// <param name="Phase">When.</param>
/// <param name="Level">The kernels of this level come after it; a state's or the input's come last.</param>
/// <param name="To">Where the result goes.</param>
/// <param name="Accumulate">Whether it adds to what kernels have written there.</param>
internal sealed record TransposedStep(IReadOnlyList<Panel> Panels, Phase Phase, int Level, View To, bool Accumulate);

/// <summary>Means that are complete once the kernels of a level have run.</summary>
/// <param name="Phase">When.</param>
/// <param name="Level">The level of the kernels that add them up.</param>
/// <param name="Operation">What is made of the sums.</param>
/// <param name="To">Where they are.</param>
internal sealed record MeanStep(Phase Phase, int Level, Operation Operation, Buffer To);

/// <summary>Everything that is decided about a layer: what is computed when, from where, to where. Emission only prints it.</summary>
internal sealed record LayerPlan
{
    public required CellGraph Cell { get; init; }

    /// <summary>Null in a plan for inference.</summary>
    public required Derivative? Derivative { get; init; }

    public required IReadOnlyList<Space> Spaces { get; init; }

    /// <summary>The matrices that a step reads as copies with smaller weights; none in a plan for training.</summary>
    public required IReadOnlyDictionary<Parameter, WeightType> Weights { get; init; }

    public required IReadOnlyList<Kernel> Kernels { get; init; }

    public required IReadOnlyList<ProductStep> Products { get; init; }

    public required IReadOnlyList<FillStep> Fills { get; init; }

    /// <summary>
    /// Whether the products with the input can be computed at their step as well as ahead: only they come before the loop over time, and their weights are
    /// few enough to stay in the second-level cache meanwhile.
    /// Where the sums of all steps are too many to stay there until their step comes, that saves their way through memory.
    /// </summary>
    public bool CanWaitForStep
    {
        get
        {
            var ahead = Products.Where(product => product.Phase == Phase.Before).Select(product => product.Panel).ToList();
            return IsRecurrent && ahead.Count > 0 && !ahead.Any(panel => panel.IsLookUp) && !In(Phase.Before).Any()
                && Means.All(mean => mean.Phase != Phase.Before)
                && ahead.Sum(panel => panel.WeightsOfUnit * panel.Space.Width) <= Tuning.FloatsOfStep;
        }
    }

    /// <summary>How streams are stepped; nothing in a plan for training.</summary>
    public required StreamPlan Streams { get; init; }

    /// <summary>Whether the streams of a step go through products of many rows.</summary>
    public bool TakesProducts => Streams.Many.TakesProducts();

    public required IReadOnlyList<TransposedStep> Transposed { get; init; }

    public required IReadOnlyList<MeanStep> Means { get; init; }

    /// <summary>All memory of the layer, in the order of its regions on the tape.</summary>
    public required IReadOnlyList<Buffer> Buffers { get; init; }

    /// <summary>Where values are found after the forward pass, by node.</summary>
    public required IReadOnlyDictionary<Node, Location> Stored { get; init; }

    /// <summary>
    /// Whether a tape holds <paramref name="value"/> as users read it. A state's rows have the state's name and another time index, and means are laid out
    /// in a way of their
    /// own: such values, as those that nothing keeps, are computed when they are read.
    /// </summary>
    public bool IsReadable(Node value) => Stored.TryGetValue(value, out var place) && place.View.Buffer.Kind is not (BufferKind.State or BufferKind.Means);

    /// <summary>The buffer that holds the layer's output.</summary>
    public required View Output { get; init; }

    /// <summary>Whether the backward pass sums gradients of learned vectors over the rows, a group at a time.</summary>
    public bool HasGroups => Kernels.Any(kernel => kernel.Reductions.Any());

    /// <summary>Whether it does so over all steps at once, not only over the sequences of a step.</summary>
    public bool SumsAllSteps => In(Phase.After).Any(kernel => kernel.Reductions.Any());

    /// <summary>Whether anything is learned, so that gradients are summed over rows.</summary>
    public bool AddsGradients => HasGroups || Panels.Any();

    /// <summary>Whether the backward pass reads the layer's input, besides for the gradients of matrices.</summary>
    public bool BackwardReadsInput => Kernels.Where(kernel => kernel.Phase is Phase.BackwardLoop or Phase.After).SelectMany(kernel => kernel.Views)
        .Any(view => view.Buffer.Kind == BufferKind.Input);

    /// <summary>The panels whose transposes the backward pass needs, in the order of their regions.</summary>
    public IEnumerable<Panel> TransposedPanels => Transposed.SelectMany(step => step.Panels).Distinct();

    /// <summary>The random numbers that a pass draws before its steps.</summary>
    public IEnumerable<Buffer> Masks => Buffers.Where(buffer => buffer.Kind == BufferKind.Mask);

    public IEnumerable<Panel> Panels => Spaces.SelectMany(space => space.Panels);

    /// <summary>The type of the weights that are read of a panel.</summary>
    public WeightType TypeOf(Panel panel) => WeightPlanner.TypeOf(Weights, panel);

    public IEnumerable<Kernel> In(Phase phase) => Kernels.Where(kernel => kernel.Phase == phase).OrderBy(kernel => kernel.Level).ThenBy(kernel => kernel.Width);

    /// <summary>Whether a kernel computes the product with <paramref name="panel"/> itself where the batch is a single sequence.</summary>
    public bool IsInKernel(Panel panel) => Kernels.Any(kernel => kernel.Products.Any(product => product.Panel == panel));

    public bool IsRecurrent => Cell.States.Count > 0;

    /// <summary>The same with those products alone in kernels that are <paramref name="wanted"/>.</summary>
    public LayerPlan WithProducts(Func<SingleRowProduct, bool> wanted) =>
        this with { Kernels = [.. Kernels.Select(kernel => kernel with { Products = [.. kernel.Products.Where(wanted)] })] };
}
