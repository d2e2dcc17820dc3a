using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using Unrolled.Compiler.Specs;
using Unrolled.Generator.Uses;

namespace Unrolled.Generator.Tests;

/// <summary>
/// A project in memory that references the runtime, with the generator and the analyzer run on it: nullable, warnings as errors, checked
/// arithmetic and documentation on, unsafe code off, as a strict user would have it.
/// </summary>
internal sealed class GeneratorHarness
{
    private const string Undocumented = "CS1591";

    /// <summary>What every compilation starts from: it has read the references, and shares what it knows of them.</summary>
    private static readonly CSharpCompilation Empty = CSharpCompilation.Create("Models", references: FindReferences());
    private readonly ISpecCompiler _compiler;
    private readonly CSharpParseOptions _parseOptions;
    private readonly ImmutableArray<AdditionalText> _tensorLists;

    private GeneratorHarness(ISpecCompiler compiler, CSharpParseOptions parseOptions, CSharpCompilation input, GeneratorDriver driver,
        ImmutableArray<AdditionalText> tensorLists)
    {
        _tensorLists = tensorLists;
        _compiler = compiler;
        _parseOptions = parseOptions;
        Input = input;
        Driver = driver.RunGeneratorsAndUpdateCompilation(input, out var output, out _);
        Output = (CSharpCompilation)output;
    }

    /// <summary>The user's code alone.</summary>
    public CSharpCompilation Input { get; }

    /// <summary>The user's code and the generated files.</summary>
    public CSharpCompilation Output { get; }

    /// <summary>The driver after its last run.</summary>
    public GeneratorDriver Driver { get; }

    /// <summary>The run's result, with the reason of each pipeline step.</summary>
    public GeneratorRunResult Result => Driver.GetRunResult().Results.Single();

    /// <summary>The generated files by hint name, in ordinal order of the names.</summary>
    public IReadOnlyDictionary<string, string> Files
        => new SortedDictionary<string, string>(Result.GeneratedSources.ToDictionary(s => s.HintName, s => s.SourceText.ToString()), StringComparer.Ordinal);

    /// <summary>
    /// What the C# compiler says about user's and generated code: warnings and errors, but for documentation that a test's own public types lack.
    /// </summary>
    public ImmutableArray<Diagnostic> CompilerDiagnostics
        => [.. Output.GetDiagnostics().Where(IsProblem)];

