using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Unrolled.Generator.Equations;

internal sealed partial class EquationInterpreter
{
    /// <summary>
    /// The names of what <c>Step</c> returns: the state, or the names of the tuple's elements, as the method's type has them or else the returned expression.
    /// Null where they are not the states and at most one <c>y</c>, which is then reported.
    /// </summary>
    private ImmutableArray<string>? ResultNames(IOperation returned)
    {
        var states = step.Parameters.Skip(1).Select(p => p.Name).ToImmutableArray();
        if (step.ReturnType is not INamedTypeSymbol { IsTupleType: true } type)
            return states;
        var value = Unwrap(returned);
        var own = (value as ITupleOperation)?.NaturalType ?? value.Type;
        var fromValue = own is INamedTypeSymbol { IsTupleType: true } tuple && tuple.TupleElements.Length == type.TupleElements.Length
            ? tuple.TupleElements
            : ImmutableArray<IFieldSymbol>.Empty;
        var names = type.TupleElements
            .Select((e, i) => e.IsExplicitlyNamedTupleElement ? e.Name : fromValue.Length > i && fromValue[i].IsExplicitlyNamedTupleElement ? fromValue[i].Name : null)
            .ToArray();

        if (names.Contains(null) && names.Length != states.Length && names.Length != states.Length + 1)
        {
            problems.ReportCount(step, ReturnType(), $"a tuple of {names.Length}");
            return null;
        }

        var right = true;
        void Wrong(Location location, string what)
        {
            right = false;
            problems.Report(EquationDiagnostics.StateNames, location, what, string.Join(", ", states));
        }

        for (var i = 0; i < names.Length; i++)
        {
            if (names[i] is null)
                Wrong(Element(i), $"Element {i + 1} of the result has no name");
            else if (names[i] != "y" && !states.Contains(names[i]!))
                Wrong(Element(i), $"The result has an element '{names[i]}', which is no state");
            else if (Array.IndexOf(names, names[i]) < i)
                Wrong(Element(i), $"The result has two elements '{names[i]}'");
        }

        foreach (var state in states.Where(s => right && !names.Contains(s)))
            Wrong(ReturnType(), $"The state '{state}' is not returned");
        return right ? names.ToImmutableArray()! : null;

        Location Element(int index)
            => type.TupleElements[index].IsExplicitlyNamedTupleElement && Syntax() is TupleTypeSyntax written ? written.Elements[index].GetLocation()
                : value is ITupleOperation { Elements: var elements } ? (elements[index].Syntax.Parent as ArgumentSyntax ?? elements[index].Syntax).GetLocation()
                : returned.Syntax.GetLocation();
    }

    private TypeSyntax? Syntax() => (step.DeclaringSyntaxReferences[0].GetSyntax(problems.Cancellation) as MethodDeclarationSyntax)?.ReturnType;

    private Location ReturnType() => Syntax()?.GetLocation() ?? step.Locations[0];

    private void CheckResult(IOperation returned, EquationValue result)
    {
        var values = result is EquationValue.Tuple { Elements: var elements } ? elements : ImmutableArray.Create(result);
        for (var i = 0; i < values.Length; i++)
        {
            if (values[i] is not EquationValue.Vector && values[i] != EquationValue.Unknown)
                Unreadable(Unwrap(returned) is ITupleOperation tuple && i < tuple.Elements.Length ? tuple.Elements[i] : returned, returned.Syntax.GetLocation());
        }
    }
}
