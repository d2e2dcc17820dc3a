using Unrolled.Package.Tests.Support;

namespace Unrolled.Package.Tests;

/// <summary>Weights in the assembly, from a project that installs the package.</summary>
public sealed class WeightsTests
{
    private const string Item = """<UnrolledWeights Include="weights/sum.safetensors" Model="Sum" />""";

    private const string Program = """
        using Unrolled;

        float[] y = [0];
        Sums.Sum.Default.Step([1, 1], Sums.Sum.Default.NewState(), y);
        Console.WriteLine($"{y[0]} {ReferenceEquals(Sums.Sum.Default, Sums.Sum.Default)}");

        namespace Sums
        {
            [Model(Inputs = 2, Training = false)]
            [Dense(1)]
            internal sealed partial class Sum;
        }
        """;

    private static byte[] Weights(float first) => Safetensors.File(("dense0.W", [1, 2], [first, 3]), ("dense0.b", [1], [1]));

    [Fact]
    public void They_are_read_without_a_file_and_follow_it_when_it_changes()
    {
        var project = Project(Item, Weights(2));

        project.DotNet("build", "-c", "Release", "-o", "out");
        string assembly = Path.Combine(project.Folder, "out", "app.dll"), list =
            Directory.EnumerateFiles(project.Folder, "*.unrolled-tensors.txt", SearchOption.AllDirectories).Single();
        var (built, listed) = (File.GetLastWriteTimeUtc(assembly), File.GetLastWriteTimeUtc(list));
        Directory.Move(Path.Combine(project.Folder, "weights"), Path.Combine(project.Folder, "elsewhere"));
        Assert.Equal("6 True", project.Run("out/app").Trim());
        Directory.Move(Path.Combine(project.Folder, "elsewhere"), Path.Combine(project.Folder, "weights"));

        // Nothing has changed: nothing is compiled.
        project.DotNet("build", "-c", "Release", "-o", "out");
        Assert.Equal(built, File.GetLastWriteTimeUtc(assembly));

        // Other numbers in the same tensors: another assembly, the same list.
        File.WriteAllBytes(Path.Combine(project.Folder, "weights", "sum.safetensors"), Weights(10));
        project.DotNet("build", "-c", "Release", "-o", "out");
        Assert.Equal("14 True", project.Run("out/app").Trim());
        Assert.Equal(listed, File.GetLastWriteTimeUtc(list));

        // Another tensor: an error that names it.
        File.WriteAllBytes(Path.Combine(project.Folder, "weights", "sum.safetensors"), Safetensors.File(("dense0.W", [2, 1], [2, 3]), ("dense0.b", [1], [1])));
        Refuse(project, "error UNR0081: sum.safetensors does not fit model 'Sum': dense0.W: expected F32 [1, 2], found F32 [2, 1]");

        // To train again, it is built all the same.
        project.DotNet("build", "-c", "Release", "-o", "out", "-p:UnrolledCheckWeights=false");
    }

    [Theory]
    [InlineData("""<UnrolledWeights Include="weights/none.safetensors" Model="Sum" />""", "error UNR0082: The weights file of model 'Sum' does not exist: ")]
    [InlineData("""<UnrolledWeights Include="Program.cs" Model="Sum" />""", "is not a valid safetensors file: its first 8 bytes say that a header of ")]
    [InlineData(Item + """<UnrolledWeights Include="weights/more.safetensors" Model="Sum" />""",
        "error UNR0084: Model 'Sum' has two weights files, weights/sum.safetensors and weights/more.safetensors: remove one")]
    [InlineData("""<UnrolledWeights Include="weights/sum.safetensors" />""",
        "error UNR0085: <UnrolledWeights Include=\"weights/sum.safetensors\" /> has no Model: add Model=\"…\" with the name of the class")]
    [InlineData("""<UnrolledWeights Include="weights/sum.safetensors" Model="Product" />""",
        "error UNR0080: <UnrolledWeights> for sum.safetensors names model 'Product', and no model has this name")]
    public void A_mistake_in_the_project_is_an_error(string items, string message) => Refuse(Project(items, Weights(2)), message);

    /// <summary>What a native library's build leaves for C; that it can be called is shown by samples/NativeLibrary.</summary>
    [Fact]
    public void A_native_library_gets_its_header()
    {
        var project = PackedProduct.OfThisRun.NewProject().Project("library.csproj", "net10.0", "<NativeLib>Shared</NativeLib>").Write("Model.cs", """
            [Unrolled.Model(Inputs = 2, NativeName = "sum"), Unrolled.Dense(1)]
            internal sealed partial class Sum;
            """);

        project.DotNet("build", "-c", "Release", "-o", "out");

        string header = File.ReadAllText(Path.Combine(project.Folder, "out", "sum.h"));
        Assert.StartsWith("/* sum.h: ", header);
        Assert.Contains("int32_t sum_step(sum_state *state, const float *x, float *y);\n", header);
    }

    private static void Refuse(FreshProject project, string message)
    {
        var result = CommandLine.Run(project.Folder, "dotnet", "build", "-c", "Release", "-o", "out");

        Assert.NotEqual(0, result.Status);
        Assert.Contains(message, result.Output);
    }

    private FreshProject Project(string items, byte[] weights)
    {
        var project = PackedProduct.OfThisRun.NewProject().Project("app.csproj", "net10.0", "<OutputType>Exe</OutputType>", items).Write("Program.cs", Program);
        Directory.CreateDirectory(Path.Combine(project.Folder, "weights"));
        File.WriteAllBytes(Path.Combine(project.Folder, "weights", "sum.safetensors"), weights);
        File.WriteAllBytes(Path.Combine(project.Folder, "weights", "more.safetensors"), weights);
        return project;
    }
}
