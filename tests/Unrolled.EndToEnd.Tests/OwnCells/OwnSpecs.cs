using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Unrolled.Compiler.Specs;
using Unrolled.Generator;

namespace Unrolled.EndToEnd.Tests.OwnCells;

/// <summary>Specs of this project's own cells, read once more from their source, as the generator has read them.</summary>
internal static class OwnSpecs
{
    private static readonly CSharpCompilation Source = Compile();

    public static ModelSpec Of<TModel>()
    {
        var parsed = ModelParser.Parse(Source.GetTypeByMetadataName(typeof(TModel).FullName!)!, CancellationToken.None)!;
        Assert.Empty(parsed.Problems);
        return parsed.Spec!;
    }

    private static CSharpCompilation Compile()
    {
        var assembly = Assembly.GetExecutingAssembly();
        var trees = assembly.GetManifestResourceNames().Where(name => name.EndsWith("Cells.cs", StringComparison.Ordinal)).Select(name =>
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            return CSharpSyntaxTree.ParseText(reader.ReadToEnd(), path: name);
        });
        var platform = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal))
            .Append(typeof(Parameter).Assembly.Location);
        return CSharpCompilation.Create("OwnCells", trees, platform.Select(path => MetadataReference.CreateFromFile(path)));
    }
}
