using Unrolled.Compiler.Graph;

namespace Unrolled.Compiler.Layers;

/// <summary>
/// A fully connected layer, the same at every step.
/// <code>
///   x ──[W]──(+ b)──[act]── y
/// </code>
/// </summary>
internal sealed class DenseCell : Cell
{
    public override string SizeOption => "outputs";

    public override string Source => "fully connected layer";

    public override bool IsRecurrent => false;

    public override IReadOnlyDictionary<string, Type> Choices { get; } = new Dictionary<string, Type> { ["Activation"] = typeof(Activation) };

    public override bool IsLinear(CellOptions options) => options.Choice("Activation", Activation.Identity) == Activation.Identity;

    protected override CellGraph Write(Equations e, CellOptions options)
    {
        var outputs = options.Integer(SizeOption);
        var sum = e.Sum([e.Product("W", e.X, outputs, Initial.GlorotUniform)], e.Bias("b", outputs));
        return e.Finish(e.Name("y", e.Activate(options.Choice("Activation", Activation.Identity), sum)));
    }
}
