using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Unrolled.Generator;

/// <summary>Where things stand in the user's source.</summary>
internal static class Locations
{
    private const string GeneratedFolder = "/Unrolled.Generator/Unrolled.Generator.ModelGenerator/";

    /// <summary>Ends the name of the file that stands for a failure of the generator.</summary>
    public const string FailureSuffix = ".failed.g.cs";

    /// <summary>Whether this generator has written <paramref name="tree"/>.</summary>
    public static bool IsGenerated(SyntaxTree tree) => ("/" + tree.FilePath.Replace('\\', '/')).Contains(GeneratedFolder);

    /// <summary>The user's declarations of <paramref name="type"/>.</summary>
    public static IEnumerable<TypeDeclarationSyntax> Declarations(INamedTypeSymbol type, CancellationToken cancellation)
        => type.DeclaringSyntaxReferences
            .Where(reference => !IsGenerated(reference.SyntaxTree))
            .Select(reference => reference.GetSyntax(cancellation))
            .OfType<TypeDeclarationSyntax>();

    /// <summary>The declaration that <paramref name="attribute"/> stands on.</summary>
    public static SyntaxNode? Declaration(AttributeData attribute, CancellationToken cancellation)
        => attribute.ApplicationSyntaxReference?.GetSyntax(cancellation).FirstAncestorOrSelf<TypeDeclarationSyntax>();

    /// <summary>
    /// The argument of <paramref name="attribute"/> that sets <paramref name="option"/> (the name of a property or of a constructor's parameter);
    /// the attribute itself where none does.
    /// </summary>
    public static Location Of(AttributeData attribute, string option, CancellationToken cancellation)
    {
        if (attribute.ApplicationSyntaxReference?.GetSyntax(cancellation) is not AttributeSyntax syntax)
            return Location.None;
        var arguments = syntax.ArgumentList?.Arguments ?? default;
        for (var i = 0; i < arguments.Count; i++)
        {
            var name = arguments[i].NameEquals?.Name.Identifier.ValueText
                ?? arguments[i].NameColon?.Name.Identifier.ValueText
                ?? (i < attribute.AttributeConstructor?.Parameters.Length ? attribute.AttributeConstructor.Parameters[i].Name : "");
            if (name == option)
                return arguments[i].GetLocation();
        }

        return syntax.GetLocation();
    }
}
