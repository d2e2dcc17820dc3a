using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Unrolled.Compiler.Specs;

namespace Unrolled.Generator;

/// <summary>
/// The models of one compilation, each read and described at most once (or, when two threads ask at the same time, twice with the same result), however
/// often it is used.
/// It lives as long as the analysis of the compilation.
/// </summary>
internal sealed class ModelTable(ISpecCompiler compiler)
{
    private readonly ConcurrentDictionary<INamedTypeSymbol, Entry> _entries = new(SymbolEqualityComparer.Default);

    /// <summary>The declaration of <paramref name="type"/>; null when it has no <c>[Model]</c>.</summary>
    public ParsedModel? Parse(INamedTypeSymbol type, CancellationToken cancellation) => Find(type, cancellation)?.Model;

    /// <summary>What the compiler finds wrong in the spec of <paramref name="type"/>, which has one.</summary>
    public IReadOnlyList<SpecProblem> Check(INamedTypeSymbol type, CancellationToken cancellation)
    {
        var entry = Find(type, cancellation)!;
        return entry.Problems ??= compiler.Check(entry.Model.Spec!);
    }

    /// <summary>Names and sizes of <paramref name="type"/>; null when it is no model of this project, or one with a mistake, which is reported where that
    /// is.</summary>
    public ModelDescription? Describe(ITypeSymbol? type, CancellationToken cancellation)
    {
        if (type is not INamedTypeSymbol { TypeKind: TypeKind.Class } candidate
            || Find(candidate, cancellation) is not { Model: { Spec: { } spec, Problems.IsEmpty: true } } entry
            || Check(candidate, cancellation).Count > 0)
            return null;
        return entry.Description ??= compiler.Describe(spec);
    }

    private Entry? Find(INamedTypeSymbol type, CancellationToken cancellation)
        => _entries.TryGetValue(type, out var entry) ? entry
            : ModelParser.Parse(type, cancellation) is { } model ? _entries.GetOrAdd(type, new Entry(model))
            : null;

    private sealed class Entry(ParsedModel model)
    {
        public ParsedModel Model { get; } = model;

        public IReadOnlyList<SpecProblem>? Problems { get; set; }

        public ModelDescription? Description { get; set; }
    }
}
