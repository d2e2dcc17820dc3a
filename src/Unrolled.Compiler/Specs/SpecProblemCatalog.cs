namespace Unrolled.Compiler.Specs;

/// <summary>Every mistake that <see cref="ModelCompiler.Check"/> can find, and every hint of <see cref="ModelCompiler.Hints"/>: UNR0030 to UNR0059. (Below
/// that: the parser's, in the generator.)</summary>
public static class SpecProblemCatalog
{
    /// <summary>A layer's size is below 1.</summary>
    public const string LayerSize = "UNR0030";

    /// <summary>An embedding that is not the first layer of a token model.</summary>
    public const string EmbeddingPlace = "UNR0031";

    /// <summary>Dropout as the first or last layer.</summary>
    public const string DropoutPlace = "UNR0032";

    /// <summary>A dropout rate outside [0, 1).</summary>
    public const string DropoutRate = "UNR0033";

    /// <summary>A residual that is not the last layer, or adds more inputs than there are inputs or outputs.</summary>
    public const string Residual = "UNR0034";

    /// <summary>A gate that is both coupled and left out.</summary>
    public const string CouplingWithout = "UNR0035";

    /// <summary>An option with a value that it cannot have.</summary>
    public const string OptionValue = "UNR0036";

    /// <summary>A layer that the compiler does not know.</summary>
    public const string UnknownLayer = "UNR0037";

    /// <summary>A single peephole on a gate that was left out or coupled away.</summary>
    public const string PeepholeGate = "UNR0038";

    /// <summary>A forget bias where the forget gate was left out.</summary>
    public const string ForgetBias = "UNR0039";

    /// <summary>Vectors of different widths, or a token, where equations need something else.</summary>
    public const string EquationWidths = "UNR0040";

    /// <summary>Two parameters of one cell with the same name.</summary>
    public const string ParameterName = "UNR0041";

    /// <summary>A returned value that is not as wide as the state.</summary>
    public const string StateWidth = "UNR0042";

    /// <summary>A slice that does not lie inside the input.</summary>
    public const string SliceBounds = "UNR0043";

    /// <summary>An option of the built-in cells on a cell of the user's own.</summary>
    public const string OwnCellOption = "UNR0044";

    /// <summary>A learned value that no result depends on.</summary>
    public const string UnusedParameter = "UNR0045";

    /// <summary>More parameters or units than an array can hold.</summary>
    public const string TooLarge = "UNR0046";

    /// <summary>A standardisation that is not the first layer of a model over features.</summary>
    public const string StandardizePlace = "UNR0047";

    /// <summary>A rescaling that is not the last layer, or the only one.</summary>
    public const string RescalePlace = "UNR0048";

    /// <summary>A recurrent layer above one that gives its last step only.</summary>
    public const string AfterLast = "UNR0049";

    /// <summary>A hint: a forget gate that starts half open.</summary>
    public const string NoForgetBias = "UNR0050";

    /// <summary>A hint: an option that changes nothing.</summary>
    public const string NoEffect = "UNR0051";

    /// <summary>A hint: two linear layers in a row.</summary>
    public const string LinearPair = "UNR0052";

    /// <summary>A hint: a layer that keeps float32 weights though others were asked for.</summary>
    public const string KeptFloat32 = "UNR0053";

    /// <summary>Packed weights in a model that is trained.</summary>
    public const string TrainedWeights = "UNR0054";

    /// <summary>A step of a model that runs backward: no problem of the spec, but the ID of the error that C# reports where one is called.</summary>
    public const string BackwardStep = "UNR0090";

    /// <summary>All of them, by code.</summary>
    public static IReadOnlyList<Row> Rows { get; } =
    [
        new(LayerSize, "Layer size must be positive"),
        new(EmbeddingPlace, "Embedding must be the first layer of a token model"),
        new(DropoutPlace, "Dropout must be between layers"),
        new(DropoutRate, "Dropout rate out of range"),
        new(Residual, "Residual must be last and fit the width"),
        new(CouplingWithout, "Coupling and Without contradict each other"),
        new(OptionValue, "Unknown option value"),
        new(UnknownLayer, "Unknown layer"),
        new(PeepholeGate, "Peephole on a missing gate"),
        new(ForgetBias, "Forget bias without a forget gate"),
        new(EquationWidths, "Widths do not fit"),
        new(ParameterName, "Two parameters with the same name"),
        new(StateWidth, "State has the wrong width"),
        new(SliceBounds, "Slice is outside the input"),
        new(UnusedParameter, "Parameter has no effect on any result"),
        new(OwnCellOption, "Option does not apply to a custom cell"),
        new(TooLarge, "Model is too large"),
        new(StandardizePlace, "Standardize must be the first layer of a model over features"),
        new(RescalePlace, "Rescale must be the last layer"),
        new(AfterLast, "Recurrent layer after Returns.Last"),
        new(NoForgetBias, "Forget gate without a bias", IsHint: true),
        new(NoEffect, "Option without effect", IsHint: true),
        new(LinearPair, "Two linear layers in a row", IsHint: true),
        new(KeptFloat32, "Layer keeps float32 weights", IsHint: true),
        new(TrainedWeights, "Packed weights in a model that is trained"),
    ];

    /// <summary>A diagnostic of the compiler's; its message is the <see cref="SpecProblem"/>'s.</summary>
    /// <param name="Code">Its ID.</param>
    /// <param name="Title">What is wrong, in a few words.</param>
    /// <param name="IsHint">Whether it is legal, and only probably not meant.</param>
    public sealed record Row(string Code, string Title, bool IsHint = false);
}
