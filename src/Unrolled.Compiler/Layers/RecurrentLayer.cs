using Unrolled.Compiler.Graph;
using Unrolled.Compiler.Specs;

namespace Unrolled.Compiler.Layers;

/// <summary>A kind of layer with states, which runs in a direction.</summary>
internal abstract class RecurrentLayer : LayerKind
{
    protected static readonly SizeOption Hidden = new("hidden");
    protected static readonly ChoiceOption<Direction> DirectionOption = new("Direction", Direction.Forward);
    private static readonly ChoiceOption<Returns> ReturnsOption = new("Returns", Returns.Sequence);
    protected static readonly FlagOption Bias = new("Bias", true);
    protected static readonly FlagOption Normalize = new("Normalize", false);
    protected static readonly FlagOption LearnInitialState = new("LearnInitialState", false);
    private static readonly NumberOption RecurrentDropout = Rate("RecurrentDropout", "the fraction of recurrent inputs to drop");
    private static readonly NumberOption Zoneout = Rate("Zoneout", "the probability that a unit keeps its state");

    public sealed override IReadOnlyList<Option> Options =>
        [Hidden, .. OwnOptions, DirectionOption, ReturnsOption, Bias, Normalize, LearnInitialState, RecurrentDropout, Zoneout];

    public sealed override SizeOption Size => Hidden;

    /// <summary>What it has besides the options of every recurrent layer.</summary>
    protected virtual IReadOnlyList<Option> OwnOptions => [];

    public sealed override Direction DirectionOf(LayerOptions options) => options.Get(DirectionOption);

    public sealed override bool ReturnsLast(LayerOptions options) => options.Get(ReturnsOption) == Returns.Last;

    public sealed override IEnumerable<LayerProblem> CheckPlace(LayerPlace place)
    {
        var last = place.Model.Layers.Take(place.Index).FirstOrDefault(below => LayerCatalog.Find(below.Kind)?.ReturnsLast(new LayerOptions(below)) == true);
        if (last is not null)
            yield return new(SpecProblemCatalog.AfterLast, "",
                $"[{Name}] would read 0 at all steps but the last, because [{last.Kind}] before it has Returns = Returns.Last: set that on the last recurrent "
                + "layer only");
    }

    public sealed override bool LearnsInitialStates(LayerOptions options) => options.Get(LearnInitialState);

    protected sealed override Equations NewEquations(LayerOptions options, LayerPlace place) =>
        new(place.Inputs, place.IsToken, options.Get(Hidden), options.Get(Bias), options.Get(Normalize));

    protected sealed override CellGraph Complete(CellGraph graph, LayerOptions options)
    {
        var (dropout, zoneout) = (options.Get(RecurrentDropout), options.Get(Zoneout));
        var dropped = dropout > 0 ? RecurrentMasks.Drop(graph, dropout) : graph;
        return zoneout > 0 ? RecurrentMasks.ZoneOut(dropped, zoneout) : dropped;
    }

    private static NumberOption Rate(string name, string meaning) => new(name, 0, SpecProblemCatalog.DropoutRate, meaning + ", at least 0 and less than 1")
    {
        Least = 0,
        Most = 1,
        IsBelowMost = true,
    };
}
