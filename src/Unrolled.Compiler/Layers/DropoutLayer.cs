using Unrolled.Compiler.Graph;
using Unrolled.Compiler.Specs;

namespace Unrolled.Compiler.Layers;

/// <summary>
/// Inverted dropout, in training only: each element of each step is 0 or divided by 1 - rate.
/// <code>
///   x ──(· mask)── y
/// </code>
/// N. Srivastava et al., Dropout: A Simple Way to Prevent Neural Networks from Overfitting (2014).
/// </summary>
internal sealed class DropoutLayer : StructuralLayer
{
    private static readonly NumberOption Rate = new("rate", 0, SpecProblemCatalog.DropoutRate, "the fraction of units to drop, at least 0 and less than 1")
    {
        Least = 0,
        Most = 1,
        IsBelowMost = true,
        Subject = "The dropout rate",
    };

    public override IReadOnlyList<Option> Options => [Rate];

    public override IEnumerable<LayerProblem> CheckPlace(LayerPlace place)
    {
        if (place.IsFirst || place.After.All(kind => kind is StructuralLayer))
            yield return new(SpecProblemCatalog.DropoutPlace, "",
                $"[Dropout] is the {(place.IsFirst ? "first" : "last")} layer, and it acts on the values between two layers: put it between two layers");
    }

    public override IEnumerable<LayerProblem> Hints(LayerOptions options)
    {
        if (options.Get(Rate) == 0)
            yield return new(SpecProblemCatalog.NoEffect, Rate.Name,
                "A dropout rate of 0 drops nothing: remove the layer, or set the fraction of units to drop");
    }

    public override Connection Connect(LayerOptions options, LayerPlace place)
    {
        var rate = GraphPrinter.Number(options.Get(Rate));
        var call = new RuntimeCall(
            "Dropout.Apply", Symbol.Seed, Symbol.Pass, Symbol.Layer, options.Get(Rate), Symbol.Rows, Symbol.Batch, Symbol.From, Symbol.To, Symbol.PaddedWidth);
        return new("dropout " + rate, $"dropout of {rate}, in training") { Forward = call, Backward = call };
    }

    protected override CellGraph Write(Equations e, LayerOptions options) => e.Finish(e.Mask(RandomMask.Dropout(options.Get(Rate))) * e.X);
}
