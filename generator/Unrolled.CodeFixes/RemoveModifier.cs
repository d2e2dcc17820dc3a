using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Unrolled.CodeFixes;

/// <summary>Removes <c>static</c>, <c>abstract</c> or <c>file</c> from a model, and <c>required</c> from its members.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(RemoveModifier)), Shared]
public sealed class RemoveModifier : NodeFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => [Ids.NotOrdinaryClass, Ids.RequiredMember, Ids.FileLocal];

    private protected override (string Title, SyntaxNode Old, SyntaxNode? New)? Replace(SyntaxNode found, Diagnostic diagnostic)
    {
        SyntaxKind[] unwanted = diagnostic.Id switch
        {
            Ids.RequiredMember => [SyntaxKind.RequiredKeyword],
            Ids.FileLocal => [SyntaxKind.FileKeyword],
            _ => [SyntaxKind.StaticKeyword, SyntaxKind.AbstractKeyword],
        };
        if (found.FirstAncestorOrSelf<MemberDeclarationSyntax>() is not { } member
            || member.Modifiers.FirstOrDefault(m => unwanted.Contains(m.Kind())) is not { RawKind: not 0 } modifier)
            return null;

        // What stands before the modifier, a comment or the indentation, stays.
        return ($"Remove '{modifier.ValueText}'", member, member.ReplaceToken(modifier, default(SyntaxToken)).WithLeadingTrivia(member.GetLeadingTrivia()));
    }
}
