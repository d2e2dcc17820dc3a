using Unrolled.Compiler.Graph;
using Unrolled.Compiler.Specs;

namespace Unrolled.Compiler.Layers;

/// <summary>
/// The model's inputs, or the first of them, added to as many of its outputs.
/// <code>
///   inputs ──┬──[layers]──(+)── y
///            └─────────────┘
/// </code>
/// K. He et al., Deep Residual Learning for Image Recognition (2016).
/// </summary>
internal sealed class ResidualLayer : StructuralLayer
{
    private static readonly CountOption Channels = new("Channels", SpecProblemCatalog.Residual, "the number of inputs to add, or 0 for all");

    public override IReadOnlyList<Option> Options => [Channels];

    public override IEnumerable<LayerProblem> CheckPlace(LayerPlace place)
    {
        if (place.IsInTokenModel)
            yield return new(SpecProblemCatalog.Residual, "",
                "[Residual] adds the inputs to the outputs, and tokens cannot be added: remove it, or use Inputs instead of Vocabulary");
        else if (!place.IsLast)
            yield return new(SpecProblemCatalog.Residual, "",
                "[Residual] adds the model's inputs to its outputs, so it must be the last layer: move it to the end");
        else if (place.IsFirst)
            yield return new(SpecProblemCatalog.Residual, "",
                "[Residual] adds the model's inputs to the outputs of the layer before it, and there is none: put a layer before it");
    }

    public override IEnumerable<LayerProblem> Check(LayerOptions options, LayerPlace place)
    {
        var (channels, most) = (options.Get(Channels), Math.Min(place.Model.Inputs, place.Inputs));
        if (channels > most)
            yield return new(SpecProblemCatalog.Residual, Channels.Name,
                $"Channels is {channels}, and the model has {place.Model.Inputs} inputs and {place.Inputs} outputs: [Residual] can add at most the "
                + $"first {most}");
        else if (channels == 0 && place.Inputs != place.Model.Inputs)
            yield return new(SpecProblemCatalog.Residual, "",
                $"[Residual] adds the model's {place.Model.Inputs} inputs to its {place.Inputs} outputs, so both must have the same number: for example, "
                + $"put [Dense({place.Model.Inputs})] before it. Or set Channels, to add only the first {most}");
    }

    public override Connection Connect(LayerOptions options, LayerPlace place)
    {
        var count = CountOf(options, place.Inputs);
        var title = count == place.Model.Inputs ? "plus the inputs" : count == 1 ? "plus the first input" : $"plus the first {count} inputs";
        return new(title, title)
        {
            OfOutputs = new("Sequences.AddRows", Symbol.ModelInputs, Symbol.ModelOutputs, count, Symbol.Rows),
            OfInputGradients = new("Sequences.AddRows", Symbol.ModelOutputGradients, Symbol.ModelInputGradients, count, Symbol.Rows),
        };
    }

    protected override CellGraph Write(Equations e, LayerOptions options) => e.Finish(e.X + e.ModelInputs(CountOf(options, e.X.Node.Width)));

    private static int CountOf(LayerOptions options, int outputs) => options.Get(Channels) is > 0 and var channels ? channels : outputs;
}
