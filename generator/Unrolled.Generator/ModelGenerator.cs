using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Unrolled.Compiler;
using Unrolled.Compiler.Specs;
using Unrolled.Generator.Weights;

namespace Unrolled.Generator;

/// <summary>Compiles each class with <c>[Model]</c> to C#. It reports nothing: mistakes are the analyzer's to report.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class ModelGenerator : IIncrementalGenerator
{
    private readonly ISpecCompiler _compiler;

    /// <summary>The generator with the real compiler.</summary>
    public ModelGenerator()
        : this(new SpecCompiler())
    {
    }

    internal ModelGenerator(ISpecCompiler compiler) => _compiler = compiler;

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var compiler = _compiler;
        var parsed = context.SyntaxProvider
            .ForAttributeWithMetadataName(Names.Model, static (node, _) => node is TypeDeclarationSyntax, static (found, cancellation) =>
            Parse(found, cancellation))
            .Where(static item => item is not null)
            .Select(static (item, _) => item!)
            .WithTrackingName(Steps.Specs);
        var clashes = parsed
            .Select(static (item, _) => item.HintName)
            .Collect()
            .Select(static (hints, _) => HintNames.Clashes(hints))
            .WithTrackingName(Steps.HintClashes);
        var weights = context.AdditionalTextsProvider
            .Where(static file => TensorList.Is(file))
            .Select(static (file, cancellation) => TensorList.Read(file, cancellation))
            .Where(static list => list is not null)
            .Collect()
            .Select(static (lists, _) => new EquatableArray<TensorList>(lists!))
            .WithTrackingName(Steps.Weights);
        var compiled = parsed
            .Combine(clashes)
            .Select(static (pair, _) => pair.Right.Contains(pair.Left.HintName) ? pair.Left.Distinguished() : pair.Left)
            .WithTrackingName(Steps.NamedSpecs)
            .Combine(weights)
            .Select(static (pair, _) => pair.Left.With(pair.Right))
            .WithTrackingName(Steps.WeightedSpecs)
            .Select((item, _) => item.Spec is { } spec ? CompiledModel.From(spec, compiler) : CompiledModel.Failed(item.HintName, item.Failure))
            .WithTrackingName(Steps.Compiled);
        var files = compiled
            .Collect()
            .SelectMany(static (models, _) => Share(models))
            .WithTrackingName(Steps.Files);
        context.RegisterSourceOutput(files, static (output, file) => output.AddSource(file.HintName, SourceText.From(file.Text, Encoding.UTF8)));
    }

    // The order of the models' names, not of their places in the project: who owns a shared layer does not depend on where a class is written.
    private static IEnumerable<GeneratedFile> Share(IEnumerable<CompiledModel> models) =>
        ModelCompiler.Share(models.OrderBy(model => model.HintName, StringComparer.Ordinal).Select(model => (IReadOnlyList<GeneratedFile>)model.Files))
            .SelectMany(files => files);

    // A class whose attribute is (wrongly) repeated comes once for each part: the first one emits.
    private static ParsedSpec? Parse(GeneratorAttributeSyntaxContext found, CancellationToken cancellation)
    {
        var type = (INamedTypeSymbol)found.TargetSymbol;
        try
        {
            var first = type.GetAttributes().First(a => Names.IsModel(a.AttributeClass)).ApplicationSyntaxReference;
            if (first is null || first.SyntaxTree != found.TargetNode.SyntaxTree || !found.TargetNode.Span.Contains(first.Span) || HasOlderTwin(type))
                return null;
            return ModelParser.Parse(type, cancellation) is { Spec: { } spec, Problems.IsEmpty: true } ? new ParsedSpec(spec.HintName, spec, "") : null;
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            return new ParsedSpec(Names.Hint(type), null, CompiledModel.Describe(failure));
        }
    }

    // Parts of a type that C# rejects, as an interface and a struct of one name, are two types of one name: only the first can have a file of that name.
    private static bool HasOlderTwin(INamedTypeSymbol type)
    {
        for (var one = type; one is not null; one = one.ContainingType)
        {
            if (one.ContainingSymbol is INamespaceOrTypeSymbol place
                && !SymbolEqualityComparer.Default.Equals(place.GetTypeMembers(one.Name, one.Arity)[0], one))
                return true;
        }

        return false;
    }
}

/// <summary>What the pipeline caches of a declaration: a spec, or why there is none.</summary>
internal sealed record ParsedSpec(string HintName, ModelSpec? Spec, string Failure)
{
    /// <summary>The same with the weights that are in the assembly.</summary>
    public ParsedSpec With(EquatableArray<TensorList> lists)
        => Spec is not null && lists.FirstOrDefault(list => list.IsFor(Spec)) is { } list
            ? this with { Spec = Spec with { Weights = new WeightsSpec("unrolled.weights/" + list.Model, list.FileName) } }
            : this;

    /// <summary>The same with a file name of its own.</summary>
    public ParsedSpec Distinguished()
    {
        var hint = Names.Distinguish(HintName);
        return this with { HintName = hint, Spec = Spec is null ? null : Spec with { HintName = hint } };
    }
}
