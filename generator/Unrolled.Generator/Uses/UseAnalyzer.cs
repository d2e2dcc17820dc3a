using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Unrolled.Generator.Uses;

/// <summary>
/// Reports names, lengths and losses that do not fit where a model is used. It looks at what users write: generated code, which is long, would only cost time.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UseAnalyzer : DiagnosticAnalyzer
{
    private readonly ISpecCompiler _compiler;

    /// <summary>The analyzer with the real compiler.</summary>
    public UseAnalyzer()
        : this(new SpecCompiler())
    {
    }

    internal UseAnalyzer(ISpecCompiler compiler) => _compiler = compiler;

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => Diagnostics.OfUses;

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(start =>
        {
            if (start.Compilation.GetTypeByMetadataName(Names.Layer) is null)
                return;
            var models = new ModelTable(_compiler);
            var (uses, training) = (new ModelUses(models), new TrainingUses(models));
            start.RegisterOperationAction(operation => Guarded(operation, uses.CheckName), OperationKind.PropertyReference);
            start.RegisterOperationAction(operation => Guarded(operation, uses.CheckLengths), OperationKind.Invocation);
            start.RegisterOperationAction(operation => Guarded(operation, training.CheckLoss), OperationKind.ObjectCreation);
            start.RegisterOperationAction(operation => Guarded(operation, training.CheckLastStep), OperationKind.Invocation);
        });
    }

    private static void Guarded(OperationAnalysisContext context, Action<OperationAnalysisContext> analyze)
    {
        try
        {
            analyze(context);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            context.ReportDiagnostic(Diagnostic.Create(Diagnostics.Failure, context.Operation.Syntax.GetLocation(), context.ContainingSymbol.Name,
                CompiledModel.Describe(failure)));
        }
    }
}
