using Microsoft.CodeAnalysis;

namespace Unrolled.Generator.Equations;

/// <summary>The types of the runtime that equations are written with.</summary>
internal static class Vocabulary
{
    /// <summary>Whether <paramref name="type"/> is <c>Unrolled.Vec</c>.</summary>
    public static bool IsVec(ITypeSymbol? type) => Is(type, "Vec");

    /// <summary>Whether <paramref name="type"/> is <c>Unrolled.Equations</c>.</summary>
    public static bool IsEquations(ITypeSymbol? type) => Is(type, "Equations");

    /// <summary>Whether <paramref name="type"/> is <c>Unrolled.Initial</c>.</summary>
    public static bool IsInitial(ITypeSymbol? type) => Is(type, "Initial");

    /// <summary>Whether <paramref name="type"/> says that it holds equations.</summary>
    public static bool IsCell(INamedTypeSymbol type) => type.AllInterfaces.Any(IsCellInterface);

    /// <summary>Whether <paramref name="type"/> is <c>Unrolled.ICellEquations</c>.</summary>
    public static bool IsCellInterface(INamedTypeSymbol type) => Is(type, "ICellEquations");

    private static bool Is(ITypeSymbol? type, string name)
        => type is INamedTypeSymbol { ContainingType: null, Arity: 0, ContainingNamespace: { Name: "Unrolled", ContainingNamespace.IsGlobalNamespace: true } } && type.Name == name;
}
