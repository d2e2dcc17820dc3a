using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Unrolled.Generator;

namespace Unrolled.Benchmarks.Sweep;

/// <summary>What the generator made of one declaration.</summary>
/// <param name="Seconds">The generator's time, as the C# compiler reports it: the best of several runs, each without what an earlier one cached.</param>
/// <param name="LargestFile">Bytes of the largest generated file.</param>
/// <param name="Output">The declaration and the generated files.</param>
internal sealed record Generated(double Seconds, int LargestFile, CSharpCompilation Output);

/// <summary>From a declaration to a class that can be measured, in memory.</summary>
internal static class SweepCompiler
{
    /// <summary>The name of the assemblies that are made: one that sees this program's interfaces.</summary>
    public const string AssemblyName = "Unrolled.Benchmarks.Swept";

    private const int Runs = 3;

    private static readonly CSharpParseOptions ParseOptions = CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.CSharp12)
        .WithDocumentationMode(DocumentationMode.None).WithPreprocessorSymbols("NET8_0_OR_GREATER", "NET9_0_OR_GREATER", "NET10_0_OR_GREATER");

    private static readonly CSharpCompilationOptions Options = new(
        OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, nullableContextOptions: NullableContextOptions.Enable,
            concurrentBuild: false);

    private static readonly List<MetadataReference> References = FindReferences();

    /// <summary>Runs the generator on a model.</summary>
    /// <param name="attributes">Those of the class, such as <c>Model(Inputs = 1), Lstm(8)</c>.</param>
    /// <param name="isA">An interface of the class <c>Model</c> by which it is measured, with its namespace; null where it is not.</param>
    public static Generated Generate(string attributes, string? isA)
    {
        var source = $"using Unrolled; namespace Swept; [{attributes}] internal sealed partial class Model{(isA is null ? "" : " : " + isA)};";
        double seconds = double.PositiveInfinity;
        int largest = 0;
        Compilation? output = null;
        for (int run = 0; run < Runs; run++)
        {
            var input = CSharpCompilation.Create(AssemblyName, [CSharpSyntaxTree.ParseText(source, ParseOptions)], References, Options);
            var driver = CSharpGeneratorDriver.Create([new ModelGenerator().AsSourceGenerator()], parseOptions: ParseOptions)
                .RunGeneratorsAndUpdateCompilation(input, out output, out _);
            seconds = Math.Min(seconds, driver.GetTimingInfo().ElapsedTime.TotalSeconds);
            largest = driver.GetRunResult().Results.Single().GeneratedSources.Max(file => file.SourceText.Encoding!.GetByteCount(file.SourceText.ToString()));
        }

        return new(seconds, largest, (CSharpCompilation)output!);
    }

    /// <summary>Compiles the C#.</summary>
    public static byte[] Emit(CSharpCompilation compilation)
    {
        using var image = new MemoryStream();
        var result = compilation.Emit(image);
        return result.Success ? image.ToArray()
            : throw new InvalidOperationException(string.Join(Environment.NewLine,
            result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Take(5)));
    }

    /// <summary>Loads the class: a new type at every call. Not collectible, since the JIT compiles that differently.</summary>
    public static Type Load(byte[] image)
    {
        using var stream = new MemoryStream(image);
        Assembly assembly = new AssemblyLoadContext(null).LoadFromStream(stream);
        return assembly.GetType("Swept.Model", throwOnError: true)!;
    }

    private static List<MetadataReference> FindReferences()
    {
        var framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        var trusted = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetDirectoryName(path) == framework);
        return [.. trusted.Append(typeof(ModelAttribute).Assembly.Location).Append(typeof(SweepCompiler).Assembly.Location)
            .Select(path => MetadataReference.CreateFromFile(path))];
    }
}
