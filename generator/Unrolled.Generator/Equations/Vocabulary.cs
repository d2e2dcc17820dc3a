using Microsoft.CodeAnalysis;
using Unrolled.Compiler;

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

    /// <summary>Whether <paramref name="method"/> is a function of <c>Unrolled.Equations</c> that the compiler knows.</summary>
    public static bool IsFunction(IMethodSymbol method) =>
        IsEquations(method.ContainingType) && IsVec(method.ReturnType) && ModelCompiler.EquationFunctions.Contains(method.Name);

    /// <summary>The names of all these functions, for messages: <c>Affine, …, Min and Max</c>.</summary>
    public static string Functions { get; } =
        string.Join(", ", ModelCompiler.EquationFunctions.Take(ModelCompiler.EquationFunctions.Count - 1)) + " and "
            + ModelCompiler.EquationFunctions[ModelCompiler.EquationFunctions.Count - 1];

    private static bool Is(ITypeSymbol? type, string name)
        => type is INamedTypeSymbol { ContainingType: null, Arity: 0, ContainingNamespace: { Name: "Unrolled", ContainingNamespace.IsGlobalNamespace: true } }
        && type.Name == name;
}
