using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Unrolled.Generator.Equations;

/// <summary>What is wrong in a class of equations, each thing once though a method is read wherever it is called.</summary>
internal sealed class EquationProblems(Compilation compilation, CancellationToken cancellation)
{
    private readonly List<Diagnostic> _problems = [];
    private SyntaxNode? _silent;

    public CancellationToken Cancellation => cancellation;

    public Compilation Compilation => compilation;

    public bool IsEmpty => _problems.Count == 0;

    public int Count => _problems.Count;

    public ImmutableArray<Diagnostic> ToImmutable() => _problems.ToImmutableArray();

    public void Report(DiagnosticDescriptor descriptor, Location location, params object[] arguments)
    {
        if (!_problems.Any(p => p.Id == descriptor.Id && p.Location == location))
            _problems.Add(Diagnostic.Create(descriptor, location, arguments));
    }

    /// <summary>Takes back what was reported after the first <paramref name="count"/>.</summary>
    public void Forget(int count) => _problems.RemoveRange(count, _problems.Count - count);

    /// <summary>Remembers an expression that cannot be read since it is no valid C#, which the C# compiler reports.</summary>
    public void Silently(SyntaxNode expression) => _silent ??= expression;

    /// <summary>Reports a wrong number of results.</summary>
    public void ReportCount(IMethodSymbol step, Location location, string found)
    {
        var states = step.Parameters.Skip(1).ToList();
        Report(
            EquationDiagnostics.ResultCount, location,
            states.Count == 1 ? $"the state {states[0].Name}" : $"the states {string.Join(", ", states.Select(s => s.Name))}",
            found, string.Join(", ", states.Select(s => "Vec " + s.Name)));
    }

    /// <summary>Makes sure that equations are not left out without a word: where neither this class nor C# has reported anything, the expression that was
    /// not read is.</summary>
    public void ReportSilence(IMethodSymbol step)
    {
        if (!IsEmpty)
            return;
        var syntax = _silent ?? step.DeclaringSyntaxReferences[0].GetSyntax(cancellation);
        var member = syntax.FirstAncestorOrSelf<MemberDeclarationSyntax>() ?? syntax;
        var silent = compilation.GetSemanticModel(syntax.SyntaxTree).GetDiagnostics(member.Span, cancellation)
            .All(d => d.DefaultSeverity != DiagnosticSeverity.Error);
        if (silent)
            Report(EquationDiagnostics.Unreadable, syntax.GetLocation(), _silent is null ? "This method" : $"'{EquationText.Of(syntax)}'");
    }
}
