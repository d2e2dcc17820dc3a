using Unrolled.Compiler.Graph;
using Unrolled.Compiler.Specs;

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
internal sealed class RnnCell : Cell
{
    public override string Source => "simple recurrent network: J. L. Elman, Finding Structure in Time (1990)";

    public override IReadOnlyDictionary<string, Type> Choices { get; } = new Dictionary<string, Type> { ["Activation"] = typeof(Activation) };

    public override IEnumerable<OptionProblem> Check(CellOptions options, int inputs, bool isToken)
    {
        if (options.Choice("Activation", Activation.Tanh) is not (Activation.Tanh or Activation.Relu))
            yield return new(SpecProblemCatalog.OptionValue, "Activation", "A simple recurrent layer has Activation.Tanh or Activation.Relu");
    }

    protected override CellGraph Write(Equations e, CellOptions options)
    {
        var h = e.State("h");
        var next = e.Name("h", e.Activate(options.Choice("Activation", Activation.Tanh), e.Affine("h", e.X, h)));
        return e.Finish(next, ("h", next));
    }
}