    /// <summary>
    /// Runs the generator, with the real compiler unless another is given, on files "0.cs", "1.cs", ….
    /// <paramref name="references"/> are paths of assemblies beside those of .NET and the runtime.
    /// </summary>
    public static GeneratorHarness Run(
        string[] sources, LanguageVersion version = LanguageVersion.CSharp14, ISpecCompiler? compiler = null, OutputKind kind =
            OutputKind.DynamicallyLinkedLibrary,
        string[]? tensorLists = null, string[]? references = null)
    {
        var lists = (tensorLists ?? []).Select((text, index) => (AdditionalText)new TextInMemory(index + ".unrolled-tensors.txt", text)).ToImmutableArray();
        compiler ??= new SpecCompiler();
        var parseOptions = CSharpParseOptions.Default.WithLanguageVersion(version).WithDocumentationMode(DocumentationMode.Diagnose);
        var trees = sources.Select((source, index) => CSharpSyntaxTree.ParseText(source, parseOptions, index + ".cs"));
        var options = new CSharpCompilationOptions(
            kind, nullableContextOptions: NullableContextOptions.Enable, checkOverflow: true, generalDiagnosticOption: ReportDiagnostic.Error);
        var others = (references ?? []).Select(path => MetadataReference.CreateFromFile(path));
        var input = Empty.WithOptions(options).AddReferences(others).AddSyntaxTrees(trees);
        var driver = CSharpGeneratorDriver.Create(
            [new ModelGenerator(compiler).AsSourceGenerator()],
            lists,
            parseOptions: parseOptions,
            driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));
        return new GeneratorHarness(compiler, parseOptions, input, driver, lists);
    }

    /// <inheritdoc cref="Run(string[], LanguageVersion, ISpecCompiler?, OutputKind, string[], string[])"/>
    public static GeneratorHarness Run(string source, LanguageVersion version = LanguageVersion.CSharp14, ISpecCompiler? compiler = null)
        => Run([source], version, compiler);

    /// <summary>Runs the same driver again after file <paramref name="index"/> has changed: what an editor does.</summary>
    public GeneratorHarness Edit(int index, string source)
    {
        var old = Input.SyntaxTrees[index];
        return new GeneratorHarness(_compiler, _parseOptions, Input.ReplaceSyntaxTree(old, CSharpSyntaxTree.ParseText(source, _parseOptions, old.FilePath)),
            Driver, _tensorLists);
    }

    /// <summary>Runs the same driver again after list <paramref name="index"/> of tensors has changed.</summary>
    public GeneratorHarness EditTensors(int index, string text)
    {
        var list = new TextInMemory(_tensorLists[index].Path, text);
        return new GeneratorHarness(_compiler, _parseOptions, Input, Driver.ReplaceAdditionalText(_tensorLists[index], list),
            _tensorLists.SetItem(index, list));
    }

    /// <summary>Runs the same driver again with one file more.</summary>
    public GeneratorHarness Add(string source)
        => new(_compiler, _parseOptions, Input.AddSyntaxTrees(CSharpSyntaxTree.ParseText(source, _parseOptions, Input.SyntaxTrees.Length + ".cs")), Driver,
        _tensorLists);

    /// <summary>What the analyzer reports, in source order; an exception of the analyzer's (AD0001) is among it.</summary>
    /// <param name="without">IDs that the project turns off, as <c>NoWarn</c> does.</param>
    public async Task<ImmutableArray<Diagnostic>> Analyze(params string[] without)
    {
        var options = Output.Options.WithSpecificDiagnosticOptions(without.Select(id => KeyValuePair.Create(id, ReportDiagnostic.Suppress)));
        var found = await Output.WithOptions(options)
            .WithAnalyzers([new ModelAnalyzer(_compiler), new UseAnalyzer(_compiler)], new AnalyzerOptions(_tensorLists)).GetAnalyzerDiagnosticsAsync();
        return [.. found.OrderBy(d => d.Location.SourceTree?.FilePath, StringComparer.Ordinal).ThenBy(d => d.Location.SourceSpan.Start)
            .ThenBy(d => d.Id, StringComparer.Ordinal)];
    }

    /// <summary>The parsed declaration of the class with this full name in metadata.</summary>
    public ParsedModel? Parse(string name) => ModelParser.Parse(Input.GetTypeByMetadataName(name)!, CancellationToken.None);

    /// <summary>The spec of the class with this full name in metadata.</summary>
    public ModelSpec Spec(string name) => Parse(name)?.Spec
        ?? throw new InvalidOperationException($"'{name}' has no spec: {string.Join("; ", Parse(name)?.Problems ?? [])}");

    /// <summary>Compiles user's and generated code; any warning is an exception that lists them all.</summary>
    public byte[] Emit()
    {
        using var image = new MemoryStream();
        var said = Output.WithOptions(Output.Options.WithSpecificDiagnosticOptions([new(Undocumented, ReportDiagnostic.Warn)])).Emit(image).Diagnostics;
        var problems = said.Where(IsProblem).Take(20).ToList();
        return problems.Count == 0 ? image.ToArray() : throw new InvalidOperationException(string.Join(Environment.NewLine, problems));
    }

    /// <summary>Compiles and loads user's and generated code, apart from all others of its name.</summary>
    public Assembly Load()
    {
        using var image = new MemoryStream(Emit());
        return new AssemblyLoadContext(null).LoadFromStream(image);
    }

    private bool IsProblem(Diagnostic diagnostic)
        => diagnostic.Severity >= DiagnosticSeverity.Warning && !(diagnostic.Id == Undocumented && Input.ContainsSyntaxTree(diagnostic.Location.SourceTree));

    // The framework and the runtime of models, and nothing of what else the test host has loaded.
    private static ImmutableArray<MetadataReference> FindReferences()
    {
        var framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        var trusted = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);
        return
        [
            .. trusted.Where(path => Path.GetDirectoryName(path) == framework).Select(path => MetadataReference.CreateFromFile(path)),
            MetadataReference.CreateFromFile(typeof(ModelAttribute).Assembly.Location),
        ];
    }
}

/// <summary>A file of the project that is no C#.</summary>
internal sealed class TextInMemory(string path, string text) : AdditionalText
{
    public override string Path => path;

    public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(text);
}
