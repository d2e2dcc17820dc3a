using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Unrolled.OldestRoslyn.Tests;

/// <summary>The package's three analyzer files in the oldest compiler that must run them: one of the .NET 8 SDK, as it loads them.</summary>
public class OldestRoslynTests
{
    private static readonly string[] Files = ["Unrolled.Generator.dll", "Unrolled.Compiler.dll", "Unrolled.CodeFixes.dll"];

    private static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.CSharp12);

    [Fact]
    public void It_is_the_oldest() => Assert.Equal(new Version(4, 8), new Version(typeof(Compilation).Assembly.GetName().Version!.ToString(2)));

    [Fact]
    public async Task Generator_and_analyzers_run_and_the_code_fixes_are_left_alone()
    {
        var failures = new List<string>();
        var references = Files.Select(file => new AnalyzerFileReference(Path.Combine(AppContext.BaseDirectory, file), new Loader())).ToList();
        foreach (var reference in references)
            reference.AnalyzerLoadFailed += (_, failure) => failures.Add($"{reference.Display}: {failure.ErrorCode} {failure.Message}");
        var generators = references.SelectMany(reference => reference.GetGenerators(LanguageNames.CSharp)).ToImmutableArray();
        var analyzers = references.SelectMany(reference => reference.GetAnalyzers(LanguageNames.CSharp)).ToImmutableArray();

        Assert.Empty(failures);
        Assert.Single(generators);
        Assert.Equal(2, analyzers.Length);

        var input = Project("""
            using Unrolled;
            using static Unrolled.Equations;
            [Model(Inputs = 3, MaxParameters = 1)]
            [Lstm(4, ForgetBias = 0), Cell<Own>(5), Dense(2)]
            partial class M { void Use(M m) { _ = m.Parameters["lstm0.x"]; m.Step(stackalloc float[2], NewState(), [1, 2, 3]); } }
            sealed class Own : ICellEquations { public static Vec Step(Vec x, Vec h) { var f = Sigmoid(Affine(x, h)); return f * h; } }
            [Gru(2)] class Bare;
            """);
        CSharpGeneratorDriver.Create(generators, parseOptions: ParseOptions).RunGeneratorsAndUpdateCompilation(input, out var output, out var problems);
        var found = await output.WithAnalyzers(analyzers).GetAnalyzerDiagnosticsAsync();

        Assert.Empty(problems);
        Assert.Empty(output.GetDiagnostics().Where(d => d.Severity >= DiagnosticSeverity.Warning));
        Assert.Equal(["UNR0002", "UNR0015", "UNR0050", "UNR0091", "UNR0092", "UNR0092"], found.Select(d => d.Id).Order());
    }

    private static CSharpCompilation Project(string source)
    {
        var framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetDirectoryName(path) == framework)
            .Append(typeof(ModelAttribute).Assembly.Location)
            .Select(path => MetadataReference.CreateFromFile(path));
        return CSharpCompilation.Create(
            "Models", [CSharpSyntaxTree.ParseText(source, ParseOptions, "Models.cs")], references,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
    }

    private sealed class Loader : IAnalyzerAssemblyLoader
    {
        public void AddDependencyLocation(string fullPath)
        {
        }

        public Assembly LoadFromPath(string fullPath) => AssemblyLoadContext.Default.LoadFromAssemblyPath(fullPath);
    }
}
