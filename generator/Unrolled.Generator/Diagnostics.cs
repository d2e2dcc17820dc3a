using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Unrolled.Compiler.Specs;

namespace Unrolled.Generator;

/// <summary>
/// What the analyzers can report: the parser's rules (UNR0001 to UNR0029, of equations UNR0060 to UNR0079, of weights and native names UNR0080 to UNR0089),
/// those of uses
/// (UNR0091 to UNR0099), the compiler's (<see cref="SpecProblemCatalog"/>) and UNR9999.
/// </summary>
internal static class Diagnostics
{
    private const string Category = "Unrolled";

    public static readonly DiagnosticDescriptor NotPartial = new(
        "UNR0001", "Model class must be partial",
        "Declare '{0}' partial: the generator adds the rest of model '{1}' to it",
        Category, DiagnosticSeverity.Error, true, helpLinkUri: HelpLink("UNR0001"));

    public static readonly DiagnosticDescriptor LayerWithoutModel = new(
        "UNR0002", "Layer without a model",
        "[{0}] has no effect without [Model]: add [Model(Inputs = …)] or [Model(Vocabulary = …)] to '{1}', or remove the layer",
        Category, DiagnosticSeverity.Error, true, helpLinkUri: HelpLink("UNR0002"));

    public static readonly DiagnosticDescriptor InputsOrVocabulary = new(
        "UNR0003", "Model needs one of Inputs and Vocabulary",
        "Model '{0}' sets {1}: set Inputs (features per time step) or Vocabulary (number of tokens)",
        Category, DiagnosticSeverity.Error, true, helpLinkUri: HelpLink("UNR0003"));

    public static readonly DiagnosticDescriptor ModelSize = new(
        "UNR0004", "Inputs and Vocabulary must be positive",
        "{0} of model '{1}' must be at least 1, not {2}",
        Category, DiagnosticSeverity.Error, true, helpLinkUri: HelpLink("UNR0004"));

    public static readonly DiagnosticDescriptor SpreadLayers = new(
        "UNR0005", "Attributes of a model are on several declarations",
        "[{0}] is on another declaration of '{1}' than [Model]: put all attributes of a model on one declaration, with the layers in the order in which they "
            + "run",
        Category, DiagnosticSeverity.Error, true, helpLinkUri: HelpLink("UNR0005"));

    public static readonly DiagnosticDescriptor NoLayer = new(
        "UNR0006", "Model without a layer",
        "Model '{0}' has no layer: add at least one layer attribute below [Model], for example [Lstm(64)]",
        Category, DiagnosticSeverity.Error, true, helpLinkUri: HelpLink("UNR0006"));

    public static readonly DiagnosticDescriptor Generic = new(
        "UNR0007", "Model class cannot be generic",
        "Model '{0}' cannot be generic or nested in a generic type: remove the type parameters, or move it out of '{1}'",
        Category, DiagnosticSeverity.Error, true, helpLinkUri: HelpLink("UNR0007"));

    public static readonly DiagnosticDescriptor NotOrdinaryClass = new(
        "UNR0008", "Model must be an ordinary class",
        "Model '{0}' cannot be {1}: make it an ordinary class",
        Category, DiagnosticSeverity.Error, true, helpLinkUri: HelpLink("UNR0008"));

    public static readonly DiagnosticDescriptor BaseClass = new(
        "UNR0009", "Model class cannot have a base class",
        "Model '{0}' cannot derive from '{1}': remove the base class, or hold the model in a field",
        Category, DiagnosticSeverity.Error, true, helpLinkUri: HelpLink("UNR0009"));

    public static readonly DiagnosticDescriptor MemberClash = new(
        "UNR0010", "Name is taken by a generated member",
        "A generated member of model '{1}' has the name '{0}': choose another name",
        Category, DiagnosticSeverity.Error, true, helpLinkUri: HelpLink("UNR0010"));

    public static readonly DiagnosticDescriptor ConstructorClash = new(
        "UNR0011", "Constructor with the parameters of the generated one",
        "Model '{0}' has a generated constructor ({1}): give this one other parameters",
        Category, DiagnosticSeverity.Error, true, helpLinkUri: HelpLink("UNR0011"));

    public static readonly DiagnosticDescriptor ConstructorChain = new(
        "UNR0012", "Constructor does not call the generated one",
        "This constructor of model '{0}' does not call the generated one: {1}",
        Category, DiagnosticSeverity.Error, true, helpLinkUri: HelpLink("UNR0012"));

    public static readonly DiagnosticDescriptor RequiredMember = new(
        "UNR0013", "Model class cannot have required members",
        "'{0}' cannot be required: generated code creates model '{1}' and cannot set it",
        Category, DiagnosticSeverity.Error, true, helpLinkUri: HelpLink("UNR0013"));

    public static readonly DiagnosticDescriptor FileLocal = new(
        "UNR0014", "Model class cannot be file-local",
        "'{0}' cannot be file-local: the generated part of model '{1}' is another file",
        Category, DiagnosticSeverity.Error, true, helpLinkUri: HelpLink("UNR0014"));

