using Unrolled.Compiler.Graph;
using Unrolled.Compiler.Specs;

namespace Unrolled.Compiler.Layers;

/// <summary>
/// What the layers before it give, with mean 0 and deviation 1, in the units of the targets. Mean and deviation are stored with the model and never trained.
/// <code>
///   x ──(· deviation)──(+ mean)── y
/// </code>
/// Standardisation of the targets: C. M. Bishop, Neural Networks for Pattern Recognition (1995), section 8.2.
/// </summary>
internal sealed class RescaleLayer : LayerKind
{
    public override string Source => "standardisation of the targets: C. M. Bishop, Neural Networks for Pattern Recognition (1995), section 8.2";

    public override IReadOnlyList<Option> Options => [];

    public override IEnumerable<LayerProblem> CheckPlace(LayerPlace place)
    {
        if (place.After.Any(kind => kind is ResidualLayer))
            yield return new(SpecProblemCatalog.RescalePlace, "",
                "[Rescale] and [Residual] both have to be the last layer: remove one of them");
        else if (!place.IsLast)
            yield return new(SpecProblemCatalog.RescalePlace, "",
                "[Rescale] gives the model's outputs in the units of the targets, so it must be the last layer: move it to the end");
        else if (place.IsFirst)
            yield return new(SpecProblemCatalog.RescalePlace, "",
                "[Rescale] gives the outputs of the layer before it in the units of the targets, and there is none: put a layer before it");
    }

    protected override CellGraph Write(Equations e, LayerOptions options)
    {
        var (mean, deviation) = (e.Fixed("mean", 0), e.Fixed("deviation", 1, isPositive: true));
        return e.Finish(e.Name("y", (e.X * deviation) + mean));
    }
}
