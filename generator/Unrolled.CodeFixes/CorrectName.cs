using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Unrolled.CodeFixes;

/// <summary>Puts the nearest name of the model in the place of one that it does not have.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(CorrectName)), Shared]
public sealed class CorrectName : NodeFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => [Ids.UnknownName];

    // A constant that stands elsewhere may serve other models too: only a literal is replaced.
    private protected override (string Title, SyntaxNode Old, SyntaxNode? New)? Replace(SyntaxNode found, Diagnostic diagnostic)
    {
        if (!diagnostic.Properties.TryGetValue(Ids.Nearest, out var nearest) || nearest is null
            || found is not LiteralExpressionSyntax { RawKind: (int)SyntaxKind.StringLiteralExpression } literal)
            return null;
        return ($"Change to \"{nearest}\"", literal, literal.WithToken(SyntaxFactory.Literal(nearest).WithTriviaFrom(literal.Token)));
    }
}
