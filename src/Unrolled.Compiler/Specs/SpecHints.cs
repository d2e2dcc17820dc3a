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
            var options = new CellOptions(spec.Layers[i]);
            if (CellCatalog.Find(spec.Layers[i].Kind) is { } cell)
            {
                hints.AddRange(cell.Hints(options).Select(hint => new SpecProblem(hint.Code, i, hint.Option, hint.Message)));
                if (IsLinear(spec, i) && IsLinear(spec, i + 1))
                    hints.Add(new(SpecProblemCatalog.LinearPair, i, "Activation", $"[{cell.Kind}] has no activation and the next layer is linear too, so the two compute what one could: set Activation, or remove one of them"));
            }
            else if (spec.Layers[i].Kind == "Dropout" && options.Number("rate", 0) == 0)
            {
                hints.Add(new(SpecProblemCatalog.NoEffect, i, "rate", "A dropout rate of 0 drops nothing: remove the layer, or give it the share of units to drop"));
            }
        }

        return hints;
    }

    private static bool IsLinear(ModelSpec spec, int i) =>
        i < spec.Layers.Count && CellCatalog.Find(spec.Layers[i].Kind) is { } cell && cell.IsLinear(new CellOptions(spec.Layers[i]));
}
