using Unrolled.Compiler.Graph;

namespace Unrolled.Compiler.Layers;

/// <summary>
/// A fully connected layer, the same at every step.
/// <code>
///   x ──[W]──(+ b)──[act]── y
/// </code>
/// </summary>
internal sealed class DenseLayer : LayerKind
{
    private static readonly SizeOption Outputs = new("outputs");
    private static readonly ChoiceOption<Activation> ActivationOption = new("Activation", Activation.Identity);
    private static readonly FlagOption Bias = new("Bias", true);

    public override string Source => "fully connected layer";

    public override IReadOnlyList<Option> Options => [Outputs, ActivationOption, Bias];

    public override SizeOption Size => Outputs;

    public override bool IsLinear(LayerOptions options) => options.Get(ActivationOption) == Activation.Identity;

    public override bool IsSigmoid(LayerOptions options) => options.Get(ActivationOption) == Activation.Sigmoid;

    protected override CellGraph Write(Equations e, LayerOptions options)
    {
        var outputs = options.Get(Outputs);
        var product = e.Product("W", e.X, outputs, Initial.GlorotUniform);
        var sum = e.Sum([product], options.Get(Bias) ? e.LearnedBias("b", outputs, Initial.Zero) : null);
        return e.Finish(e.Name("y", e.Activate(options.Get(ActivationOption), sum)));
    }
}
