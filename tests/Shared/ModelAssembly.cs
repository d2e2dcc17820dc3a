using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Unrolled.Compiler;
using Unrolled.Compiler.Specs;

// Compiled into each test project that needs it.
namespace Unrolled.Tests.Shared;

/// <summary>From a spec to a loaded class: the compiler's files through Roslyn, as strictly as a user can ask for, without unsafe code.</summary>
internal static class ModelAssembly
{
    private static readonly CSharpParseOptions ParseOptions =
        CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.CSharp12).WithDocumentationMode(DocumentationMode.Diagnose);

    // Emission of a test's own class is release code: the debug form has more locals than a user's project would run.
    private static readonly CSharpCompilationOptions Options = new(
        OutputKind.DynamicallyLinkedLibrary,
        optimizationLevel: OptimizationLevel.Release,
        nullableContextOptions: NullableContextOptions.Enable,
        checkOverflow: true,
        generalDiagnosticOption: ReportDiagnostic.Error,
        specificDiagnosticOptions: [new("CS1591", ReportDiagnostic.Suppress)]);

    /// <summary>What every compilation starts from: it has read the references, and shares what it knows of them.</summary>
    private static readonly CSharpCompilation Empty = CSharpCompilation.Create("Models", references: FindReferences(), options: Options);

    /// <summary>Where processes of one test run keep what they compiled, for those beside and after them: a model's code is the same for every vector width.
    /// </summary>
    private static readonly CompiledFolder Kept = CompiledFolder.OfThisRun;

    /// <summary>The assembly's bytes.</summary>
    public static byte[] Compile(ModelSpec spec, Func<string, string>? edit = null)
    {
        var files = Files(spec, edit);
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\0', files.Select(file => file.Name + '\0' + file.Text))));
        return Kept.Get(Convert.ToHexString(hash) + ".dll", () => Compile(files));
    }

    /// <summary>The assembly before it is emitted, to ask what its names mean.</summary>
    public static CSharpCompilation Compilation(ModelSpec spec) => Compilation(Files(spec, edit: null));

    private static List<(string Name, string Text)> Files(ModelSpec spec, Func<string, string>? edit)
    {
        var problems = ModelCompiler.Check(spec);
        Assert.True(problems.Count == 0, string.Join(Environment.NewLine, problems.Select(problem => problem.Message)));
        return
        [
            .. ModelCompiler.Compile(spec).Select(file => (Name: file.HintName, Text: edit?.Invoke(file.Text) ?? file.Text)),
            (Name: "User.cs", Text: $"namespace {spec.Namespace}; public partial class {spec.Name};"),
        ];
    }

    private static CSharpCompilation Compilation(IEnumerable<(string Name, string Text)> files)
        => Empty.AddSyntaxTrees(files.Select(file => CSharpSyntaxTree.ParseText(file.Text, ParseOptions, file.Name)));

    private static byte[] Compile(IEnumerable<(string Name, string Text)> files)
    {
        using var stream = new MemoryStream();
        var result = Compilation(files).Emit(stream);
        Assert.True(result.Success, string.Join(Environment.NewLine, result.Diagnostics.Where(diagnostic => diagnostic.Severity > DiagnosticSeverity.Info)));
        return stream.ToArray();
    }

    private static ImmutableArray<MetadataReference> FindReferences()
    {
        var platform = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal));
        return [.. platform.Append(typeof(Parameter).Assembly.Location).Select(path => MetadataReference.CreateFromFile(path))];
    }
}
