using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Unrolled.Compiler;
using Unrolled.Compiler.Specs;

namespace Unrolled.Generator.Weights;

/// <summary>Compares the models of a compilation with the files of weights that its project names for them, and the models' names in C with each
/// other.</summary>
/// <param name="lists">The project's lists of tensors.</param>
internal sealed class WeightsRules(ImmutableArray<TensorList> lists)
{
    private const int MostDifferences = 3, MostCandidates = 5;

    private readonly ConcurrentBag<(TensorList List, string Model)> _fitting = [];
    private readonly ConcurrentBag<string> _models = [];
    private readonly ConcurrentBag<(string Native, string Model, Location Location)> _natives = [];

    /// <summary>Reports what is wrong with one model, which is otherwise right.</summary>
    public void Check(INamedTypeSymbol type, ParsedModel model, Action<Diagnostic> report, CancellationToken cancellation)
    {
        var spec = model.Spec!;
        var name = spec.Name.TrimStart('@');
        if (spec.NativeName.Length > 0)
            _natives.Add((spec.NativeName, name, Locations.Of(model.Model, "NativeName", cancellation)));
        var found = lists.Where(list => list.IsFor(spec)).ToList();
        _models.Add(TensorList.FullName(spec));
        foreach (var list in found)
            _fitting.Add((list, TensorList.FullName(spec)));
        if (found.Count > 0)
        {
            foreach (var location in type.GetMembers(GeneratedMembers.EmbeddedModel).SelectMany(member => member.Locations)
                .Where(l => l.SourceTree is { } tree && !Locations.IsGenerated(tree)))
                report(Diagnostic.Create(Diagnostics.MemberClash, location, GeneratedMembers.EmbeddedModel, type.Name));
        }

        var place = Locations.Of(model.Model, "", cancellation);
        if (found.Count > 1)
            report(Diagnostic.Create(WeightsDiagnostics.TwoFiles, place, name, found[0].FileName, found[1].FileName));
        else if (found.Count == 1)
            Compare(found[0], spec, name, place, report);
    }

    /// <summary>Reports what can be said only of all models together.</summary>
    public void End(CompilationAnalysisContext context)
    {
        foreach (var list in lists)
        {
            var models = _fitting.Where(fit => fit.List == list).Select(fit => fit.Model).ToList();
            if (models.Count == 1)
                continue;
            var problem = models.Count == 0 ? None(list.Model) : Several(models);
            context.ReportDiagnostic(Diagnostic.Create(WeightsDiagnostics.UnknownModel, Location.None, list.Model, list.FileName, problem));
        }

        foreach (var same in _natives.GroupBy(native => native.Native, StringComparer.Ordinal))
        {
            var sorted = same.OrderBy(native => native.Location.SourceTree?.FilePath, StringComparer.Ordinal).ThenBy(native => native.Location.SourceSpan.Start)
                .ToList();
            foreach (var later in sorted.Skip(1))
                context.ReportDiagnostic(Diagnostic.Create(WeightsDiagnostics.SameNativeName, later.Location, same.Key, sorted[0].Model, later.Model));
        }
    }

    private string None(string name)
    {
        var nearest = NearestName.Of(name, _models.OrderBy(model => model, StringComparer.Ordinal));
        return "no model has this name: set Model to the name of a class with [Model], "
            + (nearest is null ? "of which this project has none" : $"such as Model=\"{nearest}\"");
    }

    private static string Several(List<string> models)
    {
        var candidates = models.OrderBy(model => model, StringComparer.Ordinal).Take(MostCandidates).Select(model => $"Model=\"{model}\"");
        var more = models.Count > MostCandidates ? $", or one of {models.Count - MostCandidates} more" : "";
        return $"{models.Count} models have this name: write {string.Join(" or ", candidates)}{more}";
    }

    private static void Compare(TensorList list, ModelSpec spec, string name, Location place, Action<Diagnostic> report)
    {
        var tensors = list.Tensors.ToDictionary(tensor => tensor.Name, tensor => tensor.Type, StringComparer.Ordinal);
        var differences = new List<string>();
        foreach (var parameter in ModelCompiler.Parameters(spec))
        {
            var expected = $"F32 [{string.Join(", ", parameter.Shape)}]";
            var found = tensors.TryGetValue(parameter.Name, out var type) ? type : "none";
            tensors.Remove(parameter.Name);
            if (found != expected)
                differences.Add($"{parameter.Name}: expected {expected}, found {found}");
        }

        foreach (var tensor in list.Tensors.Where(tensor => tensors.ContainsKey(tensor.Name)))
            differences.Add($"{tensor.Name}: expected none, found {tensor.Type}");
        if (differences.Count > 0)
            report(Diagnostic.Create(WeightsDiagnostics.Tensors, place, list.FileName, name, Summary(differences)));
    }

    /// <summary>The first differences, and how many there are.</summary>
    private static string Summary(List<string> differences)
    {
        if (differences.Count == 1)
            return differences[0];
        var more = differences.Count > MostDifferences ? $"; and {differences.Count - MostDifferences} more" : "";
        return $"{differences.Count} tensors differ: {string.Join("; ", differences.Take(MostDifferences))}{more}";
    }
}