    public static readonly DiagnosticDescriptor Budget = new(
        "UNR0015", "Model exceeds a budget",
        "Model '{0}' has {1} {2}, more than its budget of {3}: make layers smaller, or raise {4}",
        Category, DiagnosticSeverity.Error, true, helpLinkUri: HelpLink("UNR0015"));

    public static readonly DiagnosticDescriptor UnknownName = new(
        "UNR0091", "Model does not have this name",
        "Model '{0}' has no {1} '{2}'; {3}",
        Category, DiagnosticSeverity.Error, true, helpLinkUri: HelpLink("UNR0091"));

    public static readonly DiagnosticDescriptor WrongLength = new(
        "UNR0092", "Wrong number of values",
        "{0}; this has {1}",
        Category, DiagnosticSeverity.Error, true, helpLinkUri: HelpLink("UNR0092"));

    public static readonly DiagnosticDescriptor SigmoidTwice = new(
        "UNR0093", "Sigmoid outputs with a loss on logits",
        "The outputs of model '{0}' are sigmoids, and Loss.{1} applies the sigmoid itself: remove Activation = Activation.Sigmoid from the last layer, and "
        + "write Sigmoid.Of(outputs) where you want probabilities",
        Category, DiagnosticSeverity.Info, true, helpLinkUri: HelpLink("UNR0093"));

    public static readonly DiagnosticDescriptor OneClass = new(
        "UNR0094", "Softmax over one class",
        "Model '{0}' has one output, and the softmax of one number is always 1, so Loss.{1} is 0 and nothing is learned: use one output for each class, or "
        + "Loss.BinaryCrossEntropy for yes or no",
        Category, DiagnosticSeverity.Info, true, helpLinkUri: HelpLink("UNR0094"));

    public static readonly DiagnosticDescriptor RecurrentOutput = new(
        "UNR0095", "Recurrent layer as the output of a loss over classes",
        "Loss.{1} takes the outputs of model '{0}' as logits, and these are the states of [{2}], which rarely grow as large as logits must: "
        + "add [Dense({3})] as the last layer",
        Category, DiagnosticSeverity.Info, true, helpLinkUri: HelpLink("UNR0095"));

    public static readonly DiagnosticDescriptor BackwardLastStep = new(
        "UNR0096", "Backward direction where only the last step counts",
        "Only the last step of each sequence counts, where the backward direction of [{1}] in model '{0}' has read a single step: set Returns = Returns.Last "
        + "on that layer",
        Category, DiagnosticSeverity.Info, true, helpLinkUri: HelpLink("UNR0096"));

    public static readonly DiagnosticDescriptor Failure = new(
        "UNR9999", "The generator failed",
        "The generator failed on model '{0}'; please report this message together with the declaration of the model: {1}",
        Category, DiagnosticSeverity.Error, true, helpLinkUri: HelpLink("UNR9999"));

    private static readonly ImmutableDictionary<string, DiagnosticDescriptor> OfCompiler =
        SpecProblemCatalog.Rows.ToImmutableDictionary(row => row.Code, OfRow);

    /// <summary>What can be wrong in declarations and equations.</summary>
    public static ImmutableArray<DiagnosticDescriptor> OfDeclarations { get; } = ImmutableArray.Create(
        NotPartial, LayerWithoutModel, InputsOrVocabulary, ModelSize, SpreadLayers, NoLayer, Generic, NotOrdinaryClass, BaseClass,
        MemberClash, ConstructorClash, ConstructorChain, RequiredMember, FileLocal, Budget, Failure)
        .AddRange(Equations.EquationDiagnostics.All)
        .AddRange(Weights.WeightsDiagnostics.All)
        .AddRange(OfCompiler.Values.OrderBy(d => d.Id, StringComparer.Ordinal));

    /// <summary>What can be wrong where a model is used.</summary>
    public static ImmutableArray<DiagnosticDescriptor> OfUses { get; } = ImmutableArray.Create(
        UnknownName, WrongLength, SigmoidTwice, OneClass, RecurrentOutput, BackwardLastStep, Failure);

    /// <summary>All of them.</summary>
    public static ImmutableArray<DiagnosticDescriptor> All { get; } = OfDeclarations.AddRange(OfUses.Remove(Failure));

    /// <summary>The rule with the compiler's <paramref name="code"/>; null for a code that its catalogue does not have.</summary>
    public static DiagnosticDescriptor? Of(string code) => OfCompiler.TryGetValue(code, out var descriptor) ? descriptor : null;

#pragma warning disable RS1017, RS1032, RS1033 // The rules of the compiler are data; a test holds them against AnalyzerReleases.
    private static DiagnosticDescriptor OfRow(SpecProblemCatalog.Row row)
        => new(row.Code, row.Title, "{0}", Category, row.IsHint ? DiagnosticSeverity.Info : DiagnosticSeverity.Error, true, helpLinkUri: HelpLink(row.Code));
#pragma warning restore RS1017, RS1032, RS1033

    private static string HelpLink(string id) => "docs/diagnostics/" + id + ".md";
}
