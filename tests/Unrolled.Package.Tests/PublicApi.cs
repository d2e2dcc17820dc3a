using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Unrolled.Package.Tests;

/// <summary>Lists what an assembly shows to its users, one line a member.</summary>
internal static class PublicApi
{
    private static readonly SymbolDisplayFormat s_format = new(
        globalNamespaceStyle: SymbolDisplayGlobalNamespaceStyle.Omitted,
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces,
        genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters | SymbolDisplayGenericsOptions.IncludeTypeConstraints
            | SymbolDisplayGenericsOptions.IncludeVariance,
        memberOptions: SymbolDisplayMemberOptions.IncludeParameters | SymbolDisplayMemberOptions.IncludeContainingType
            | SymbolDisplayMemberOptions.IncludeConstantValue | SymbolDisplayMemberOptions.IncludeExplicitInterface,
        parameterOptions: SymbolDisplayParameterOptions.IncludeExtensionThis | SymbolDisplayParameterOptions.IncludeParamsRefOut
            | SymbolDisplayParameterOptions.IncludeType | SymbolDisplayParameterOptions.IncludeName | SymbolDisplayParameterOptions.IncludeDefaultValue,
        propertyStyle: SymbolDisplayPropertyStyle.ShowReadWriteDescriptor,
        miscellaneousOptions: SymbolDisplayMiscellaneousOptions.UseSpecialTypes | SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier
            | SymbolDisplayMiscellaneousOptions.EscapeKeywordIdentifiers);

    /// <summary>One line a type and member, sorted.</summary>
    public static IReadOnlyList<string> Lines(byte[] assembly) => [.. Symbols(assembly).Select(Line).Order(StringComparer.Ordinal)];

    /// <summary>The documentation IDs of all public types.</summary>
    public static IReadOnlyList<string> Types(byte[] assembly) =>
        [.. Symbols(assembly).OfType<INamedTypeSymbol>().Select(type => type.GetDocumentationCommentId()!)];

    private static IEnumerable<ISymbol> Symbols(byte[] assembly)
    {
        string framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        var reference = MetadataReference.CreateFromImage(assembly);
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetDirectoryName(path) == framework).Select(path => (MetadataReference)MetadataReference.CreateFromFile(path))
            .Append(reference);
        var compilation = CSharpCompilation.Create("Reader", references: references);
        return Visible(((IAssemblySymbol)compilation.GetAssemblyOrModuleSymbol(reference)!).GlobalNamespace);
    }

    private static IEnumerable<ISymbol> Visible(INamespaceOrTypeSymbol container)
    {
        foreach (var member in container.GetMembers())
        {
            if (member is INamespaceSymbol inner)
            {
                foreach (var symbol in Visible(inner))
                    yield return symbol;
            }
            else if (IsVisible(member))
            {
                yield return member;
                if (member is INamedTypeSymbol type)
                {
                    foreach (var symbol in Visible(type))
                        yield return symbol;
                }
            }
        }
    }

    private static bool IsVisible(ISymbol member)
    {
        if (member is IMethodSymbol { MethodKind: MethodKind.PropertyGet or MethodKind.PropertySet or MethodKind.EventAdd or MethodKind.EventRemove })
            return false;
        var sealedType = member.ContainingType is { IsSealed: true };
        return member.DeclaredAccessibility == Accessibility.Public
            || (member.DeclaredAccessibility is Accessibility.Protected or Accessibility.ProtectedOrInternal && !sealedType);
    }

    /// <summary>The name comes first, so that what belongs together stands together: <c>Unrolled.Trainer&lt;TModel&gt;.Step(…) -> double</c>.</summary>
    private static string Line(ISymbol symbol)
    {
        var line = new StringBuilder(symbol.ToDisplayString(s_format));
        switch (symbol)
        {
            case INamedTypeSymbol type:
                var bases = type.TypeKind is TypeKind.Class && type.BaseType is { SpecialType: SpecialType.None } parent
                    && parent.Name != "Attribute" ? [parent] : Enumerable.Empty<INamedTypeSymbol>();
                var shown = bases.Concat(type.TypeKind == TypeKind.Enum ? [] : type.Interfaces).Select(parent => parent.ToDisplayString(s_format)).ToList();
                if (shown.Count > 0)
                    line.Append(" : ").AppendJoin(", ", shown);
                return line.Append(" (").Append(Kind(type)).Append(')').ToString();
            case IFieldSymbol { ContainingType.TypeKind: TypeKind.Enum }:
                return line.ToString();
        }

        var (result, isReference) = symbol switch
        {
            IMethodSymbol { MethodKind: MethodKind.Constructor } => (null, false),
            IMethodSymbol method => (method.ReturnType, method.ReturnsByRef || method.ReturnsByRefReadonly),
            IPropertySymbol property => (property.Type, property.ReturnsByRef || property.ReturnsByRefReadonly),
            IFieldSymbol field => (field.Type, false),
            IEventSymbol @event => (@event.Type, false),
            _ => (null, false),
        };
        if (result is not null)
            line.Append(isReference ? " -> ref " : " -> ").Append(result.ToDisplayString(s_format));
        string[] modifiers = [.. new[] { (symbol.IsStatic, "static"), (symbol.IsAbstract, "abstract"), (symbol.IsVirtual, "virtual"),
            (symbol.DeclaredAccessibility != Accessibility.Public, "protected") }.Where(modifier => modifier.Item1).Select(modifier => modifier.Item2)];
        return modifiers.Length == 0 ? line.ToString() : line.Append(" (").AppendJoin(", ", modifiers).Append(')').ToString();
    }

    private static string Kind(INamedTypeSymbol type) => type switch
    {
        { TypeKind: TypeKind.Class, IsStatic: true } => "static class",
        { TypeKind: TypeKind.Class, IsAbstract: true } => "abstract class",
        { TypeKind: TypeKind.Class, IsSealed: true } => "sealed class",
        { TypeKind: TypeKind.Struct, IsReadOnly: true, IsRefLikeType: true } => "readonly ref struct",
        { TypeKind: TypeKind.Struct, IsReadOnly: true } => "readonly struct",
        { TypeKind: TypeKind.Struct } => "struct",
        _ => type.TypeKind.ToString().ToLowerInvariant(),
    };
}
