using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Unrolled.Compiler;
using Unrolled.Compiler.Specs;
using Unrolled.EndToEnd.Tests.Support;

namespace Unrolled.EndToEnd.Tests;

/// <summary>The classes of tests/Unrolled.Conformance, which runs the reference cases without a JIT: one for each model that a case or a variant
/// describes. UNROLLED_ACCEPT=1 writes them.</summary>
[Trait("Vectors", "none")]
public sealed class ConformanceModelsTests
{
    private static readonly string s_folder = Path.Combine(Path.GetDirectoryName(FindSolution())!, "tests", "Unrolled.Conformance");

    [Fact]
    public void The_conformance_program_has_every_case()
    {
        var cases = Of("golden", ReferenceSpecs.Golden)
            .Concat(Of("trajectories", ReferenceSpecs.Trajectory))
            .Concat(Variants.Names.Select(variant => (Name: "variants/" + variant, Spec: Variants.Spec(variant, 17))));
        var declarations = new List<string>();
        var lines = new StringBuilder();
        foreach (var (name, spec) in cases)
        {
            var declaration = Declaration(spec);
            if (!declarations.Contains(declaration))
                declarations.Add(declaration);
            lines.Append($"        [\"{name}\"] = () => new ModelHandle<Model{declarations.IndexOf(declaration) + 1}>(new(seed: 1)),\n");
        }

        Same("Cases.cs", $$"""
            using Unrolled.EndToEnd.Tests.Support;

            namespace Unrolled.Conformance;

            /// <summary>A new model of each case, written by ConformanceModelsTests.</summary>
            internal static class Cases
            {
                public static readonly Dictionary<string, Func<ModelHandle>> All = new()
                {
            {{lines}}    };
            }

            """);
        var classes = declarations.Select((declaration, index) => Lines(declaration, $"internal sealed partial class Model{index + 1};"));
        Same("Models.cs", $"namespace Unrolled.Conformance;\n\n// The models of Cases.cs, written by ConformanceModelsTests.\n{string.Join('\n', classes)}\n");
    }

    /// <summary>A class on one line, or an attribute on each where that is too long.</summary>
    private static string Lines(string attributes, string model)
    {
        var line = $"{attributes.Replace("] [", ", ")} {model}";
        return line.Length <= 160 ? line : $"{attributes.Replace("] [", "]\n[")}\n{model}";
    }

    private static IEnumerable<(string Name, ModelSpec Spec)> Of(string folder, Func<JsonElement, ModelSpec> spec) =>
        Tensors.Folder(folder).Select(file => ($"{folder}/{file.Key}", spec(new Tensors(file.Value).Config)));

    private static string Declaration(ModelSpec spec) =>
        ModelCompiler.Compile(spec).Select(file => GeneratedText.Declaration(file.Text)).First(text => text.Length > 0);

    private static void Same(string file, string text)
    {
        var path = Path.Combine(s_folder, file);
        text = text.ReplaceLineEndings("\n");
        if (Environment.GetEnvironmentVariable("UNROLLED_ACCEPT") == "1")
            File.WriteAllText(path, text);
        Assert.Equal(text, File.ReadAllText(path).ReplaceLineEndings("\n"));
    }

    private static string FindSolution()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Generated.sln")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("Generated.sln is in no folder above " + AppContext.BaseDirectory);
        return Path.Combine(folder, "Generated.sln");
    }
}
