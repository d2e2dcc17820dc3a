using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Unrolled.Generator;

/// <summary>What the user has written about a model.</summary>
internal static class Documentation
{
    /// <summary>Whether any declaration of <paramref name="type"/> has a summary, or takes its documentation from elsewhere.</summary>
    public static bool IsWritten(INamedTypeSymbol type, CancellationToken cancellation)
        => Locations.Declarations(type, cancellation)
            .SelectMany(d => d.GetLeadingTrivia())
            .Select(t => t.GetStructure())
            .OfType<DocumentationCommentTriviaSyntax>()
            .SelectMany(d => d.Content)
            .Any(node => node switch
            {
                XmlElementSyntax { StartTag.Name.LocalName.ValueText: "summary" } => true,
                XmlEmptyElementSyntax { Name.LocalName.ValueText: "summary" or "inheritdoc" or "include" } => true,
                _ => false,
            });
}
