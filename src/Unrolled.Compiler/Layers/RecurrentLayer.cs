namespace Unrolled.Compiler.Layers;

/// <summary>A kind of layer with states, which runs in a direction.</summary>
internal abstract class RecurrentLayer : LayerKind
{
    protected static readonly SizeOption Hidden = new("hidden");
    protected static readonly ChoiceOption<Direction> DirectionOption = new("Direction", Direction.Forward);
    protected static readonly FlagOption Bias = new("Bias", true);
    protected static readonly FlagOption Normalize = new("Normalize", false);
    protected static readonly FlagOption LearnInitialState = new("LearnInitialState", false);

    public sealed override IReadOnlyList<Option> Options => [Hidden, .. OwnOptions, DirectionOption, Bias, Normalize, LearnInitialState];

    public sealed override SizeOption Size => Hidden;

    /// <summary>What it has besides the options of every recurrent layer.</summary>
    protected virtual IReadOnlyList<Option> OwnOptions => [];

    public sealed override Direction DirectionOf(LayerOptions options) => options.Get(DirectionOption);

    public sealed override bool LearnsInitialStates(LayerOptions options) => options.Get(LearnInitialState);

    protected sealed override Equations NewEquations(LayerOptions options, LayerPlace place) =>
        new(place.Inputs, place.IsToken, options.Get(Hidden), options.Get(Bias), options.Get(Normalize));
}
