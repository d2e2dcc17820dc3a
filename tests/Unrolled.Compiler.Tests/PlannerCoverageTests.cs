using Unrolled.Compiler.Graph;
using Unrolled.Compiler.Planning;

namespace Unrolled.Compiler.Tests;

/// <summary>Every decision that the planner can take is taken for one of the models that run against the interpreter.</summary>
public sealed class PlannerCoverageTests
{
    private const string FirstWrites = "the planner lets the first panel of such an adjoint write; only a state's or the input's can have something to add to";

    /// <summary>A layer of few units and one of many, both among those that run against the interpreter.</summary>
    private static readonly int[] Sizes = [17, 65];

    /// <summary>Decisions that exist in the plan's types and that no built-in cell leads to, with the reason.</summary>
    private static readonly Dictionary<string, string> OutOfReach = new()
    {
        ["training: SliceAdjoint masked"] = "every adjoint of a slice has an incoming adjoint as a factor, which is 0 in the spare lanes",
        ["training: activations in pairs, After"] = "what is computed after the loop over time reads activations from the tape",
        ["training: transposed adds, After, between kernels"] = FirstWrites,
        ["training: transposed adds, BackwardLoop, between kernels"] = FirstWrites,
    };

    [Fact]
    public void Every_decision_is_executed()
    {
        var reached = new HashSet<string>();
        foreach (var layer in Variants.Names.SelectMany(name => Sizes.SelectMany(size => new ModelPlan(Variants.Spec(name, size)).Layers))
            .Where(layer => layer.Plans is not null))
        {
            reached.UnionWith(Decisions(layer.Plans!.Training));
            reached.UnionWith(Decisions(layer.Plans.Inference));
        }

        for (var seed = 0; seed < RandomEquations.Cells; seed++)
        {
            var frame = new ModelPlan(RandomEquations.Spec(seed)).Layers[0].Plans!;
            reached.UnionWith(Decisions(frame.Training));
            reached.UnionWith(Decisions(frame.Inference));
        }

        var possible = Possible().ToHashSet();
        Assert.Empty(OutOfReach.Keys.Except(possible));
        string[] wrong =
        [
            .. reached.Except(possible).Select(decision => "taken, but unknown to this test: " + decision),
            .. possible.Except(reached).Except(OutOfReach.Keys).Select(decision => "never taken: " + decision),
            .. reached.Intersect(OutOfReach.Keys).Select(decision => "taken, though listed as out of reach: " + decision),
        ];
        Assert.True(wrong.Length == 0, string.Join(Environment.NewLine, wrong.Order(StringComparer.Ordinal)));
    }

