using System.Globalization;
using Unrolled.Compiler.Graph;
using Unrolled.Compiler.Layers;
using Unrolled.Compiler.Planning;
using Unrolled.Compiler.Specs;

namespace Unrolled.Compiler.Emission;

/// <summary>
/// Writes what an editor shows at the model's name: its layers with their equations and shapes, and what it costs. A summary, or remarks where the user has
/// written a summary.
/// </summary>
internal static class ClassDocumentation
{
    // Equations of one's own may be hundreds, and a line may be long: who wants them all finds them in the layer's file.
    private const int MostLines = 30;
    private const int LongestLine = 160;

    public static IEnumerable<string> Lines(ModelPlan model)
    {
        var element = model.Spec.HasSummary ? "remarks" : "summary";
        yield return $"/// <{element}>";
        foreach (var line in Overview(model, ModelDescriber.Figures(model, ModelDescriber.WidestLanes)))
            yield return "/// " + line;
        foreach (var line in model.Layers.SelectMany(Layer))
            yield return "/// " + line;
        yield return $"/// </{element}>";
    }

    private static IEnumerable<string> Overview(ModelPlan model, ModelFigures figures)
    {
        yield return $"{Number(model.IsToken ? model.Spec.Vocabulary : model.Spec.Inputs)} {(model.IsToken ? "tokens" : "inputs")} → {Number(model.Outputs)} "
            + $"outputs per step: {Number(figures.Parameters)} parameters, {Number(figures.Flops)} floating-point operations per step.";
        if (model.HasPackedWeights)
        {
            var types = model.Layers.SelectMany(layer => layer.Plans?.Weights.Values ?? []).Distinct();
            foreach (var type in types.OrderByDescending(type => type))
            {
                var layers = model.Layers.Where(layer => layer.Plans is not null && layer.Plans.Weights.Values.Contains(type)).Select(layer => layer.Name);
                var matrices = type == (WeightType)model.Spec.WeightType ? "Matrices" : "Other matrices";
                yield return $"<para>{matrices} of {string.Join(", ", layers)}: {type}, rounded when they are loaded or set.</para>";
            }
        }

        var tape = model.Spec.Training ? $"; {Number(figures.TapeBytesPerStep)} bytes of tape per step and sequence" : "; not for training";
        yield return $"<para>{Number(figures.StepBytes)} bytes of memory per stream{tape} (with 512-bit vectors; on narrower ones as much or less).</para>";
    }

    private static IEnumerable<string> Layer(ModelLayer layer)
    {
        if (layer.Plans is not { } plans)
        {
            yield return $"<para>{layer.Connection!.Remark}</para>";
            yield break;
        }

        var input = plans.IsToken ? "token" : $"[{Number(layer.Inputs)}]";
        var tracks = string.Join(", ", layer.Tracks.Select(track => track.Name + (track.Reversed ? " (from the last step)" : "")));
        yield return $"<para>{tracks}: {input} → [{Number(layer.Outputs)}]{(layer.ReturnsLast ? " at the last step" : "")}; {Parameters(plans)}</para>";
        yield return "<code>";
        var equations = GraphPrinter.Equations(plans.Graph).Concat(GraphPrinter.Masks(plans.Graph)).ToList();
        foreach (var equation in equations.Take(MostLines))
            yield return CodeWriter.Escape(equation.Length <= LongestLine ? equation : equation.Substring(0, LongestLine) + " …");
        if (equations.Count > MostLines)
            yield return $"… and {Number(equations.Count - MostLines)} more";
        yield return "</code>";
    }

    /// <summary>Parameters of one shape side by side: <c>W_i W_f W_g W_o [64, 28]</c>.</summary>
    private static string Parameters(LayerPlans plans)
    {
        var groups = plans.Parameters.GroupBy(parameter => ModelDescriber.ShapeText(parameter) + (parameter.IsTrained ? "" : ", never trained"))
            .Select(group => string.Join(" ", group.Take(MostLines).Select(parameter => parameter.Name)) + (group.Count() > MostLines ? " …" : "") + " "
            + group.Key)
            .ToList();
        return groups.Count == 0 ? "no parameters" : string.Join(", ", groups);
    }

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
