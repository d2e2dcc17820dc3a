using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Unrolled.Compiler.Specs;

namespace Unrolled.Generator.Equations;

/// <summary>The equations of a class, as they were read. Never cached: it holds locations.</summary>
/// <param name="Spec">What they say, or null where they cannot be read.</param>
/// <param name="Steps">Where each step of the spec stands.</param>
/// <param name="Problems">What is wrong in them; none also where C# itself has reported it.</param>
internal sealed record ReadEquations(EquationSpec? Spec, ImmutableArray<Location> Steps, ImmutableArray<Diagnostic> Problems)
{
    /// <summary>Nothing could be read, for a reason that is reported elsewhere.</summary>
    public static readonly ReadEquations Nothing = new(null, ImmutableArray<Location>.Empty, ImmutableArray<Diagnostic>.Empty);
}

/// <summary>Reads the <c>Step</c> method of a class of equations.</summary>
internal static class EquationReader
{
    /// <summary>The public static methods <c>Step</c> that <paramref name="type"/> itself declares.</summary>
    public static ImmutableArray<IMethodSymbol> Candidates(INamedTypeSymbol type)
        => type.OriginalDefinition.GetMembers("Step").OfType<IMethodSymbol>()
            .Where(m => m is { IsStatic: true, DeclaredAccessibility: Accessibility.Public, MethodKind: MethodKind.Ordinary })
            .Select(m => m.PartialImplementationPart ?? m)
            .ToImmutableArray();

    /// <summary>Reads the equations of <paramref name="type"/>, a type of this compilation with at least one candidate.</summary>
    public static ReadEquations Read(INamedTypeSymbol type, Compilation compilation, CancellationToken cancellation)
    {
        var cell = type.OriginalDefinition;
        var candidates = Candidates(cell);
        if (candidates.IsEmpty)
            return ReadEquations.Nothing;
        var problems = new EquationProblems(compilation, cancellation);
        if (candidates.Length > 1)
        {
            problems.Report(EquationDiagnostics.NoStep, candidates[1].Locations[0], cell.Name, $"has {candidates.Length} public static methods with this name");
            return new ReadEquations(null, ImmutableArray<Location>.Empty, problems.ToImmutable());
        }

        var step = candidates[0];
        if (!CheckSignature(step, problems, cancellation))
            return new ReadEquations(null, ImmutableArray<Location>.Empty, problems.ToImmutable());
        var states = step.Parameters.Skip(1).Select(p => p.Name).ToArray();
        var program = new EquationProgram(step.Parameters.Length);
        var interpreter = new EquationInterpreter(cell, step, program, problems);
        var results = interpreter.Run();
        var whole = results is not null && problems.IsEmpty;
        if (results is null)
            problems.ReportSilence(step);
        return new ReadEquations(
            whole ? new EquationSpec(cell.Name, new EquatableArray<string>(states), program.Steps, new EquatableArray<EquationResult>(results!)) : null,
            program.Locations,
            problems.ToImmutable());
    }

    /// <summary>Whether the parameters and the result of <paramref name="step"/> are those of a cell; reports what is not. Types that C# does not know are
    /// left to it.</summary>
    private static bool CheckSignature(IMethodSymbol step, EquationProblems problems, CancellationToken cancellation)
    {
        var syntax = step.DeclaringSyntaxReferences[0].GetSyntax(cancellation) as MethodDeclarationSyntax;
        if (syntax is null || step.ReturnType.TypeKind == TypeKind.Error || step.Parameters.Any(p => p.Type.TypeKind == TypeKind.Error))
            return false;

        bool Wrong(Location location, string what)
        {
            problems.Report(EquationDiagnostics.NoStep, location, step.ContainingType.Name + ".Step", what);
            return false;
        }

        var name = syntax.Identifier.GetLocation();
        if (step.IsGenericMethod)
            return Wrong(syntax.TypeParameterList?.GetLocation() ?? name, "has type parameters");
        if (step.IsAsync || step.IsExtern)
            return Wrong(name, "is " + (step.IsAsync ? "asynchronous" : "extern"));
        foreach (var parameter in step.Parameters)
        {
            var location = syntax.ParameterList.Parameters[parameter.Ordinal].GetLocation();
            if (!Vocabulary.IsVec(parameter.Type))
                return Wrong(location, $"has a parameter '{parameter.Name}' that is not a Vec");
            if (parameter.RefKind != RefKind.None || parameter.IsParams)
                return Wrong(location, $"does not take its parameter '{parameter.Name}' by value");
            if (parameter.Ordinal > 0 && parameter.Name == "y")
                return Wrong(location, "has a state 'y', which is the name of the output");
        }

        if (step.Parameters.Length < 2)
            return Wrong(syntax.ParameterList.GetLocation(), step.Parameters.IsEmpty ? "has no parameters" : "has no state");
        if (step.RefKind != RefKind.None)
            return Wrong(syntax.ReturnType.GetLocation(), "returns a reference");
        if (Vocabulary.IsVec(step.ReturnType))
        {
            if (step.Parameters.Length == 2)
                return true;
            problems.ReportCount(step, syntax.ReturnType.GetLocation(), "one Vec");
            return false;
        }

        if (step.ReturnType is not INamedTypeSymbol { IsTupleType: true } tuple || !tuple.TupleElements.All(e => Vocabulary.IsVec(e.Type)))
            return Wrong(syntax.ReturnType.GetLocation(), $"returns {step.ReturnType.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)}");
        return true;
    }
}
