using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Unrolled.Generator.Weights;

/// <summary>
/// What can be wrong between a model and the weights and names that leave C#: UNR0080 to UNR0089. (UNR0082, UNR0083, UNR0085, UNR0088 and UNR0089 are those
/// of the build tasks.)
/// </summary>
internal static class WeightsDiagnostics
{
    private const string Category = "Unrolled";

    public static readonly DiagnosticDescriptor UnknownModel = new(
        "UNR0080", "Weights for an unknown model",
        "<UnrolledWeights> for {1} names model '{0}', and {2}",
        Category, DiagnosticSeverity.Error, true, helpLinkUri: "docs/diagnostics/UNR0080.md", customTags: WellKnownDiagnosticTags.CompilationEnd);

    public static readonly DiagnosticDescriptor Tensors = new(
        "UNR0081", "Weights do not fit the model",
        "{0} does not fit model '{1}': {2} (to build in spite of it, such as to train the model again: dotnet build -p:UnrolledCheckWeights=false)",
        Category, DiagnosticSeverity.Error, true, helpLinkUri: "docs/diagnostics/UNR0081.md");

    public static readonly DiagnosticDescriptor TwoFiles = new(
        "UNR0084", "Two weights files for one model",
        "Model '{0}' has two weights files, {1} and {2}: remove one",
        Category, DiagnosticSeverity.Error, true, helpLinkUri: "docs/diagnostics/UNR0084.md");

    public static readonly DiagnosticDescriptor NativeName = new(
        "UNR0086", "NativeName is not a valid C name",
        "NativeName '{0}' of model '{1}' is not a valid C name: use letters, digits and _, starting with a letter, such as \"{2}\"",
        Category, DiagnosticSeverity.Error, true, helpLinkUri: "docs/diagnostics/UNR0086.md");

    public static readonly DiagnosticDescriptor SameNativeName = new(
        "UNR0087", "Two models with the same NativeName",
        "Models '{1}' and '{2}' have the same NativeName '{0}', so their functions would have the same names: choose another for one of them",
        Category, DiagnosticSeverity.Error, true, helpLinkUri: "docs/diagnostics/UNR0087.md", customTags: WellKnownDiagnosticTags.CompilationEnd);

    /// <summary>All of them.</summary>
    public static ImmutableArray<DiagnosticDescriptor> All { get; } = ImmutableArray.Create(UnknownModel, Tensors, TwoFiles, NativeName, SameNativeName);
}
