using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Unrolled.Generator;

namespace Unrolled.Tool.Compilation;

/// <summary>The class of a model file, generated, compiled and loaded in memory, with the file's weights.</summary>
internal static class MemoryModel
{
    private const string ClassName = "FileModel";

    /// <summary>Compiles and loads.</summary>
    /// <exception cref="ToolException">The class cannot be compiled: the message says what the generator or C# says.</exception>
    public static LoadedModel Load(ModelFile file)
    {
        var text = new StringWriter();
        file.WriteDeclaration(text, ClassName);
        var parsing = CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.CSharp12);
        var compilation = CSharpCompilation.Create(
            "Unrolled.FileModel",
            [CSharpSyntaxTree.ParseText(text.ToString(), parsing)],
            References(),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release)
                .WithNullableContextOptions(NullableContextOptions.Enable));
        var driver = CSharpGeneratorDriver.Create([new ModelGenerator().AsSourceGenerator()], parseOptions: parsing);
        driver.RunGeneratorsAndUpdateCompilation(compilation, out var whole, out var ofGenerator);
        using var assembly = new MemoryStream();
        var result = whole.Emit(assembly);
        if (!result.Success)
        {
            var first = ofGenerator.Concat(result.Diagnostics).First(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
            throw new ToolException($"{file.Name}: its class does not compile: {first.GetMessage()} The class: {text.ToString().ReplaceLineEndings(" ")}");
        }

        assembly.Position = 0;
        var type = AssemblyLoadContext.Default.LoadFromStream(assembly).GetType(ClassName, throwOnError: true)!;
        return (LoadedModel)Activator.CreateInstance(typeof(LoadedModel<>).MakeGenericType(type), file)!;
    }

    private static IEnumerable<MetadataReference> References() =>
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal) || Path.GetFileName(path) == "Unrolled.dll")
            .Select(path => MetadataReference.CreateFromFile(path));
}
