using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Unrolled.CodeFixes;

/// <summary>Writes <c>Training = false</c> into a <c>[Model]</c> whose weights cannot be trained.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(TurnTrainingOff)), Shared]
public sealed class TurnTrainingOff : NodeFix
{
    private const string Training = "Training";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => [Ids.TrainedWeights];

    private protected override (string Title, SyntaxNode Old, SyntaxNode? New)? Replace(SyntaxNode found, Diagnostic diagnostic)
    {
        if (found.FirstAncestorOrSelf<AttributeArgumentSyntax>() is not { Parent: AttributeArgumentListSyntax list } weights)
            return null;
        const string title = "Set Training = false";
        var off = SyntaxFactory.LiteralExpression(SyntaxKind.FalseLiteralExpression);
        if (list.Arguments.FirstOrDefault(argument => argument.NameEquals?.Name.Identifier.ValueText == Training) is { } written)
            return (title, written.Expression, off.WithTriviaFrom(written.Expression));
        var name = SyntaxFactory.NameEquals(SyntaxFactory.IdentifierName(Training).WithTrailingTrivia(SyntaxFactory.Space));
        name = name.WithEqualsToken(name.EqualsToken.WithTrailingTrivia(SyntaxFactory.Space));
        var added = SyntaxFactory.AttributeArgument(name, null, off);
        var comma = SyntaxFactory.Token(SyntaxKind.CommaToken).WithTrailingTrivia(SyntaxFactory.Space);
        var parts = list.Arguments.GetWithSeparators().ToList();
        var at = parts.IndexOf(weights);
        parts.InsertRange(at, [added, comma]);
        return (title, list, list.WithArguments(SyntaxFactory.SeparatedList<AttributeArgumentSyntax>(parts)));
    }
}
