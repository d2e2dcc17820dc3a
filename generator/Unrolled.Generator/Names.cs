using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Unrolled.Generator;

/// <summary>Names of types: in metadata, as C# text, and as names of files.</summary>
internal static class Names
{
    /// <summary>The attribute that makes a class a model.</summary>
    public const string Model = "Unrolled.ModelAttribute";

    /// <summary>The base class of all layer attributes.</summary>
    public const string Layer = "Unrolled.LayerAttribute";

    private const int LongestHint = 120;

    /// <summary>Whether <paramref name="type"/> is <c>Unrolled.ModelAttribute</c>.</summary>
    public static bool IsModel(INamedTypeSymbol? type) => Is(type, "ModelAttribute");

    /// <summary>Whether <paramref name="type"/> derives from <c>Unrolled.LayerAttribute</c>.</summary>
    public static bool IsLayer(INamedTypeSymbol? type)
    {
        for (var current = type?.BaseType; current is not null; current = current.BaseType)
        {
            if (Is(current, "LayerAttribute"))
                return true;
        }

        return false;
    }

    /// <summary>Whether <paramref name="type"/> stands in the runtime's namespace.</summary>
    public static bool IsRuntime(INamedTypeSymbol type)
        => type is { ContainingType: null, ContainingNamespace: { Name: "Unrolled", ContainingNamespace.IsGlobalNamespace: true } };

    /// <summary>An identifier as it is written in C#: with <c>@</c> where it is a keyword, a contextual one included.</summary>
    public static string Escape(string identifier)
        => SyntaxFacts.GetKeywordKind(identifier) != SyntaxKind.None || SyntaxFacts.GetContextualKeywordKind(identifier) != SyntaxKind.None
            ? "@" + identifier
            : identifier;

    /// <summary>A namespace as it is written in C#; "" for the global one.</summary>
    public static string Namespace(INamespaceSymbol symbol)
    {
        var parts = new List<string>();
        for (var current = symbol; current is { IsGlobalNamespace: false }; current = current.ContainingNamespace)
            parts.Add(Escape(current.Name));
        parts.Reverse();
        return string.Join(".", parts);
    }

    /// <summary>
    /// A name for the files of <paramref name="type"/>, of letters that every file system has: its full name in metadata,
    /// with other letters as their code in <c>-</c> marks, and the middle of a very long name as its hash.
    /// </summary>
    public static string Hint(INamedTypeSymbol type)
    {
        var name = type.MetadataName;
        for (var outer = type.ContainingType; outer is not null; outer = outer.ContainingType)
            name = outer.MetadataName + "+" + name;
        for (var space = type.ContainingNamespace; space is { IsGlobalNamespace: false }; space = space.ContainingNamespace)
            name = space.Name + "." + name;

        var hint = new StringBuilder(name.Length);
        foreach (var c in name)
        {
            if (c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '_' or '.' or '+')
                hint.Append(c);
            else
                hint.Append('-').Append(((int)c).ToString("X4", CultureInfo.InvariantCulture)).Append('-');
        }

        return hint.Length <= LongestHint
            ? hint.ToString()
            : hint.ToString(0, LongestHint / 2) + Hash(name) + hint.ToString(hint.Length - (LongestHint / 2), LongestHint / 2);
    }

    /// <summary><paramref name="hint"/> with a mark that tells it from names that differ in case only.</summary>
    public static string Distinguish(string hint) => hint + Hash(hint);

    // FNV-1a: string.GetHashCode differs from run to run.
    private static string Hash(string text)
    {
        var hash = 2166136261u;
        foreach (var c in text)
            hash = unchecked((hash ^ c) * 16777619u);
        return "-" + hash.ToString("x8", CultureInfo.InvariantCulture) + "-";
    }

    private static bool Is(INamedTypeSymbol? type, string name)
        => type is { Arity: 0 } && type.Name == name && IsRuntime(type);
}