    /// <summary>Everything that the types of a plan can say.</summary>
    private static IEnumerable<string> Possible()
    {
        string[] kinds = ["training", "inference"];
        foreach (var kind in kinds)
        {
            foreach (var phase in new[] { Phase.Before, Phase.Loop })
            {
                foreach (var start in Enum.GetValues<Start>())
                    yield return $"{kind}: product starts {start}, {phase}";
                yield return $"{kind}: second level, {phase}";
                yield return $"{kind}: activations in pairs, {phase}";
                foreach (var fused in new[] { Operation.Add, Operation.Subtract })
                    yield return $"{kind}: product fused into {fused}, {phase}";
            }

            foreach (var fill in new[] { "biases", "zeros" })
                yield return $"{kind}: fill with {fill}";
            foreach (var operand in new[] { "input", "token", "state", "value", "value that is a state" })
                yield return $"{kind}: right-hand side is a {operand}";
            foreach (var buffer in new[] { BufferKind.Sums, BufferKind.Kept, BufferKind.State, BufferKind.Operand, BufferKind.Output, BufferKind.Means })
                yield return $"{kind}: value stored in {buffer}";
            yield return $"{kind}: state masked";
            yield return $"{kind}: Means masked";
            yield return $"{kind}: Operand masked";
            yield return $"{kind}: right-hand side of two panels";
            yield return $"{kind}: two widths";
            yield return $"{kind}: output is a state";
            yield return $"{kind}: state written late";
        }

        foreach (var step in new[] { "in stages", "fused", "fused, a state waits", "fused on wide vectors" })
            yield return $"inference: step {step}";
        foreach (var pairs in new[] { "one vector", "two Blocks", "two Streams" })
            yield return $"inference: equations at once of {pairs}";
        foreach (var order in new[] { "all at once", "the longest way first" })
            yield return $"inference: sums of a fused step {order}";
        foreach (var number in new[] { "as many", "more" })
            yield return $"inference: {number} accumulators on wide vectors";
        foreach (var number in new[] { "one", "four" })
            yield return $"inference: elements of the right-hand side loaded {number} at a time";
        foreach (var fours in new[] { "several fours", "one four" })
            yield return $"inference: {fours} in a pass";
        foreach (var sums in new[] { "begun by an earlier stage", "begun here", "that a later stage goes on with", "complete" })
            yield return $"inference: sums {sums}";
        foreach (var blocks in new[] { "as many blocks", "one block" })
            yield return $"inference: {blocks} at once on narrow vectors";
        foreach (var method in typeof(StreamMethod).Assembly.GetTypes().Where(type => !type.IsAbstract && type.IsAssignableTo(typeof(StreamMethod))))
            yield return $"inference: method of kind {method.Name}";
        foreach (var units in Enum.GetValues<UnitRange>())
            yield return $"inference: units of a method: {units}";
        foreach (var pieces in new[] { "in parts", "in one piece" })
            yield return $"inference: sums of several streams {pieces}";
        foreach (var ending in Enum.GetValues<Ending>())
            yield return $"inference: sums of a method: {ending}";
        foreach (var place in new[] { "ahead", "ahead or at their step" })
            yield return $"training: products with the input {place}";
        foreach (var place in new[] { "in its kernel", "before its kernel" })
            yield return $"training: product of a single sequence {place}";
        yield return "training: copy of a sum kept";
        yield return "training: Kept masked";
        foreach (var phase in new[] { Phase.BackwardLoop, Phase.After })
        {
            yield return $"training: kernel, {phase}";
            yield return $"training: activations in pairs, {phase}";
            yield return $"training: second level, {phase}";
            yield return $"training: vector gradient summed, {phase}";
            foreach (var fused in new[] { Operation.Add, Operation.Subtract })
                yield return $"training: product fused into {fused}, {phase}";
            foreach (var accumulate in new[] { true, false })
            {
                foreach (var last in new[] { true, false })
                    yield return $"training: transposed {(accumulate ? "adds" : "writes")}, {phase}, {(last ? "last" : "between kernels")}";
            }

            yield return $"training: transposed of two panels, {phase}";
        }

        foreach (var buffer in new[] { BufferKind.SumAdjoints, BufferKind.StateAdjoint, BufferKind.InputAdjoint, BufferKind.SliceAdjoint })
        {
            yield return $"training: value stored in {buffer}";
            yield return $"training: {buffer} masked";
        }

        yield return "training: adjoint of a state set to 0";
    }

    private static IEnumerable<string> Decisions(LayerPlan plan)
    {
        var kind = plan.Derivative is null ? "inference: " : "training: ";
        foreach (var product in plan.Products)
            yield return $"{kind}product starts {product.Start}, {product.Phase}";
        foreach (var fill in plan.Fills)
            yield return $"{kind}fill with {(fill.Space.HasBias ? "biases" : "zeros")}";
        foreach (var panel in plan.Panels)
            yield return $"{kind}right-hand side is a {Describe(plan, panel.Operand)}";
        if (plan.Panels.GroupBy(panel => panel.Operand).Any(group => group.Count() > 1))
            yield return kind + "right-hand side of two panels";
        if (plan.Spaces.Count > 1)
            yield return kind + "two widths";
        if (plan.Output.Buffer.Kind == BufferKind.State)
            yield return kind + "output is a state";
        foreach (var phase in plan.Kernels.Select(kernel => (kernel.Phase, kernel.Level)).Distinct().GroupBy(time => time.Phase)
            .Where(group => group.Count() > 1))
            yield return $"{kind}second level, {phase.Key}";
        foreach (var decision in plan.Kernels.SelectMany(Decisions))
            yield return kind + decision;
        foreach (var step in plan.Transposed)
        {
            yield return $"{kind}transposed {(step.Accumulate ? "adds" : "writes")}, {step.Phase}, {(step.Level == int.MaxValue ? "last" : "between kernels")}";
            if (step.Panels.Count > 1)
                yield return $"{kind}transposed of two panels, {step.Phase}";
        }

        if (plan.Derivative is null)
        {
            yield return kind + (plan.Streams.Fused is not { } fused ? "step in stages" : fused.Lanes > 1 ? "step fused on wide vectors"
                : fused.Deferred.Count > 0 ? "step fused, a state waits" : "step fused");
            if (plan.Streams.Fused is not null)
            {
                yield return $"{kind}equations at once of {(plan.Streams.Fused.Pairs is { } pairs ? $"two {pairs}" : "one vector")}";
                yield return $"{kind}sums of a fused step {(plan.Streams.Fused.Leading.Count > 0 ? "the longest way first" : "all at once")}";
            }

            foreach (var stage in plan.Streams.Stages)
            {
                yield return $"{kind}sums {(stage.Hoisted.Count > 0 ? "begun by an earlier stage" : "begun here")}";
                yield return $"{kind}sums {(stage.Later.Count > 0 ? "that a later stage goes on with" : "complete")}";
            }

            foreach (var decision in plan.Streams.Methods.SelectMany(Decisions))
                yield return kind + decision;
        }
        else
        {
            yield return $"{kind}products with the input {(plan.CanWaitForStep ? "ahead or at their step" : "ahead")}";
            foreach (var product in plan.Products.Where(product => product.Phase == Phase.Loop))
                yield return $"{kind}product of a single sequence {(plan.IsInKernel(product.Panel) ? "in" : "before")} its kernel";
        }

        // A state is written late when its kernel does not compute it.
        if (plan.Cell.States.Any(state => plan.Kernels.Any(kernel => kernel.Loads.ContainsKey(state.Next)
            && kernel.Targets.Any(target => target.Value == state.Next && target.To.View.Buffer.Kind == BufferKind.State))))
            yield return kind + "state written late";
    }

