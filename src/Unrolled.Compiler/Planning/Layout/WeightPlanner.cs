using Unrolled.Compiler.Graph;
using Unrolled.Compiler.Layers;
using Unrolled.Compiler.Specs;

namespace Unrolled.Compiler.Planning;

/// <summary>Decides which matrices have packed weights, where the user asks for them.</summary>
internal static class WeightPlanner
{
    /// <summary>Elements up to which bytes have room on the stack, four rows of them, and sums of products in 32 bits.</summary>
    private const int MostInner = 16384;

    /// <summary>
    /// The types of a layer's matrices, those that stay float32 left out. A layer of one vector of units waits for its sums and activations, not for its
    /// weights. Rows that are looked up are read as they are: nothing is added up over them. Weights of one byte take a right-hand side that is rounded to
    /// one as well: one whose range is known.
    /// </summary>
    public static IReadOnlyDictionary<Parameter, WeightType> Types(CellGraph cell, IReadOnlyList<Space> spaces, WeightRequest request)
    {
        var types = new Dictionary<Parameter, WeightType>();
        var panels = spaces.SelectMany(space => space.Panels).ToList();
        if (request.Type == WeightType.Float32 || !StreamPlanner.TakesProducts(spaces) || Bytes(panels) < Tuning.BytesOfPacked)
            return types;
        var ranges = request.Type == WeightType.Int8 ? new Ranges(cell, request.Input, request.StartsAtZero) : null;
        foreach (var panel in panels.Where(panel => !panel.IsLookUp))
        {
            var isInt8 = panel.Inner is >= Tuning.ElementsOfInt8 and <= MostInner && ranges?.Of(panel.Operand).IsInUnit == true;
            foreach (var matrix in panel.Columns)
                types[matrix] = isInt8 ? WeightType.Int8 : WeightType.BFloat16;
        }

        return types;
    }

    /// <summary>The type of a panel's weights.</summary>
    public static WeightType TypeOf(IReadOnlyDictionary<Parameter, WeightType> types, Panel panel) =>
        types.TryGetValue(panel.Columns[0], out var type) ? type : WeightType.Float32;

    /// <summary>The layers that have no matrix of the type that the user asks for.</summary>
    public static IEnumerable<SpecProblem> Hints(ModelPlan model)
    {
        var wanted = (WeightType)model.Spec.WeightType;
        foreach (var layer in model.Layers)
        {
            if (layer.Plans is { } plans && !plans.Weights.Values.Contains(wanted) && Bytes(plans.Inference.Panels) > 0)
            {
                yield return new SpecProblem(SpecProblemCatalog.KeptFloat32, layer.Index, "",
                    $"[{layer.Kind.Name}] {(plans.HasPackedWeights ? "has bfloat16" : "keeps float32")} weights, not {wanted}: {Reason(plans)}");
            }
        }
    }

    /// <summary>Why a layer has no matrix of the type that the user asks for, in a few words.</summary>
    public static string Reason(LayerPlans plans) => Bytes(plans.Inference.Panels) switch
    {
        0 => "no matrix is multiplied",
        < Tuning.BytesOfPacked => "they come from the first-level cache faster than they could be converted",
        _ when plans.HasPackedWeights => "the equations do not say that what they multiply lies in [-1, 1]",
        _ => "all units fit one vector, so a step waits for its sums and not for its weights",
    };

    /// <summary>Bytes of the float32 weights that a step reads all of.</summary>
    private static long Bytes(IEnumerable<Panel> panels) =>
        panels.Where(panel => !panel.IsLookUp).Sum(panel => sizeof(float) * panel.WeightsOfUnit * panel.Space.Width);
}
