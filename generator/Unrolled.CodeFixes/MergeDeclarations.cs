using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace Unrolled.CodeFixes;

/// <summary>
/// Moves the layers of a model that stand on other declarations of its class below those on the declaration with <c>[Model]</c>, in the order in which they
/// stand. Where a layer stands
/// before <c>[Model]</c> it is not known which runs first, and nothing is offered.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(MergeDeclarations)), Shared]
public sealed class MergeDeclarations : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => [Ids.SpreadLayers];

    /// <inheritdoc/>
    public override FixAllProvider? GetFixAllProvider() => null;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var document = context.Document;
        if (await document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false) is not { } root
            || await document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false) is not { } semantics
            || root.FindNode(context.Span).FirstAncestorOrSelf<TypeDeclarationSyntax>() is not { } declaration
            || semantics.GetDeclaredSymbol(declaration, context.CancellationToken) is not { } type
            || Find(type, context.CancellationToken) is not { } found)
            return;
        context.RegisterCodeFix(
            CodeAction.Create($"Move all layers of '{type.Name}' to the declaration with [Model]", cancellation =>
                Move(document.Project.Solution, found.Model, found.Layers, cancellation), Ids.SpreadLayers),
            context.Diagnostics);
    }

    private static (TypeDeclarationSyntax Model, List<AttributeSyntax> Layers)? Find(INamedTypeSymbol type, CancellationToken cancellation)
    {
        var attributes = type.GetAttributes()
            .Select(a => (IsModel: a.AttributeClass?.Name == "ModelAttribute" && IsRuntime(a.AttributeClass), IsLayer: IsLayer(a.AttributeClass),
            Syntax: a.ApplicationSyntaxReference?.GetSyntax(cancellation) as AttributeSyntax))
            .Where(a => a.Syntax is not null)
            .ToList();
        if (attributes.FirstOrDefault(a => a.IsModel).Syntax?.FirstAncestorOrSelf<TypeDeclarationSyntax>() is not { } model)
            return null;
        var layers = attributes.Where(a => a.IsLayer && a.Syntax!.FirstAncestorOrSelf<TypeDeclarationSyntax>() != model).Select(a => a.Syntax!).ToList();
        if (layers.Any(l => l.SyntaxTree == model.SyntaxTree && l.SpanStart < model.SpanStart)
            || layers.Select(l => l.SyntaxTree).Where(t => t != model.SyntaxTree).Distinct().Count() > 1)
            return null;
        layers.Sort((a, b) => (a.SyntaxTree == model.SyntaxTree, b.SyntaxTree == model.SyntaxTree) switch
        {
            (true, false) => -1,
            (false, true) => 1,
            _ => a.SpanStart.CompareTo(b.SpanStart),
        });
        return (model, layers);
    }

    private static bool IsRuntime(INamedTypeSymbol? type) => type?.ContainingNamespace is { Name: "Unrolled", ContainingNamespace.IsGlobalNamespace: true };

    private static bool IsLayer(INamedTypeSymbol? type)
    {
        for (var current = type; current is not null; current = current.BaseType)
        {
            if (current.Name == "LayerAttribute" && IsRuntime(current))
                return true;
        }

        return false;
    }

    private static async Task<Solution> Move(Solution solution, TypeDeclarationSyntax model, List<AttributeSyntax> layers, CancellationToken cancellation)
    {
        var editor = new SolutionEditor(solution);
        foreach (var tree in layers.Select(l => l.SyntaxTree).Distinct())
        {
            var document = await editor.GetDocumentEditorAsync(solution.GetDocument(tree)!.Id, cancellation).ConfigureAwait(false);
            foreach (var group in layers.Where(l => l.SyntaxTree == tree).GroupBy(l => (AttributeListSyntax)l.Parent!))
            {
                if (group.Count() == group.Key.Attributes.Count)
                    document.RemoveNode(group.Key, SyntaxRemoveOptions.KeepLeadingTrivia | SyntaxRemoveOptions.KeepUnbalancedDirectives);
                else
                    document.ReplaceNode(group.Key, group.Key.RemoveNodes(group, SyntaxRemoveOptions.KeepNoTrivia)!);
            }
        }

        var home = await editor.GetDocumentEditorAsync(solution.GetDocument(model.SyntaxTree)!.Id, cancellation).ConfigureAwait(false);
        var last = model.AttributeLists.Last();
        var ownLine = last.GetTrailingTrivia().Any(SyntaxKind.EndOfLineTrivia);
        var indentation = last.GetLeadingTrivia().LastOrDefault() is { RawKind: (int)SyntaxKind.WhitespaceTrivia } space
            && ownLine ? SyntaxFactory.TriviaList(space) : default;
        var moved = layers.Select(layer => SyntaxFactory.AttributeList(SyntaxFactory.SingletonSeparatedList(layer.WithoutTrivia()))
            .WithLeadingTrivia(indentation)
            .WithTrailingTrivia(last.GetTrailingTrivia()));
        home.InsertAfter(last, moved);
        return editor.GetChangedSolution();
    }
}
