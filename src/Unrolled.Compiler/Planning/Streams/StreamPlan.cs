using Unrolled.Compiler.Layers;

namespace Unrolled.Compiler.Planning;

/// <summary>How streams are stepped.</summary>
/// <param name="Stages">How a step of one stream adds up its products.</param>
/// <param name="Fused">The step whose element-wise work follows the sums of the same units at once; null where it works in stages.</param>
/// <param name="Hoisted">Matrices whose products a run of one stream over many steps computes ahead.</param>
/// <param name="RunStages">How a step within such a run adds up the rest.</param>
/// <param name="Many">How a step of many streams goes through the layer.</param>
/// <param name="Methods">The methods that all this consists of, in the order of the file.</param>
internal sealed record StreamPlan(
    IReadOnlyList<StreamStage> Stages, FusedStep? Fused, IReadOnlyList<Panel> Hoisted, IReadOnlyList<StreamStage> RunStages, ManyStreams Many,
    IReadOnlyList<StreamMethod> Methods)
{
    /// <summary>That of a plan for training.</summary>
    public static StreamPlan None { get; } = new([], null, [], [], ManyStreams.Shared, []);

    public static StreamPlan Of(
        IReadOnlyList<Space> spaces, Schedule schedule, IReadOnlyList<Kernel> kernels, IReadOnlyList<MeanStep> means, Func<Panel, WeightType> typeOf)
    {
        var stages = StreamPlanner.Plan(spaces, schedule, kernels);
        var fused = FusedStep.Of(stages, kernels, means, panel => typeOf(panel) == WeightType.Int8);
        if (fused is null)
            stages = [.. stages.Select(stage => stage with { IsAlone = true })];
        var hoisted = StreamPlanner.Hoisted(spaces);
        var runStages = StreamPlanner.Rest(stages, hoisted);
        var planner = new StreamMethodPlanner(fused, typeOf);
        (stages, runStages) = new SharedMethods(planner, typeOf).Of(stages, runStages);
        var many = ManyStreamsPlanner.Of(spaces, typeOf);
        var methods = planner.Plan(kernels, many, stages, runStages);
        return new StreamPlan(stages, fused, hoisted, runStages, many, methods);
    }
}
