using Unrolled.Compiler.Graph;

namespace Unrolled.Compiler.Layers;

/// <summary>
/// The simple recurrent network: the new state is a squashed sum of the input and the old state.
/// <code>
///   x ──[W]──┐
///            (+)──[act]──┬── h
///   h ──[R]──┘           │
///   └────────────────────┘ one step later
/// </code>
/// J. L. Elman, Finding Structure in Time, Cognitive Science 14 (1990).
/// </summary>
internal sealed class RnnLayer : RecurrentLayer
{
    private static readonly ChoiceOption<Activation> ActivationOption = new("Activation", Activation.Tanh, Activation.Tanh, Activation.Relu);

    public override string Source => "simple recurrent network: J. L. Elman, Finding Structure in Time (1990)";

    protected override IReadOnlyList<Option> OwnOptions => [ActivationOption];

    protected override CellGraph Write(Equations e, LayerOptions options)
    {
        var h = e.State("h");
        var next = e.Name("h", e.Activate(options.Get(ActivationOption), e.Affine("h", e.X, h)));
        return e.Finish(next, ("h", next));
    }
}
