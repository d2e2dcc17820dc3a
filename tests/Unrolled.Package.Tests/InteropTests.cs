using Unrolled.Package.Tests.Support;

namespace Unrolled.Package.Tests;

/// <summary>A model file of another program in a project that installs the packages.</summary>
public sealed class InteropTests
{
    private const string Item = """<UnrolledModel Include="amp.json" Class="Amp" Namespace="Models" />""";

    /// <summary>y = 2 x1 + 3 x2 + 1.</summary>
    private const string Amp = """{"in_shape":[null,null,2],"layers":[{"type":"dense","activation":"","shape":[null,null,1],"weights":[[[2],[3]],[1]]}]}""";

    private const string Program = """
        float[] y = [0];
        Models.Amp.Default.Step([1, 1], Models.Amp.Default.NewState(), y);
        Console.WriteLine(y[0]);
        """;

    [Fact]
    public void A_file_becomes_a_class_follows_it_and_is_published_as_native_code()
    {
        var project = Project(Item);
        project.DotNet("build", "-c", "Release", "-o", "out");
        string assembly = Path.Combine(project.Folder, "out", "app.dll");
        var built = File.GetLastWriteTimeUtc(assembly);
        Assert.Equal("6", project.Run("out/app").Trim());

        // Nothing has changed: nothing is read or compiled.
        project.DotNet("build", "-c", "Release", "-o", "out");
        Assert.Equal(built, File.GetLastWriteTimeUtc(assembly));

        // Other weights: another assembly.
        project.Write("amp.json", Amp.Replace("[[2],[3]]", "[[20],[3]]", StringComparison.Ordinal));
        project.DotNet("build", "-c", "Release", "-o", "out");
        Assert.Equal("24", project.Run("out/app").Trim());

        // What editors ask for sees the class.
        string[] asEditorsDo = ["-t:Compile", "-p:DesignTimeBuild=true", "-p:SkipCompilerExecution=true", "-p:ProvideCommandLineArgs=true"];
        string classes = project.DotNet(["msbuild", .. asEditorsDo, "-getItem:Compile"]);
        Assert.Contains("Models.Amp.unrolled.cs", classes, StringComparison.Ordinal);

        project.DotNet("publish", "-c", "Release", "-r", FreshProject.Platform, "-p:PublishAot=true", "-o", "native");
        Assert.Equal("24", project.Run("native/app").Trim());
        Assert.False(File.Exists(Path.Combine(project.Folder, "native", "amp.json")));
    }

    [Theory]
    [InlineData("""<UnrolledModel Include="none.json" Class="Amp" />""", "error UNR0088: The model file of 'Amp' does not exist: ")]
    [InlineData(
        """<UnrolledModel Include="Program.cs" Class="Amp" />""",
        "Program.cs : error UNR0088: The model file of 'Amp' cannot be imported: Program.cs: it is not recognised as a model of ")]
    [InlineData(
        """<UnrolledModel Include="amp.json" />""",
        "error UNR0089: <UnrolledModel Include=\"amp.json\" /> has no Class: add Class=\"…\" with the name that the class is to have")]
    [InlineData(
        """<UnrolledModel Include="amp.json" Class="A-B" />""",
        "amp.json : error UNR0088: The model file of 'A-B' cannot be imported: 'A-B' cannot be the name of a class")]
    public void What_cannot_be_imported_is_an_error_at_the_item(string item, string message)
    {
        var result = CommandLine.Run(Project(item).Folder, "dotnet", "build", "-c", "Release");
        Assert.NotEqual(0, result.Status);
        Assert.Contains(message, result.Output);
    }

    private FreshProject Project(string item)
    {
        var project = PackedProduct.OfThisRun.NewProject().Write("amp.json", Amp).Write("Program.cs", Program);
        return project.Project("app.csproj", "net10.0", "<OutputType>Exe</OutputType>", project.InteropReference + item, install: false);
    }
}
