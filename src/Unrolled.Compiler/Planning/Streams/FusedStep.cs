using Unrolled.Compiler.Graph;

namespace Unrolled.Compiler.Planning;

/// <summary>What two vectors are of whose equations go at once.</summary>
internal enum Pairing
{
    /// <summary>Two blocks of units of one stream.</summary>
    Blocks,

    /// <summary>The same block of units of two streams that share their weights.</summary>
    Streams,
}

/// <summary>
/// A step whose element-wise work follows the sums of the same units at once, while they are in registers: the activations of some units then wait while
/// the weights of the next come in.
/// </summary>
/// <param name="Kernel">The element-wise work.</param>
/// <param name="Sums">What it takes from the sums, in the order of their slots.</param>
/// <param name="Deferred">The states that the sums of other units still read: their new values wait in memory of their own until the last unit is done.</param>
/// <param name="Blocks">Vectors of units whose sums come before the equations of the first; where there are no others, nothing has to wait.</param>
/// <param name="Lanes">
/// The least number of lanes of a vector; with fewer, the sums of all units come first. 1 means any. A layer of few units asks for a vector that holds all
/// of them, because two vectors one after the other
/// would wait for each other's activations.
/// </param>
/// <param name="Pairs">
/// What the equations are printed for two of, where they have activations: those of two vectors load their constants once.
/// </param>
/// <param name="Leading">
/// Where one vector holds all units, the sums from which the way to the new state is longest: they come before the others, which are added up while these
/// go on. None where all are equal, or where there
/// are other units to go on with.
/// </param>
internal sealed record FusedStep(Kernel Kernel, IReadOnlyList<Sum> Sums, IReadOnlyList<View> Deferred, int Blocks, int Lanes, Pairing? Pairs,
    IReadOnlyList<Sum> Leading)
{
    /// <summary>Whether one stream's equations follow the sums at once only where one vector holds all units: then no new value of that stream waits.</summary>
    public bool IsOneVector => Blocks == 1 && Lanes == Kernel.Width;

    /// <summary>Whether sums wait in memory on some machines, though not on all.</summary>
    public bool LeavesSums => Lanes > 1 && !IsOneVector;

    /// <summary>
    /// Whether the equations of two blocks fit beside their sums only from .NET 10 on. Before, some of the calls in an LSTM's were not expanded. There they
    /// have a method of their own, which takes the sums
    /// through memory and costs little.
    /// </summary>
    public bool IsLarge => Pairs == Pairing.Blocks && Lanes == Tuning.WideLanes;

    /// <summary>The name of the method with the equations, of one vector or of two.</summary>
    public string NameOf(Pairing? pairs) => Kernel.Name + "Units" + (pairs is null ? "" : pairs == Pairing.Blocks ? "Of2" : "Of2Streams");

    /// <summary>Whether the sums of a vector of units and a kernel have room in one method.</summary>
    public static bool HasRoom(Kernel kernel) => Fits(kernel, 1, Tuning.Operations);

    /// <summary>The fused step, where there is one product stage and one kernel after it, and they have room in one method.</summary>
    public static FusedStep? Of(IReadOnlyList<StreamStage> stages, IReadOnlyList<Kernel> kernels, IReadOnlyList<MeanStep> means, Func<Panel, bool> isInt8)
    {
        if (stages.Count != 1 || kernels.Count != 1 || means.Count > 0)
            return null;
        var (stage, kernel) = (stages[0], kernels[0]);
        var loads = kernel.Loads.Where(load => load.Value.View.Buffer.Kind == BufferKind.Sums).Select(load => load.Key).ToList();
        var views = kernel.Views.Where(view => view.Buffer.Kind != BufferKind.Sums).ToList();

        // What is multiplied as bytes is read before the first sum.
        var states = stage.Panels.Where(panel => panel.Operand.Operation == Operation.State && !isInt8(panel)).Select(panel => panel.Operand.Name).ToList();
        var deferred = kernel.Targets.Select(target => target.To.View)
            .Where(view => view.Buffer.Kind == BufferKind.State && states.Contains(view.Buffer.State!)).Distinct().ToList();
        var isApt = kernel.Phase == stage.Phase && kernel.Level == stage.Level && kernel.Width == stage.Space.Width
            && loads.All(node => stage.Sums.Any(sum => sum.Node == node))
            && kernel.Targets.All(target => target.Kind == TargetKind.Store && target.To.View.Buffer.Kind != BufferKind.Sums)
            && views.All(view => view.Buffer.IsOwn && !view.Buffer.IsBlocked)
            && deferred.Count <= stage.Space.Sums.Count;
        if (!isApt || !Fits(kernel, stage.StreamsAtOnce, Tuning.OperationsOfStreams) || LanesOf(stage.BlocksAtOnce, kernel) is not { } lanes)
            return null;
        var sums = stage.Sums.Where(sum => loads.Contains(sum.Node)).OrderBy(sum => sum.Slot).ToList();
        var leading = stage.BlocksAtOnce == 1 && kernel.Width <= Tuning.WideLanes ? CriticalPath.Leading(kernel, sums) : [];
        return new FusedStep(kernel, sums, deferred, stage.BlocksAtOnce, lanes, PairsOf(stage, kernel), leading);
    }

    private static Pairing? PairsOf(StreamStage stage, Kernel kernel)
    {
        if (!kernel.Body.Any(node => node.Info.IsActivation))
            return null;
        return stage.BlocksAtOnce > 1 ? Pairing.Blocks : !StreamPlanner.TakesProducts([stage.Space]) && stage.StreamsAtOnce > 1 ? Pairing.Streams : null;
    }

    /// <summary>See <see cref="Lanes"/>; null where there is no room with vectors of any width.</summary>
    private static int? LanesOf(int blocks, Kernel kernel)
    {
        if (Fits(kernel, blocks, Tuning.Operations))
            return blocks == 1 && kernel.Width <= Tuning.WideLanes ? kernel.Width : 1;
        return blocks > 1 && Fits(kernel, blocks, Tuning.OperationsOfWide) ? Tuning.WideLanes : null;
    }

    private static bool Fits(Kernel kernel, int vectors, int most) => vectors * kernel.Body.Where(node => node.IsElementwise)
        .Sum(node => node.Info.Instructions) <= most;
}
