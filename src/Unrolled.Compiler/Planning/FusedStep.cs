using Unrolled.Compiler.Graph;

namespace Unrolled.Compiler.Planning;

/// <summary>
/// A step whose element-wise work follows the sums of the same units at once, while they are in registers: the activations of some units then wait while the weights of the next come in.
/// (On 512 bits, against sums of all units first: LSTM 1x16 59 ns for 68; GRU 28x64 588 for 668, 1x32 126 for 140.)
/// </summary>
/// <param name="Kernel">The element-wise work.</param>
/// <param name="Sums">What it takes from the sums, in the order of their slots.</param>
/// <param name="Deferred">The states that the sums of other units still read: their new values wait in memory of their own until the last unit is done.</param>
internal sealed record FusedStep(Kernel Kernel, IReadOnlyList<Sum> Sums, IReadOnlyList<View> Deferred)
{
    /// <summary>
    /// Activations in one method: each has dozens of local variables, and the JIT expands no more calls in a method with 512 of them. (.NET 9, 256 bits: ten are too many, LSTM 28x64 1690 ns for 1079.)
    /// </summary>
    private const int MostActivations = 6;

    /// <summary>The same where some streams share their weights, which saves more.</summary>
    private const int MostActivationsOfStreams = 12;

    /// <summary>The fused step, where there is one product stage and one kernel after it, and neither is large.</summary>
    public static FusedStep? Of(IReadOnlyList<StreamStage> stages, IReadOnlyList<Kernel> kernels, IReadOnlyList<MeanStep> means)
    {
        if (stages.Count != 1 || kernels.Count != 1 || means.Count > 0)
            return null;
        var (stage, kernel) = (stages[0], kernels[0]);
        var loads = kernel.Loads.Where(load => load.Value.View.Buffer.Kind == BufferKind.Sums).Select(load => load.Key).ToList();
        var views = kernel.Views.Where(view => view.Buffer.Kind != BufferKind.Sums).ToList();
        var states = stage.Operands.Where(operand => operand.Operation == Operation.State).Select(operand => operand.Name).ToList();
        var deferred = kernel.Targets.Select(target => target.To.View).Where(view => view.Buffer.Kind == BufferKind.State && states.Contains(view.Buffer.State!)).Distinct().ToList();
        var activations = kernel.Body.Count(IsActivation);
        var isApt = kernel.Phase == stage.Phase && kernel.Level == stage.Level && kernel.Width == stage.Space.Width
            && loads.All(node => stage.Sums.Any(sum => sum.Node == node))
            && kernel.Targets.All(target => target.Kind == TargetKind.Store && target.To.View.Buffer.Kind != BufferKind.Sums)
            && views.All(view => view.Buffer.IsOwn && !view.Buffer.IsBlocked)
            && deferred.Count <= stage.Space.Sums.Count
            && activations * stage.BlocksAtOnce <= MostActivations && activations * stage.StreamsAtOnce <= MostActivationsOfStreams;
        return isApt ? new FusedStep(kernel, [.. stage.Sums.Where(sum => loads.Contains(sum.Node)).OrderBy(sum => sum.Slot)], deferred) : null;
    }

    private static bool IsActivation(Node node) => node.IsElementwise && node.Operation is not (Operation.Add or Operation.Subtract or Operation.Multiply or Operation.Negate
        or Operation.Abs or Operation.Min or Operation.Max or Operation.StopGradient or Operation.Constant or Operation.Parameter);
}
