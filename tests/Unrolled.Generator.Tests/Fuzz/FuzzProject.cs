using System.Collections.Immutable;
using System.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Unrolled.Generator.Uses;

namespace Unrolled.Generator.Tests.Fuzz;

/// <summary>What came of one case.</summary>
/// <param name="Duration">Time of generator and analyzers.</param>
/// <param name="Failures">What must not be.</param>
/// <param name="IsAccepted">Whether neither C# nor the analyzers found an error.</param>
internal sealed record FuzzResult(TimeSpan Duration, IReadOnlyList<string> Failures, bool IsAccepted);

/// <summary>A project with one model, to which a case is added. References, and what the generator knows of the one model, are shared by all cases.</summary>
internal sealed class FuzzProject
{
    private static readonly CSharpParseOptions ParseOptions = CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.CSharp12).WithDocumentationMode(DocumentationMode.Diagnose);
    private static readonly ImmutableArray<DiagnosticAnalyzer> Analyzers = [new ModelAnalyzer(), new UseAnalyzer()];
    private readonly CSharpCompilation _empty;
    private readonly CSharpCompilation _compilation;
    private readonly GeneratorDriver _driver;
    private readonly string[] _kept;

    /// <param name="kept">A file with a model that is right.</param>
    public FuzzProject(string kept)
    {
        var harness = GeneratorHarness.Run(kept, LanguageVersion.CSharp12);
        _empty = harness.Input.RemoveAllSyntaxTrees();
        _compilation = _empty.AddSyntaxTrees(CSharpSyntaxTree.ParseText(kept, ParseOptions, "kept.cs"));
        _driver = CSharpGeneratorDriver.Create([new ModelGenerator().AsSourceGenerator()], parseOptions: ParseOptions).RunGenerators(_compilation);
        _kept = [.. _driver.GetRunResult().Results[0].GeneratedSources.Select(source => source.SourceText.ToString())];
    }

    public async Task<FuzzResult> Run(FuzzCase fuzz)
    {
        var failures = new List<string>();
        var tree = CSharpSyntaxTree.ParseText(fuzz.Source, ParseOptions, "case.cs");
        var input = _compilation.AddSyntaxTrees(tree);
        var clock = Stopwatch.StartNew();
        var result = _driver.RunGenerators(input).GetRunResult().Results[0];

        // Without the generated files: they would be bound for nothing. What the generator leaves there for the analyzer is looked at below.
        var found = await input.WithAnalyzers(Analyzers).GetAnalyzerDiagnosticsAsync();
        var duration = clock.Elapsed;

        if (result.Exception is { } exception)
            failures.Add("exception in the generator: " + exception);
        failures.AddRange(found.Where(d => d.Id is "AD0001" or "UNR9999").Select(d => d.GetMessage()));
        failures.AddRange(result.GeneratedSources.Where(source => source.HintName.EndsWith(Locations.FailureSuffix, StringComparison.Ordinal)).Select(source => source.SourceText.ToString()));
        var texts = result.GeneratedSources.Select(source => source.SourceText.ToString()).ToHashSet();
        if (!_kept.All(texts.Contains) && !result.GeneratedSources.Any(source => source.HintName.StartsWith("Kept.Good-", StringComparison.Ordinal)))
            failures.Add("the project's other model is lost");

        var isAccepted = result.GeneratedSources.Length > _kept.Length && found.All(d => d.Severity < DiagnosticSeverity.Error)
            && input.GetDiagnostics().All(d => d.Severity < DiagnosticSeverity.Error || d.IsWarningAsError || IsMissingPart(d));
        return new FuzzResult(duration, failures, isAccepted);
    }

    /// <summary>Compiles cases together, and, where that fails, each by itself: where text was damaged, two cases may have taken one name.</summary>
    public IEnumerable<string> Compile(IReadOnlyList<FuzzCase> cases)
    {
        if (Problems(cases).Count == 0)
            return [];
        var alone = cases.SelectMany(fuzz => Problems([fuzz]).Take(3).Select(problem => $"{problem}\nin {fuzz}")).ToList();
        if (alone.Count > 0)
            return alone;
        var written = cases.Where(fuzz => !fuzz.IsMutated).ToList();
        return Problems(written).Take(3).Select(problem => $"{problem}\nin a compilation of cases {string.Join(", ", written.Select(fuzz => fuzz.Index))}, though in none alone");
    }

    private List<string> Problems(IReadOnlyList<FuzzCase> cases)
    {
        var input = _empty.AddSyntaxTrees(cases.Select((fuzz, i) => CSharpSyntaxTree.ParseText(fuzz.Source, ParseOptions, $"case{i}.cs")));
        CSharpGeneratorDriver.Create([new ModelGenerator().AsSourceGenerator()], parseOptions: ParseOptions).RunGeneratorsAndUpdateCompilation(input, out var output, out _);
        var result = output.Emit(Stream.Null);

        // A warning in the user's own file is the user's; an error there may be ours, where it is about a generated member.
        return [.. result.Diagnostics
            .Where(d => d.Severity >= DiagnosticSeverity.Warning && ((d.Location.SourceTree is { } tree && Locations.IsGenerated(tree)) || (d.Severity == DiagnosticSeverity.Error && !d.IsWarningAsError)))
            .Select(d => d.ToString())];
    }

    // What the generated part will bring: a constructor to chain to.
    private static bool IsMissingPart(Diagnostic diagnostic)
        => diagnostic.Location.SourceTree?.GetRoot().FindNode(diagnostic.Location.SourceSpan).FirstAncestorOrSelf<ConstructorInitializerSyntax>() is not null;
}
