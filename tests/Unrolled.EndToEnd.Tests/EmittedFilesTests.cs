using System.Reflection;
using Unrolled.Compiler;
using Unrolled.Compiler.Specs;
using Unrolled.EndToEnd.Tests.Support;

namespace Unrolled.EndToEnd.Tests;

/// <summary>This project is built with <c>EmitCompilerGeneratedFiles</c>: what the generator writes stands on disk, to be read and compared.</summary>
public sealed class EmittedFilesTests
{
    [Fact]
    public void The_files_of_a_model_are_those_of_the_compiler()
    {
        var spec = Specs.Features(28, Specs.Lstm(64), Specs.Dense(10)) with
        {
            Namespace = "Unrolled.EndToEnd.Tests",
            Name = "RowReader",
            HintName = "Unrolled.EndToEnd.Tests.RowReader"
        };
        var folder = typeof(EmittedFilesTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(attribute => attribute.Key == "GeneratedFiles").Value!;

        string PathOf(GeneratedFile file) => Path.Combine(folder, "Unrolled.Generator", "Unrolled.Generator.ModelGenerator", file.HintName);
        var files = ModelCompiler.Compile(spec);
        var lines = File.ReadAllLines(PathOf(files[0]));
        static bool NamesClassOfAnotherModel(string line) => line.Contains("using ", StringComparison.Ordinal)
            && line.Contains(" = global::Unrolled.Generated.", StringComparison.Ordinal);

        Assert.Equal(files[0].Text, string.Concat(lines.Where(line => !NamesClassOfAnotherModel(line)).Select(line => line + "\n")));
        foreach (var layer in files.Skip(1))
        {
            if (File.Exists(PathOf(layer)))
                Assert.Equal(layer.Text, File.ReadAllText(PathOf(layer)));
            else
                Assert.Contains(lines, line => NamesClassOfAnotherModel(line) && line.Contains($"using {layer.Layer!.Name} = ", StringComparison.Ordinal));
        }

        Assert.Contains(files.Skip(1), layer => File.Exists(PathOf(layer)));
    }
}
