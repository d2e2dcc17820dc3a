using Unrolled.Compiler.Graph;

namespace Unrolled.Compiler.Layers;

/// <summary>
/// A table with a learned vector for every token: what a one-hot vector times a matrix would give, by looking the row up.
/// <code>
///   token ──[row of W]── y
/// </code>
/// </summary>
internal sealed class EmbeddingCell : Cell
{
    public override string SizeOption => "size";

    public override string Source => "embedding: a learned row a token";

    public override bool IsRecurrent => false;

    public override bool NeedsToken => true;

    protected override CellGraph Write(Equations e, CellOptions options)
    {
        var size = options.Integer(SizeOption);
        return e.Finish(e.Name("y", e.Sum([e.Product("W", e.X, size, Initial.GlorotUniform, isTable: true)], null)));
    }
}
