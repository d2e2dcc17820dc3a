namespace Unrolled.Compiler.Specs;

/// <summary>Every mistake that <see cref="ModelCompiler.Check"/> can find: UNR0030 to UNR0059. (Below that: the parser's, in the generator.)</summary>
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

    /// <summary>A residual that is not the last layer, or adds vectors of different lengths.</summary>
    public const string Residual = "UNR0034";

    /// <summary>A gate that is both coupled and left out.</summary>
    public const string CouplingWithout = "UNR0035";

    /// <summary>An option with a value that it cannot have.</summary>
    public const string OptionValue = "UNR0036";

    /// <summary>A layer that the compiler does not know.</summary>
    public const string UnknownLayer = "UNR0037";

    /// <summary>A single peephole on a gate that was left out or coupled away.</summary>
    public const string PeepholeGate = "UNR0038";

    /// <summary>All of them, by code.</summary>
    public static IReadOnlyList<Row> Rows { get; } =
    [
        new(LayerSize, "Layer size must be positive"),
        new(EmbeddingPlace, "Embedding must be the first layer of a token model"),
        new(DropoutPlace, "Dropout must stand between layers"),
        new(DropoutRate, "Dropout rate out of range"),
        new(Residual, "Residual must be last and keep the width"),
        new(CouplingWithout, "Coupling and Without contradict each other"),
        new(OptionValue, "Unknown option value"),
        new(UnknownLayer, "Unknown layer"),
        new(PeepholeGate, "A peephole on a gate that is not there"),
    ];

    /// <summary>A diagnostic of the compiler's; its message is the <see cref="SpecProblem"/>'s.</summary>
    /// <param name="Code">Its ID.</param>
    /// <param name="Title">What is wrong, in a few words.</param>
    public sealed record Row(string Code, string Title);
}
