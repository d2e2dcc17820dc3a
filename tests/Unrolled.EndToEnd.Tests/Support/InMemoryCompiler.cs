using System.Collections.Immutable;
using System.Runtime.Loader;
using System.Security.Cryptography;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Unrolled.Compiler;
using Unrolled.Compiler.Specs;

namespace Unrolled.EndToEnd.Tests.Support;

/// <summary>From a spec to a loaded class: the compiler's files through Roslyn, as strictly as a user can ask for, without unsafe code.</summary>
internal static class InMemoryCompiler
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

    private static readonly ImmutableArray<MetadataReference> References = FindReferences();

    /// <summary>Where processes of one test run keep what they compiled, for those after them: a model's code is the same for every vector width. Null where none is kept.</summary>
    private static readonly string? Kept = Environment.GetEnvironmentVariable("UNROLLED_COMPILED");

    /// <summary>The assembly's bytes.</summary>
    public static byte[] Compile(ModelSpec spec, Func<string, string>? edit = null)
    {
        var problems = ModelCompiler.Check(spec);
        Assert.True(problems.Count == 0, string.Join(Environment.NewLine, problems.Select(problem => problem.Message)));
        var files = ModelCompiler.Compile(spec).Select(file => (Name: file.HintName, Text: edit?.Invoke(file.Text) ?? file.Text))
            .Append((Name: "User.cs", Text: $"namespace {spec.Namespace}; public partial class {spec.Name};")).ToList();
        if (Kept is null)
            return Compile(files);
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\0', files.Select(file => file.Name + '\0' + file.Text))));
        var path = Path.Combine(Kept, Convert.ToHexString(hash) + ".dll");
        if (File.Exists(path))
            return File.ReadAllBytes(path);
        var bytes = Compile(files);
        var unfinished = Path.Combine(Kept, Path.GetRandomFileName());
        File.WriteAllBytes(unfinished, bytes);
        File.Move(unfinished, path, overwrite: true);
        return bytes;
    }

    private static byte[] Compile(IEnumerable<(string Name, string Text)> files)
    {
        var trees = files.Select(file => CSharpSyntaxTree.ParseText(file.Text, ParseOptions, file.Name));
        var compilation = CSharpCompilation.Create("Models" + Guid.NewGuid().ToString("N"), trees, References, Options);
        using var stream = new MemoryStream();
        var result = compilation.Emit(stream);
        Assert.True(result.Success, string.Join(Environment.NewLine, result.Diagnostics.Where(diagnostic => diagnostic.Severity > DiagnosticSeverity.Info)));
        return stream.ToArray();
    }

    /// <summary>A new model of <paramref name="spec"/>, in a load context of its own that goes with it.</summary>
    /// <param name="spec">The model.</param>
    /// <param name="seed">Of its first values.</param>
    /// <param name="edit">Changes the text of every file: to see that a mistake is found.</param>
    public static ModelHandle Create(ModelSpec spec, int seed = 1, Func<string, string>? edit = null)
    {
        var context = new AssemblyLoadContext("Models", isCollectible: true);
        var assembly = context.LoadFromStream(new MemoryStream(Compile(spec, edit)));
        var type = assembly.GetType($"{spec.Namespace}.{spec.Name}", throwOnError: true)!;
        var handle = typeof(ModelHandle<>).MakeGenericType(type);
        return (ModelHandle)Activator.CreateInstance(handle, seed, context)!;
    }

    private static ImmutableArray<MetadataReference> FindReferences()
    {
        var platform = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal));
        return [.. platform.Append(typeof(Parameter).Assembly.Location).Select(path => MetadataReference.CreateFromFile(path))];
    }
}
