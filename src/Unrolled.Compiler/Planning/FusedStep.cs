using Unrolled.Compiler.Graph;

namespace Unrolled.Compiler.Planning;

/// <summary>
/// A step whose element-wise work follows the sums of the same units at once, while they are in registers: the activations of some units then wait while the weights of the next come in.
/// (LSTM on 512 bits, against sums of all units first: 1x16 59 ns for 68, 1x32 149 for 169; on 256 bits: 1x16 78 for 99, 28x64 719 for 841.)
/// </summary>
/// <param name="Kernel">The element-wise work.</param>
/// <param name="Sums">What it takes from the sums, in the order of their slots.</param>
/// <param name="Deferred">The states that the sums of other units still read: their new values wait in memory of their own until the last unit is done.</param>
internal sealed record FusedStep(Kernel Kernel, IReadOnlyList<Sum> Sums, IReadOnlyList<View> Deferred)
{
    /// <summary>Calls of activations in one method: each is a dozen local variables of a caller, and the JIT expands no more calls in a method that has 512 of them.</summary>
    private const int MostActivations = 12;

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
        var isApt = kernel.Phase == stage.Phase && kernel.Level == stage.Level && kernel.Width == stage.Space.Width
            && loads.All(node => stage.Sums.Any(sum => sum.Node == node))
            && kernel.Targets.All(target => target.Kind == TargetKind.Store && target.To.View.Buffer.Kind != BufferKind.Sums)
            && views.All(view => view.Buffer.IsOwn && !view.Buffer.IsBlocked)
            && deferred.Count <= stage.Space.Sums.Count
            && kernel.Body.Count(IsActivation) * Math.Max(stage.BlocksAtOnce, stage.StreamsAtOnce) <= MostActivations;
        return isApt ? new FusedStep(kernel, [.. stage.Sums.Where(sum => loads.Contains(sum.Node)).OrderBy(sum => sum.Slot)], deferred) : null;
    }

    private static bool IsActivation(Node node) => node.IsElementwise && node.Operation is not (Operation.Add or Operation.Subtract or Operation.Multiply or Operation.Negate
        or Operation.Abs or Operation.Min or Operation.Max or Operation.StopGradient or Operation.Constant or Operation.Parameter);
}