    private static string Describe(LayerPlan plan, Node operand) => operand.Operation switch
    {
        Operation.Input => "input",
        Operation.Token => "token",
        Operation.State => "state",
        _ => plan.Cell.States.Any(state => state.Next == operand) ? "value that is a state" : "value",
    };

    private static IEnumerable<string> Decisions(StreamMethod method)
    {
        yield return $"method of kind {method.GetType().Name}";
        if (method is BlocksMethod blocks)
        {
            yield return $"{(blocks.Together.Count > 1 ? "more" : "as many")} accumulators on wide vectors";
            yield return $"{(blocks.IsSingleUnlessWide ? "one block" : "as many blocks")} at once on narrow vectors";
        }

        foreach (var walk in method is StreamsMethod streams ? streams.Walks : [])
            yield return $"sums of several streams {(walk.Parts > 1 ? "in parts" : "in one piece")}";
        if (method is not SumsMethod sums)
            yield break;
        yield return $"units of a method: {sums.Units}";
        yield return $"sums of a method: {sums.Ending}";
        foreach (var walk in sums.Groups.SelectMany(group => group.Walks).Where(walk => walk.Rolled > 0))
        {
            yield return $"elements of the right-hand side loaded {(walk.LoadsFours ? "four" : "one")} at a time";
            if (walk.LoadsFours)
                yield return $"{(walk.Together > StreamMethodPlanner.Four ? "several fours" : "one four")} in a pass";
        }
    }

    private static IEnumerable<string> Decisions(Kernel kernel)
    {
        if (kernel.Phase is Phase.BackwardLoop or Phase.After)
            yield return $"kernel, {kernel.Phase}";
        if (kernel.Body.Any(kernel.Pairs.IsInPair))
            yield return $"activations in pairs, {kernel.Phase}";
        foreach (var node in kernel.Body)
        {
            if (KernelPlanner.FusedArgument(node, kernel.Fused.Contains) is not null)
                yield return $"product fused into {node.Operation}, {kernel.Phase}";
        }

        foreach (var target in kernel.Targets)
        {
            var buffer = target.To.View.Buffer.Kind;
            if (target.Kind == TargetKind.Reduce)
            {
                yield return $"vector gradient summed, {kernel.Phase}";
                continue;
            }

            var isCopy = target.Value.Operation == Operation.Affine && buffer == BufferKind.Kept;
            yield return isCopy ? "copy of a sum kept" : $"value stored in {buffer}";
            if (kernel.Masked.Contains(target.Value))
                yield return buffer == BufferKind.State ? "state masked" : $"{buffer} masked";
            if (buffer == BufferKind.StateAdjoint && target.Value.Operation == Operation.Constant)
                yield return "adjoint of a state set to 0";
        }
    }
}
