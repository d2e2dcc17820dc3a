using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Unrolled.Compiler.Specs;
using Unrolled.Generator.Equations;
using Unrolled.Generator.Weights;

namespace Unrolled.Generator;

/// <summary>Reports what is wrong in the declaration of a model, at the argument, member or name that is wrong.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ModelAnalyzer : DiagnosticAnalyzer
{
    private readonly ISpecCompiler _compiler;

    /// <summary>The analyzer with the real compiler.</summary>
    public ModelAnalyzer()
        : this(new SpecCompiler())
    {
    }

    internal ModelAnalyzer(ISpecCompiler compiler) => _compiler = compiler;

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => Diagnostics.OfDeclarations;

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.Analyze | GeneratedCodeAnalysisFlags.ReportDiagnostics);
        context.RegisterCompilationStartAction(start =>
        {
            if (start.Compilation.GetTypeByMetadataName(Names.Layer) is null)
                return;
            var compilation = start.Compilation;
            var models = new ModelTable(_compiler);
            var failures = new Lazy<ImmutableDictionary<string, string>>(() => Failures(compilation));
            var lists = start.Options.AdditionalFiles.Where(TensorList.Is).Select(file => TensorList.Read(file, start.CancellationToken)).OfType<TensorList>()
                .ToImmutableArray();
            var weights = new WeightsRules(lists);
            start.RegisterSymbolAction(symbol => Guarded(symbol, context => Analyze(context, models, failures, weights)), SymbolKind.NamedType);
            start.RegisterCompilationEndAction(weights.End);
            start.RegisterSymbolAction(static symbol => Guarded(symbol, AnalyzeEquations), SymbolKind.NamedType);
        });
    }

    // What fails here is a mistake of ours: it is said at the class, and the analyzer goes on.
    private static void Guarded(SymbolAnalysisContext context, Action<SymbolAnalysisContext> analyze)
    {
        try
        {
            analyze(context);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            context.ReportDiagnostic(Diagnostic.Create(Diagnostics.Failure, context.Symbol.Locations[0], context.Symbol.Name, CompiledModel.Describe(failure)));
        }
    }

    private static void AnalyzeEquations(SymbolAnalysisContext context)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        if (!Vocabulary.IsCell(type))
            return;
        foreach (var problem in EquationReader.Read(type, context.Compilation, context.CancellationToken).Problems)
            context.ReportDiagnostic(problem);
    }

    private void Analyze(SymbolAnalysisContext context, ModelTable models, Lazy<ImmutableDictionary<string, string>> failures, WeightsRules weights)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        if (models.Parse(type, context.CancellationToken) is not { } model)
        {
            if (ModelParser.Layers(type.GetAttributes()).FirstOrDefault() is { } layer)
                context.ReportDiagnostic(Diagnostic.Create(Diagnostics.LayerWithoutModel, Locations.Of(layer, "", context.CancellationToken),
                    ModelParser.Kind(layer), type.Name));
            return;
        }

        foreach (var problem in model.Problems)
            context.ReportDiagnostic(problem);
        if (model.Spec is null)
            return;
        try
        {
            var problems = models.Check(type, context.CancellationToken);
            foreach (var problem in problems.Count > 0 ? problems : _compiler.Hints(model.Spec))
                context.ReportDiagnostic(OfCompiler(model, problem, context.CancellationToken));
            AnalyzeBudgets(context, type, model, models);
            if (problems.Count == 0 && model.Problems.IsEmpty)
                weights.Check(type, model, context.ReportDiagnostic, context.CancellationToken);
            if (problems.Count == 0 && model.Problems.IsEmpty && Failure(type, failures.Value) is { } failure)
                context.ReportDiagnostic(Failed(model, failure, context.CancellationToken));
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            context.ReportDiagnostic(Failed(model, CompiledModel.Describe(failure), context.CancellationToken));
        }
    }

    private static void AnalyzeBudgets(SymbolAnalysisContext context, INamedTypeSymbol type, ParsedModel model, ModelTable models)
    {
        foreach (var (name, budget) in ModelParser.Budgets(model.Model))
        {
            if (models.Describe(type, context.CancellationToken)?.Figures is not { } figures)
                return;
            var (value, what) = name switch
            {
                "MaxParameters" => (figures.Parameters, "parameters"),
                "MaxStepBytes" => (figures.StepBytes, "bytes of memory per stream"),
                "MaxTapeBytesPerStep" => (figures.TapeBytesPerStep, "bytes of tape per step and sequence"),
                _ => (long.MinValue, ""),
            };
            if (value > budget)
                context.ReportDiagnostic(Diagnostic.Create(Diagnostics.Budget, Locations.Of(model.Model, name, context.CancellationToken), type.Name,
                    Text(value), what, Text(budget), name));
        }
    }

    private static string Text(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static Diagnostic OfCompiler(ParsedModel model, SpecProblem problem, CancellationToken cancellation)
    {
        var attribute = problem.Layer < 0 ? model.Model : model.Layers[problem.Layer];
        var descriptor = Diagnostics.Of(problem.Code)
            ?? throw new InvalidOperationException($"the code '{problem.Code}' is not in the catalogue (message: {problem.Message})");
        return problem.Layer >= 0 && Step(model.Equations[problem.Layer], problem.Option) is { } step
            ? Diagnostic.Create(descriptor, step, $"{problem.Message} (in model '{model.Spec!.Name}')")
            : Diagnostic.Create(descriptor, Locations.Of(attribute, problem.Option, cancellation), problem.Message);
    }

    // "#12" is step 12 of the layer's equations, which may stand in another file and serve other models.
    private static Location? Step(ReadEquations? equations, string option)
        => option.StartsWith("#", StringComparison.Ordinal) && int.TryParse(option.Substring(1), NumberStyles.None, CultureInfo.InvariantCulture, out var index)
        && index < equations?.Steps.Length
            ? equations.Steps[index]
            : null;

    private static Diagnostic Failed(ParsedModel model, string failure, CancellationToken cancellation)
        => Diagnostic.Create(Diagnostics.Failure, Locations.Of(model.Model, "", cancellation), model.Spec!.Name, failure);

    private static string? Failure(INamedTypeSymbol type, ImmutableDictionary<string, string> failures)
    {
        var hint = Names.Hint(type);
        return failures.TryGetValue(hint, out var failure) || failures.TryGetValue(Names.Distinguish(hint), out failure) ? failure : null;
    }

    // The generator cannot report, and to compile again here would double the work: it leaves a file of comments.
    private static ImmutableDictionary<string, string> Failures(Compilation compilation)
    {
        var failures = ImmutableDictionary.CreateBuilder<string, string>();
        foreach (var tree in compilation.SyntaxTrees)
        {
            if (!tree.FilePath.EndsWith(Locations.FailureSuffix, StringComparison.Ordinal) || !Locations.IsGenerated(tree))
                continue;
            var file = tree.FilePath.Substring(tree.FilePath.LastIndexOfAny(['/', '\\']) + 1);
            failures[file.Substring(0, file.Length - Locations.FailureSuffix.Length)] = tree.GetText().Lines[1].ToString().TrimStart('/', ' ');
        }

        return failures.ToImmutable();
    }
}
