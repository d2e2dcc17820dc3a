using Unrolled.Compiler.Graph;
using Unrolled.Compiler.Specs;

namespace Unrolled.Compiler.Layers;

/// <summary>
/// The model's inputs, each moved and scaled to mean 0 and deviation 1 over the data. Both are stored with the model and never trained.
/// <code>
///   x ──(− mean)──(/ deviation)── y
/// </code>
/// Y. LeCun et al., Efficient BackProp (1998), section 4.3.
/// </summary>
internal sealed class StandardizeLayer : LayerKind
{
    public override string Source => "standardisation: Y. LeCun et al., Efficient BackProp (1998), section 4.3";

    public override IReadOnlyList<Option> Options => [];

    public override IEnumerable<LayerProblem> CheckPlace(LayerPlace place)
    {
        if (place.IsInTokenModel)
            yield return new(SpecProblemCatalog.StandardizePlace, "",
                "[Standardize] scales features, and this model reads tokens: remove it, or use Inputs instead of Vocabulary");
        else if (!place.IsFirst)
            yield return new(SpecProblemCatalog.StandardizePlace, "",
                "[Standardize] scales the model's inputs, so it must be the first layer: move it to the top");
    }

    protected override CellGraph Write(Equations e, LayerOptions options)
    {
        var centred = e.X - e.Fixed("mean", 0);
        return e.Finish(e.Name("y", e.Apply(Operation.Divide, centred, e.Fixed("deviation", 1, isPositive: true))));
    }
}
