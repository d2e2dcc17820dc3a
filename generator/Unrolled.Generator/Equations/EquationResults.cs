using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Unrolled.Generator.Equations;

internal sealed partial class EquationInterpreter
{
    /// <summary>
    /// The names of what <c>Step</c> returns: the state, or the names of the tuple's elements in the method's type (what a returned expression calls them
    /// is no part of the
    /// compiled method, where <c>Equations.Evaluate</c> looks). Null where they are not the states and at most one <c>y</c>, which is then reported.
    /// </summary>
    private ImmutableArray<string>? ResultNames()
    {
        var states = step.Parameters.Skip(1).Select(p => p.Name).ToImmutableArray();
        if (step.ReturnType is not INamedTypeSymbol { IsTupleType: true } type)
            return states;
        var names = type.TupleElements.Select(e => e.IsExplicitlyNamedTupleElement ? e.Name : null).ToArray();
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
                Wrong(Element(i), $"Element {i + 1} of the result type has no name");
            else if (names[i] != "y" && !states.Contains(names[i]!))
                Wrong(Element(i), $"The result has an element '{names[i]}', which is not a state");
        }

        foreach (var state in states.Where(s => right && !names.Contains(s)))
            Wrong(ReturnType(), $"The state '{state}' is not returned");
        return right ? names.ToImmutableArray()! : null;

        Location Element(int index) => Syntax() is TupleTypeSyntax written ? written.Elements[index].GetLocation() : ReturnType();
    }

    private TypeSyntax? Syntax() => (step.DeclaringSyntaxReferences[0].GetSyntax(problems.Cancellation) as MethodDeclarationSyntax)?.ReturnType;

    private Location ReturnType() => Syntax()?.GetLocation() ?? step.Locations[0];

    private void CheckResult(IOperation returned, EquationValue result)
    {
        var values = result is EquationValue.Tuple { Elements: var elements } ? elements : ImmutableArray.Create(result);
        for (var i = 0; i < values.Length; i++)
        {
            if (values[i] is not EquationValue.Vector && values[i] != EquationValue.Unknown)
                Unreadable(Unwrap(returned) is ITupleOperation tuple && i < tuple.Elements.Length ? tuple.Elements[i] : returned,
                    returned.Syntax.GetLocation());
        }
    }
}
