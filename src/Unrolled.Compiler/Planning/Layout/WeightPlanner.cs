using Unrolled.Compiler.Layers;
using Unrolled.Compiler.Specs;

namespace Unrolled.Compiler.Planning;

/// <summary>Decides in which layers weights are packed, where the user asks for it.</summary>
internal static class WeightPlanner
{
    /// <summary>
    /// Float32 weights of a layer, in bytes, from which on a step is bound by reading them: with fewer, they are in a first-level cache of 48 KB for the most
    /// part, from where they come faster than they can be converted.
    /// </summary>
    public const long FewestBytes = 64 * 1024;

    /// <summary>
    /// The type of a layer's weights. A layer of one vector of units waits for its sums and activations, not for its weights. Rows that are looked up are read
    /// as they are: nothing is added up over them.
    /// </summary>
    public static WeightType TypeOf(LayerPlan plan, WeightType wanted) =>
        plan.TakesProducts && Bytes(plan) >= FewestBytes ? wanted : WeightType.Float32;

    /// <summary>The layers that keep float32 though the user asks for another type.</summary>
    public static IEnumerable<SpecProblem> Hints(ModelPlan model) =>
        from layer in model.Layers
        let plans = layer.Plans
        where plans is { HasPackedWeights: false } && Bytes(plans.Inference) > 0
        select new SpecProblem(SpecProblemCatalog.KeptFloat32, layer.Index, "",
            $"[{layer.Kind.Name}] keeps float32 weights, not {(WeightType)model.Spec.WeightType}: {Reason(plans)}");

    /// <summary>Why a layer keeps float32, in a few words.</summary>
    public static string Reason(LayerPlans plans) => Bytes(plans.Inference) switch
    {
        0 => "no matrix is multiplied",
        < FewestBytes => "they come from the first-level cache faster than they could be converted",
        _ => "all units fit one vector, so a step waits for its sums and not for its weights",
    };

    /// <summary>Bytes of the float32 weights that a step reads all of.</summary>
    public static long Bytes(LayerPlan plan) => plan.Panels.Where(panel => !panel.IsLookUp).Sum(panel => sizeof(float) * panel.WeightsOfUnit * panel.Space.Width);
}
