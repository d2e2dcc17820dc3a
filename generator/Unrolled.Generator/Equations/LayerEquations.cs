using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Unrolled.Generator.Equations;

/// <summary>The equations that a layer attribute names: the type argument of <c>[Cell&lt;TEquations&gt;(…)]</c>.</summary>
internal static class LayerEquations
{
    /// <summary>Whether <paramref name="layer"/> is a cell of the user's own.</summary>
    public static bool IsCell(AttributeData layer) => layer.AttributeClass is { Arity: 1 } && ModelParser.Kind(layer) == "Cell";

    /// <summary>
    /// Reads the equations of <paramref name="layer"/>. Here <paramref name="problems"/> gets what is wrong in the attribute alone; what is wrong in the
    /// class is
    /// reported once where that stands, however many models use it.
    /// </summary>
    public static ReadEquations Read(INamedTypeSymbol model, AttributeData layer, List<Diagnostic> problems, CancellationToken cancellation)
    {
        // C# has already reported a type that it does not know or that breaks the attribute's constraint.
        if (layer.AttributeClass!.TypeArguments[0] is not INamedTypeSymbol { TypeKind: not TypeKind.Error } type
            || !(Vocabulary.IsCell(type) || Vocabulary.IsCellInterface(type)))
            return ReadEquations.Nothing;

        if (!SymbolEqualityComparer.Default.Equals(type.ContainingAssembly, model.ContainingAssembly))
        {
            problems.Add(Diagnostic.Create(EquationDiagnostics.NoSource, Locate(layer, cancellation), type.Name, type.ContainingAssembly.Name));
            return ReadEquations.Nothing;
        }

        if (EquationReader.Candidates(type).IsEmpty)
        {
            problems.Add(Diagnostic.Create(EquationDiagnostics.NoStep, Locate(layer, cancellation), type.Name, "has no public static method Step"));
            return ReadEquations.Nothing;
        }

        return EquationReader.Read(type, ((ISourceAssemblySymbol)model.ContainingAssembly).Compilation, cancellation);
    }

    private static Location Locate(AttributeData layer, CancellationToken cancellation)
    {
        var name = (layer.ApplicationSyntaxReference!.GetSyntax(cancellation) as AttributeSyntax)?.Name;
        var generic = name?.DescendantNodesAndSelf().OfType<GenericNameSyntax>().FirstOrDefault();
        return generic?.TypeArgumentList.Arguments[0].GetLocation() ?? Locations.Of(layer, "", cancellation);
    }
}
