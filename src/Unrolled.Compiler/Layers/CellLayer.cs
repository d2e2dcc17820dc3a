using Unrolled.Compiler.Graph;
using Unrolled.Compiler.Specs;

namespace Unrolled.Compiler.Layers;

/// <summary>
/// A cell of the user's own: <c>[Cell&lt;TEquations&gt;(hidden)]</c>. Its equations come with the spec, in the vocabulary in which the built-in cells are
/// written.
/// </summary>
internal sealed class CellLayer : RecurrentLayer
{
    public override string Source => "equations of the user's own";

    public override IEnumerable<LayerProblem> Check(LayerOptions options, LayerPlace place)
    {
        if (options.Get(Normalize))
            yield return new(SpecProblemCatalog.OwnCellOption, Normalize.Name,
                "Normalize does not apply to a custom cell: call Normalize(…) in its equations");
        if (!options.Get(Bias))
            yield return new(SpecProblemCatalog.OwnCellOption, Bias.Name,
                "Bias does not apply to a custom cell: in its equations, call Linear(…) for a product without a bias");
        if (options.Equations is not { } spec)
            yield break;
        foreach (var problem in new OwnEquations(spec, NewEquations(options, place), options.Get(Hidden), place.Inputs, place.IsToken).Check())
            yield return problem;
    }

    protected override CellGraph Write(Equations e, LayerOptions options) =>
        new OwnEquations(options.Equations!, e, options.Get(Hidden), e.X.Node.Width, e.X.Node.Operation == Operation.Token).Write();
}
