using Unrolled.Compiler.Graph;
using Unrolled.Compiler.Specs;

namespace Unrolled.Compiler.Layers;

/// <summary>
/// A table with a learned vector for every token: what a one-hot vector times a matrix would give, by looking the row up.
/// <code>
///   token ──[row of W]── y
/// </code>
/// </summary>
internal sealed class EmbeddingLayer : LayerKind
{
    private static readonly SizeOption Width = new("size");

    public override string Source => "embedding: a learned row a token";

    public override IReadOnlyList<Option> Options => [Width];

    public override SizeOption Size => Width;

    public override IEnumerable<LayerProblem> CheckPlace(LayerPlace place)
    {
        if (!place.IsInTokenModel)
            yield return new(SpecProblemCatalog.EmbeddingPlace, "",
                "[Embedding] looks up tokens, and this model reads features: write [Model(Vocabulary = …)] instead of Inputs");
        else if (!place.IsFirst)
            yield return new(SpecProblemCatalog.EmbeddingPlace, "", "[Embedding] looks up tokens, so it must be the first layer");
    }

    protected override CellGraph Write(Equations e, LayerOptions options)
    {
        var size = options.Get(Width);
        return e.Finish(e.Name("y", e.Sum([e.Product("W", e.X, size, Initial.GlorotUniform, isTable: true)], null)));
    }
}
