using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Unrolled.CodeFixes;

/// <summary>Lets a constructor of a model call the generated one, with the seed that it has where none is given.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ChainConstructor)), Shared]
public sealed class ChainConstructor : NodeFix
{
    private const string Call = ": this(seed: 0)";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => [Ids.ConstructorChain];

    private protected override (string Title, SyntaxNode Old, SyntaxNode? New)? Replace(SyntaxNode found, Diagnostic diagnostic)
    {
        if (found.FirstAncestorOrSelf<ConstructorDeclarationSyntax>() is not { } constructor)
            return null;
        var parameters = constructor.ParameterList;
        var written = ((ConstructorDeclarationSyntax)SyntaxFactory.ParseMemberDeclaration($"C() {Call} {{ }}")!).Initializer!.WithoutTrivia();
        var initializer = constructor.Initializer is { } old
            ? written.WithTriviaFrom(old)
            : written.WithTrailingTrivia(parameters.GetTrailingTrivia());
        if (constructor.Initializer is null)
            constructor = constructor.WithParameterList(parameters.WithTrailingTrivia(SyntaxFactory.Space));
        return ($"Add '{Call}'", found.FirstAncestorOrSelf<ConstructorDeclarationSyntax>()!, constructor.WithInitializer(initializer));
    }
}
