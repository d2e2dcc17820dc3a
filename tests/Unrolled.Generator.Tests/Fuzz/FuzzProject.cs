using System.Collections.Immutable;
using System.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Unrolled.Generator.Uses;

namespace Unrolled.Generator.Tests.Fuzz;

/// <summary>What came of some cases.</summary>
/// <param name="Duration">Time of the generator, the analyzers, and what C# itself finds.</param>
/// <param name="Failures">What must not be.</param>
/// <param name="IsHidden">Whether one of them hides the namespace of the attributes: C# itself then knows no [Unrolled.Model].</param>
/// <param name="Accepted">In which neither C# nor the analyzers found an error.</param>
internal sealed record FuzzResult(TimeSpan Duration, IReadOnlyList<string> Failures, bool IsHidden, IReadOnlyList<FuzzCase> Accepted)
{
    /// <summary>How long they may take.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    public bool IsRight => Failures.Count == 0 && !IsHidden && Duration <= Longest;
}

/// <summary>A project with one model, to which cases are added. References, and what the generator knows of the one model, are shared by all cases.</summary>
internal sealed class FuzzProject
{
    private static readonly CSharpParseOptions ParseOptions = CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.CSharp12)
        .WithDocumentationMode(DocumentationMode.Diagnose);
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

    /// <summary>Adds cases, each a file.</summary>
    public async Task<FuzzResult> Run(params IReadOnlyList<FuzzCase> cases)
    {
        var failures = new List<string>();
        var trees = cases.Select(fuzz => CSharpSyntaxTree.ParseText(fuzz.Source, ParseOptions, $"case{fuzz.Index}.cs")).ToList();
        var input = _compilation.AddSyntaxTrees(trees);
        var clock = Stopwatch.StartNew();
        var result = _driver.RunGenerators(input).GetRunResult().Results[0];

        // Those of C# too: the bodies are bound once for both. Without the generated files, which would be bound for nothing: what the generator leaves there
        // for the analyzer is looked at below.
        var found = await input.WithAnalyzers(Analyzers).GetAllDiagnosticsAsync();
        var duration = clock.Elapsed;

        if (result.Exception is { } exception)
            failures.Add("exception in the generator: " + exception);
        failures.AddRange(found.Where(d => d.Id is "AD0001" or "UNR9999").Select(d => d.GetMessage()));
        failures.AddRange(result.GeneratedSources.Where(source => source.HintName.EndsWith(Locations.FailureSuffix, StringComparison.Ordinal))
            .Select(source => source.SourceText.ToString()));
        var texts = result.GeneratedSources.Select(source => source.SourceText.ToString()).ToHashSet();
        var isThere = _kept.All(texts.Contains) || result.GeneratedSources.Any(source => source.HintName.StartsWith("Kept.Good-", StringComparison.Ordinal))
            || texts.Any(text => IsKeptWithSharedLayer(text));

        // A class 'Unrolled' outside of namespaces hides the namespace.
        var isHidden = !input.GetTypeByMetadataName("Kept.Good")!.GetAttributes().Any(a => Names.IsModel(a.AttributeClass));
        if (!isThere && !isHidden)
            failures.Add("the project's other model is lost");

        var wrong = found.Where(d => d.Severity >= DiagnosticSeverity.Error && !IsNotOfTheCase(d)).Select(d => d.Location.SourceTree).ToHashSet();
        var accepted = result.GeneratedSources.Length > _kept.Length ? cases.Where((_, i) => !wrong.Contains(trees[i]) && HasModel(input, trees[i])) : [];
        return new FuzzResult(duration, failures, isHidden, [.. accepted]);
    }

    /// <summary>
    /// Compiles cases together, and, where that fails, the two halves of them, down to single ones: where text was damaged, two cases may have taken one name.
    /// </summary>
    public IEnumerable<string> Compile(IReadOnlyList<FuzzCase> cases)
    {
        var problems = Problems(cases);
        if (problems.Count == 0)
            return [];
        if (cases is [var single])
            return problems.Take(3).Select(problem => $"{problem}\nin {single}");
        var ofHalves = cases.Chunk((cases.Count + 1) / 2).SelectMany(Compile).ToList();
        if (ofHalves.Count > 0)
            return ofHalves;
        var written = cases.Where(fuzz => !fuzz.IsMutated).ToList();
        return Problems(written).Take(3)
            .Select(problem => $"{problem}\nin a compilation of cases {string.Join(", ", written.Select(fuzz => fuzz.Index))}, though in neither half of them");
    }

    private List<string> Problems(IReadOnlyList<FuzzCase> cases)
    {
        var input = _empty.AddSyntaxTrees(cases.Select((fuzz, i) => CSharpSyntaxTree.ParseText(fuzz.Source, ParseOptions, $"case{i}.cs")));
        CSharpGeneratorDriver.Create([new ModelGenerator().AsSourceGenerator()], parseOptions: ParseOptions)
            .RunGeneratorsAndUpdateCompilation(input, out var output, out _);
        var result = output.Emit(Stream.Null);

        // A warning in the user's own file is the user's; an error there may be ours, where it is about a generated member.
        return [.. result.Diagnostics
            .Where(d => d.Severity >= DiagnosticSeverity.Warning
            && ((d.Location.SourceTree is { } tree && Locations.IsGenerated(tree)) || (d.Severity == DiagnosticSeverity.Error && !d.IsWarningAsError)))
            .Select(d => d.ToString())];
    }

    private static bool HasModel(CSharpCompilation compilation, SyntaxTree tree)
    {
        var semantics = compilation.GetSemanticModel(tree);
        return tree.GetRoot().DescendantNodes().OfType<TypeDeclarationSyntax>()
            .Any(type => semantics.GetDeclaredSymbol(type) is { } symbol && symbol.GetAttributes().Any(a => Names.IsModel(a.AttributeClass)));
    }

    // What C# says of a constructor to chain to: the generated part will bring it. And warnings that the options make errors.
    private static bool IsNotOfTheCase(Diagnostic diagnostic) => diagnostic.Id.StartsWith("CS", StringComparison.Ordinal) && (diagnostic.IsWarningAsError
        || diagnostic.Location.SourceTree?.GetRoot().FindNode(diagnostic.Location.SourceSpan).FirstAncestorOrSelf<ConstructorInitializerSyntax>() is not null);

    /// <summary>The other model, with the class of a case's layer that has the same code.</summary>
    private static bool IsKeptWithSharedLayer(string text) =>
        text.Contains("partial class Good : ", StringComparison.Ordinal) && text.Contains("using Gru0 = global::Unrolled.Generated.", StringComparison.Ordinal);
}
