using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Unrolled.Compiler.Specs;

namespace Unrolled.Generator;

/// <summary>Compiles each class with <c>[Model]</c> to C#. It reports nothing: mistakes are the analyzer's to report.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class ModelGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var specs = context.SyntaxProvider
            .ForAttributeWithMetadataName(Names.Model, static (node, _) => node is TypeDeclarationSyntax, static (found, cancellation) => Parse(found, cancellation))
            .Where(static spec => spec is not null)
            .Select(static (spec, _) => spec!)
            .WithTrackingName(Steps.Specs);
        var clashes = specs
            .Select(static (spec, _) => spec.HintName)
            .Collect()
            .Select(static (hints, _) => HintNames.Clashes(hints))
            .WithTrackingName(Steps.HintClashes);
        var compiled = specs
            .Combine(clashes)
            .Select(static (pair, _) => pair.Right.Contains(pair.Left.HintName) ? pair.Left with { HintName = Names.Distinguish(pair.Left.HintName) } : pair.Left)
            .WithTrackingName(Steps.NamedSpecs)
            .Select(static (spec, _) => CompiledModel.From(spec))
            .WithTrackingName(Steps.Compiled);
        context.RegisterSourceOutput(compiled, static (output, model) =>
        {
            foreach (var file in model.Files)
                output.AddSource(file.HintName, SourceText.From(file.Text, Encoding.UTF8));
        });
    }

    // A class whose attribute is (wrongly) repeated comes once for each part: the first one emits.
    private static ModelSpec? Parse(GeneratorAttributeSyntaxContext found, CancellationToken cancellation)
    {
        var type = (INamedTypeSymbol)found.TargetSymbol;
        var first = type.GetAttributes().First(a => Names.IsModel(a.AttributeClass)).ApplicationSyntaxReference;
        return first is not null && first.SyntaxTree == found.TargetNode.SyntaxTree && found.TargetNode.Span.Contains(first.Span)
            ? ModelParser.Parse(type, cancellation)
            : null;
    }
}
