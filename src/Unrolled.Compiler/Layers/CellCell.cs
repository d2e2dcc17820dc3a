using Unrolled.Compiler.Graph;
using Unrolled.Compiler.Specs;

namespace Unrolled.Compiler.Layers;

/// <summary>A cell of the user's own: <c>[Cell&lt;TEquations&gt;(hidden)]</c>. Its equations come with the spec, in the vocabulary in which the built-in cells are written.</summary>
internal sealed class CellCell : Cell
{
    public override string Source => "equations of the user's own";

    public override IEnumerable<OptionProblem> Check(CellOptions options, int inputs, bool isToken)
    {
        if (options.Has("Normalize") && options.Flag("Normalize"))
            yield return new(SpecProblemCatalog.OwnCellOption, "Normalize", "A cell of one's own says itself what it normalises: write Normalize(…) in its equations");
        if (options.Has("Bias") && !options.Flag("Bias"))
            yield return new(SpecProblemCatalog.OwnCellOption, "Bias", "A cell of one's own says itself which sums have biases: write Linear(…) where there is none");
        if (options.Equations is not { } spec)
            yield break;
        foreach (var problem in new OwnEquations(spec, NewEquations(inputs, isToken, options), options.Integer(SizeOption), inputs, isToken).Check())
            yield return problem;
    }

    protected override CellGraph Write(Equations e, CellOptions options) =>
        new OwnEquations(options.Equations!, e, options.Integer(SizeOption), e.X.Node.Width, e.X.Node.Operation == Operation.Token).Write();
}
