using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Unrolled.Generator;
using Unrolled.Generator.Uses;

namespace Unrolled.CodeFixes.Tests;

/// <summary>A project in an editor's workspace, with the generator, the analyzer and the fixes.</summary>
internal static class FixHarness
{
    private static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.CSharp12);

    private static readonly ImmutableArray<MetadataReference> References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetDirectoryName(path) == Path.GetDirectoryName(typeof(object).Assembly.Location))
            .Select(path => MetadataReference.CreateFromFile(path)),
        MetadataReference.CreateFromFile(typeof(ModelAttribute).Assembly.Location),
    ];

    /// <summary>Every fix of the assembly, as an editor finds them.</summary>
    public static readonly ImmutableArray<CodeFixProvider> Providers =
    [
        .. typeof(MakePartial).Assembly.GetTypes()
            .Where(type => type.GetCustomAttributes(typeof(ExportCodeFixProviderAttribute), inherit: false).Length > 0)
            .Select(type => (CodeFixProvider)Activator.CreateInstance(type)!),
    ];

    /// <summary>What the analyzer finds in the files; in the order in which it stands.</summary>
    public static async Task<ImmutableArray<Diagnostic>> Analyze(Project project)
    {
        var compilation = (await project.GetCompilationAsync())!;
        CSharpGeneratorDriver.Create([new ModelGenerator().AsSourceGenerator()], parseOptions: ParseOptions)
            .RunGeneratorsAndUpdateCompilation(compilation, out var output, out _);
        var found = await output.WithAnalyzers([new ModelAnalyzer(), new UseAnalyzer()]).GetAnalyzerDiagnosticsAsync();
        return [.. found.OrderBy(d => d.Location.SourceTree!.FilePath, StringComparer.Ordinal).ThenBy(d => d.Location.SourceSpan.Start)];
    }

    /// <summary>The titles of all fixes of the first diagnostic with this ID.</summary>
    public static async Task<string[]> Titles(string id, params string[] files)
    {
        var project = Open(files);
        var diagnostic = (await Analyze(project)).First(d => d.Id == id);
        return [.. (await Actions(project, diagnostic)).Select(a => a.Action.Title)];
    }

    /// <summary>The files after the fix of the first diagnostic with this ID, or of all of them.</summary>
    public static async Task<string[]> Fix(string id, bool all, params string[] files)
    {
        var project = Open(files);
        var found = (await Analyze(project)).Where(d => d.Id == id).ToImmutableArray();
        var (action, provider) = (await Actions(project, found[0])).Single();
        if (all)
        {
            var context = new FixAllContext(
                project.GetDocument(found[0].Location.SourceTree)!, provider, FixAllScope.Project, action.EquivalenceKey, [id], new Known(found),
                    CancellationToken.None);
            action = (await provider.GetFixAllProvider()!.GetFixAsync(context))!;
        }

        var changed = (await action.GetOperationsAsync(CancellationToken.None)).OfType<ApplyChangesOperation>().Single().ChangedSolution;
        return [.. await Task.WhenAll(changed.GetProject(project.Id)!.Documents.Select(async d => (await d.GetTextAsync()).ToString()))];
    }

    public static Project Open(params string[] files)
    {
        var workspace = new AdhocWorkspace();
        var project = workspace.AddProject(ProjectInfo.Create(
            ProjectId.CreateNewId(), VersionStamp.Default, "Models", "Models", LanguageNames.CSharp,
            compilationOptions: new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary), parseOptions: ParseOptions, metadataReferences: References));
        for (var i = 0; i < files.Length; i++)
            project = project.AddDocument(i + ".cs", files[i], filePath: i + ".cs").Project;
        return project;
    }

    private static async Task<List<(CodeAction Action, CodeFixProvider Provider)>> Actions(Project project, Diagnostic diagnostic)
    {
        var actions = new List<(CodeAction, CodeFixProvider)>();
        foreach (var provider in Providers.Where(p => p.FixableDiagnosticIds.Contains(diagnostic.Id)))
            await provider.RegisterCodeFixesAsync(new CodeFixContext(project.GetDocument(diagnostic.Location.SourceTree)!, diagnostic,
                (action, _) => actions.Add((action, provider)), CancellationToken.None));
        return actions;
    }

    private sealed class Known(ImmutableArray<Diagnostic> found) : FixAllContext.DiagnosticProvider
    {
        public override Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellation) =>
            Task.FromResult<IEnumerable<Diagnostic>>(found);

        public override async Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document document, CancellationToken cancellation)
        {
            var tree = await document.GetSyntaxTreeAsync(cancellation);
            return found.Where(d => d.Location.SourceTree == tree);
        }

        public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellation) =>
            Task.FromResult<IEnumerable<Diagnostic>>([]);
    }
}
