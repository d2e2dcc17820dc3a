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
        if (found.FirstAncestorOrSelf<MemberDeclarationSyntax>() is not { } member || member.Modifiers.FirstOrDefault(m => unwanted.Contains(m.Kind())) is not { RawKind: not 0 } modifier)
            return null;

        // A part that does not repeat the modifier would still have it from another part: each is its own diagnostic only where it is written.
        var kept = member.ReplaceToken(modifier, default(SyntaxToken));
        return ($"Remove '{modifier.ValueText}'", member, kept.WithLeadingTrivia(member.GetLeadingTrivia()));
    }
}
