using Unrolled.Compiler.Graph;
using Unrolled.Compiler.Specs;

namespace Unrolled.Compiler.Layers;

/// <summary>
/// The model's inputs, added to its outputs.
/// <code>
///   inputs ──┬──[layers]──(+)── y
///            └─────────────┘
/// </code>
/// K. He et al., Deep Residual Learning for Image Recognition (2016).
/// </summary>
internal sealed class ResidualLayer : StructuralLayer
{
    public override IReadOnlyList<Option> Options => [];

    public override IEnumerable<LayerProblem> CheckPlace(LayerPlace place)
    {
        if (place.IsInTokenModel)
            yield return new(SpecProblemCatalog.Residual, "", "[Residual] adds the inputs to the outputs, and tokens cannot be added: remove it, or use Inputs instead of Vocabulary");
        else if (!place.IsLast)
            yield return new(SpecProblemCatalog.Residual, "", "[Residual] adds the model's inputs to its outputs, so it is the last layer: move it to the end");
        else if (place.IsFirst)
            yield return new(SpecProblemCatalog.Residual, "", "[Residual] adds the model's inputs to what its layers make of them, and there is no other layer: put one before it");
    }

    public override IEnumerable<LayerProblem> Check(LayerOptions options, LayerPlace place)
    {
        if (place.Inputs != place.Model.Inputs)
            yield return new(SpecProblemCatalog.Residual, "", $"[Residual] adds the model's {place.Model.Inputs} inputs to its {place.Inputs} outputs: their numbers must be equal, for example with [Dense({place.Model.Inputs})] before it");
    }

    public override Connection Connect(LayerOptions options, LayerPlace place) => new("plus the inputs", "plus the inputs")
    {
        OfOutputs = new("Sequences.AddRows", Symbol.ModelInputs, Symbol.ModelOutputs, place.Inputs, Symbol.Rows),
        OfInputGradients = new("Sequences.AddRows", Symbol.ModelOutputGradients, Symbol.ModelInputGradients, place.Inputs, Symbol.Rows),
    };

    protected override CellGraph Write(Equations e, LayerOptions options) => e.Finish(e.X + e.ModelInputs(e.X.Node.Width));
}
