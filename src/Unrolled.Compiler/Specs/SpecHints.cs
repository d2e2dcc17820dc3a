using Unrolled.Compiler.Layers;

namespace Unrolled.Compiler.Specs;

/// <summary>Finds what is legal in a spec but probably not meant.</summary>
internal static class SpecHints
{
    public static IReadOnlyList<SpecProblem> Find(ModelSpec spec)
    {
        var hints = new List<SpecProblem>();
        for (var i = 0; i < spec.Layers.Count; i++)
        {
            var options = new LayerOptions(spec.Layers[i]);
            if (LayerCatalog.Find(spec.Layers[i].Kind) is { } kind)
            {
                hints.AddRange(kind.Hints(options).Select(hint => new SpecProblem(hint.Code, i, hint.Option, hint.Message)));
                if (IsLinear(spec, i) && IsLinear(spec, i + 1))
                    hints.Add(new(SpecProblemCatalog.LinearPair, i, "Activation",
                        $"[{kind.Name}] has no activation and the next layer is linear too, so one layer could compute the same: set "
                        + "Activation, or remove one of them"));
            }
        }

        return hints;
    }

    private static bool IsLinear(ModelSpec spec, int i) =>
        i < spec.Layers.Count && LayerCatalog.Find(spec.Layers[i].Kind) is { } kind && kind.IsLinear(new LayerOptions(spec.Layers[i]));
}
