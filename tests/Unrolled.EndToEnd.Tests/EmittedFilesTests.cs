using System.Reflection;
using Unrolled.Compiler;
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

        Assert.All(
            ModelCompiler.Compile(spec),
            file => Assert.Equal(file.Text, File.ReadAllText(Path.Combine(folder, "Unrolled.Generator", "Unrolled.Generator.ModelGenerator", file.HintName))));
    }
}
