using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Unrolled.CodeFixes;

/// <summary>Removes an option that a layer cannot have, or that changes nothing.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(RemoveArgument)), Shared]
public sealed class RemoveArgument : NodeFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => [Ids.ForgetBias, Ids.OwnCellOption, Ids.NoForgetBias, Ids.NoEffect];

    private protected override (string Title, SyntaxNode Old, SyntaxNode? New)? Replace(SyntaxNode found, Diagnostic diagnostic)
        => found.FirstAncestorOrSelf<AttributeArgumentSyntax>()
        is { NameEquals.Name.Identifier.ValueText: var name, Parent: AttributeArgumentListSyntax list } argument
            ? ($"Remove {name}", list, list.WithArguments(list.Arguments.Remove(argument)))
            : null;
}
