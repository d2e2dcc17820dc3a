using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Unrolled.CodeFixes;

/// <summary>Puts <c>[Model]</c> before the layers of a class that has none. The number of inputs is the user's to fill in, so there is no 'fix all'.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(AddModel)), Shared]
public sealed class AddModel : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => [Ids.LayerWithoutModel];

    /// <inheritdoc/>
    public override FixAllProvider? GetFixAllProvider() => null;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        if (await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false) is not { } root
            || root.FindNode(context.Span).FirstAncestorOrSelf<AttributeSyntax>() is not { } layer
            || layer.FirstAncestorOrSelf<TypeDeclarationSyntax>() is not { AttributeLists: { Count: > 0 } lists } type)
            return;
        var isToken = LastName(layer.Name) is "Embedding" or "EmbeddingAttribute";
        var argument = isToken ? "Vocabulary = 256" : "Inputs = 1";
        context.RegisterCodeFix(
            CodeAction.Create($"Add [Model({argument})]", _ =>
                Task.FromResult(context.Document.WithSyntaxRoot(root.ReplaceNode(type, With(type, lists, layer, argument)))), Ids.LayerWithoutModel),
            context.Diagnostics);
    }

    private static TypeDeclarationSyntax With(TypeDeclarationSyntax type, SyntaxList<AttributeListSyntax> lists, AttributeSyntax layer, string argument)
    {
        // As the layer is written: with or without its namespace.
        NameSyntax model = SyntaxFactory.IdentifierName("Model");
        if (layer.Name is QualifiedNameSyntax qualified)
            model = qualified.WithRight((SimpleNameSyntax)model).WithoutTrivia();
        else if (layer.Name is AliasQualifiedNameSyntax alias)
            model = alias.WithName((SimpleNameSyntax)model).WithoutTrivia();
        var attribute = SyntaxFactory.Attribute(model, SyntaxFactory.ParseAttributeArgumentList($"({argument})"));
        var first = lists[0];
        var added = SyntaxFactory.AttributeList(SyntaxFactory.SingletonSeparatedList(attribute))
            .WithLeadingTrivia(first.GetLeadingTrivia())
            .WithTrailingTrivia(first.GetTrailingTrivia());
        var indentation = first.GetLeadingTrivia().LastOrDefault() is { RawKind: (int)SyntaxKind.WhitespaceTrivia } space
            && EndsLine(first) ? SyntaxFactory.TriviaList(space) : default;
        return type.WithAttributeLists(lists.Replace(first, first.WithLeadingTrivia(indentation)).Insert(0, added));
    }

    private static bool EndsLine(SyntaxNode node) => node.GetTrailingTrivia().Any(SyntaxKind.EndOfLineTrivia);

    private static string LastName(NameSyntax name) => name switch
    {
        QualifiedNameSyntax qualified => qualified.Right.Identifier.ValueText,
        AliasQualifiedNameSyntax alias => alias.Name.Identifier.ValueText,
        SimpleNameSyntax simple => simple.Identifier.ValueText,
        _ => "",
    };
}
