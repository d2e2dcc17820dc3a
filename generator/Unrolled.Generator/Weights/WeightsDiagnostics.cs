using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Unrolled.Generator.Weights;

/// <summary>What can be wrong between a model and the weights and names that leave C#: UNR0080 to UNR0089. (UNR0082, UNR0083 and UNR0085 are the build task's.)</summary>
internal static class WeightsDiagnostics
{
    private const string Category = "Unrolled";

    public static readonly DiagnosticDescriptor UnknownModel = new(
        "UNR0080", "Weights for a model that is not there",
        "<UnrolledWeights> names model '{0}' for {1}, and {2}: Model is the name of a class with [Model], with its namespace where that is needed",
        Category, DiagnosticSeverity.Error, true, helpLinkUri: "docs/diagnostics/UNR0080.md", customTags: WellKnownDiagnosticTags.CompilationEnd);

    public static readonly DiagnosticDescriptor Tensors = new(
        "UNR0081", "Weights that do not fit the model",
        "{0} does not hold the parameters of model '{1}': {2}: expected {3}, found {4}",
        Category, DiagnosticSeverity.Error, true, helpLinkUri: "docs/diagnostics/UNR0081.md");

    public static readonly DiagnosticDescriptor TwoFiles = new(
        "UNR0084", "Two files of weights for one model",
        "Model '{0}' has two files of weights, {1} and {2}: remove one",
        Category, DiagnosticSeverity.Error, true, helpLinkUri: "docs/diagnostics/UNR0084.md");

    public static readonly DiagnosticDescriptor NativeName = new(
        "UNR0086", "NativeName is no name in C",
        "NativeName '{0}' of model '{1}' is no name in C: write letters, digits and _, a letter first, such as \"{2}\"",
        Category, DiagnosticSeverity.Error, true, helpLinkUri: "docs/diagnostics/UNR0086.md");

    public static readonly DiagnosticDescriptor SameNativeName = new(
        "UNR0087", "Two models with one NativeName",
        "NativeName '{0}' stands on models '{1}' and '{2}': their functions would have the same names; choose another",
        Category, DiagnosticSeverity.Error, true, helpLinkUri: "docs/diagnostics/UNR0087.md", customTags: WellKnownDiagnosticTags.CompilationEnd);

    /// <summary>All of them.</summary>
    public static ImmutableArray<DiagnosticDescriptor> All { get; } = ImmutableArray.Create(UnknownModel, Tensors, TwoFiles, NativeName, SameNativeName);
}
