using System.Text.RegularExpressions;
using Unrolled.Package.Tests.Support;

namespace Unrolled.Package.Tests;

/// <summary>Fresh projects that install the package, are built without a warning, and run.</summary>
public sealed class InstallTests
{
    private const string Strict = "<LangVersion>12</LangVersion><GenerateDocumentationFile>true</GenerateDocumentationFile>"
        + "<CheckForOverflowUnderflow>true</CheckForOverflowUnderflow><AnalysisMode>All</AnalysisMode><EnforceCodeStyleInBuild>true</EnforceCodeStyleInBuild>";

    private const string Model = """
        using Unrolled;

        namespace Readers;

        /// <summary>Reads rows.</summary>
        [Model(Inputs = 28)]
        [Lstm(64)]
        [Dense(10)]
        public partial class RowReader;
        """;

    /// <summary>Trains a little, saves, loads and steps; says what came out.</summary>
    private const string Program = """
        using System;
        using System.IO;
        using Readers;
        using Unrolled;

        RowReader model = new(seed: 1);
        Tape<RowReader> tape = model.NewTape(steps: 3, batch: 4);
        Trainer<RowReader> trainer = new(model, Loss.SoftmaxCrossEntropy, new Adam(0.01f));
        tape.Inputs.Fill(0.5f);
        tape.TargetClasses.Fill(7);
        double first = trainer.Step(tape);
        double last = 0;
        for (int update = 0; update < 30; update++)
        {
            last = trainer.Step(tape);
        }

        string file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        model.Save(file);
        RowReader again = RowReader.Load(file);
        File.Delete(file);
        float[] x = new float[RowReader.Inputs];
        float[] y = new float[RowReader.Outputs];
        Array.Fill(x, 0.5f);
        again.Step(x, again.NewState(), y);
        Console.WriteLine($"{(last < first / 2 ? "learned" : "did not learn")} {Sampling.Next(y, temperature: 0)} {Environment.Version.Major}");
        """;

    [Fact]
    public void An_application_for_net10()
    {
        var project = PackedProduct.OfThisRun.NewProject().Project("app.csproj", "net10.0", "<OutputType>Exe</OutputType>").Write("RowReader.cs", Model)
            .Write("Program.cs", Program);

        project.DotNet("build", "-c", "Release", "-o", "out");

        Assert.Equal("learned 7 10", project.Run("out/app").Trim());

        // The program's own loops are optimised at once.
        string configuration = File.ReadAllText(Path.Combine(project.Folder, "out", "app.runtimeconfig.json"));
        Assert.Contains("\"System.Runtime.TieredCompilation.QuickJitForLoops\": false", configuration, StringComparison.Ordinal);
    }

    /// <summary>Self-contained: the test's machine needs no .NET 8. Everything that a strict project would forbid is forbidden.</summary>
    [Fact]
    public void A_strict_application_for_net8_in_CSharp_12()
    {
        const string Properties = "<OutputType>Exe</OutputType><SelfContained>true</SelfContained>" + Strict
            + "<NoWarn>CA1303;CA1852;CA2000;CA5394;CA1515;CA2007;CA1515;IDE0055;IDE0040;IDE0058;IDE0160</NoWarn>";
        var project = PackedProduct.OfThisRun.NewProject()
            .Project("app.csproj", "net8.0", Properties + $"<RuntimeIdentifier>{FreshProject.Platform}</RuntimeIdentifier>").Write("RowReader.cs", Model)
            .Write("Program.cs", Program);

        project.DotNet("build", "-c", "Release", "-o", "out");

        Assert.Equal("learned 7 8", project.Run("out/app").Trim());
    }

    /// <summary>The application installs nothing: library and package come with the reference.</summary>
    [Fact]
    public void A_library_and_the_application_that_references_it()
    {
        var project = PackedProduct.OfThisRun.NewProject()
            .Project("library/library.csproj", "net8.0", Strict + "<NoWarn>CA1014;IDE0055;IDE0160;IDE0040;CA5394</NoWarn>").Write("library/RowReader.cs", Model)
            .Project("app/app.csproj", "net10.0", "<OutputType>Exe</OutputType>", """<ProjectReference Include="../library/library.csproj" />""",
            install: false).Write("app/Program.cs", Program);

        project.DotNet("build", "app/app.csproj", "-c", "Release", "-o", "out");

        Assert.Equal("learned 7 10", project.Run("out/app").Trim());
    }

    [Fact]
    public void A_test_project()
    {
        var project = PackedProduct.OfThisRun.NewProject().Project("tests.csproj", "net10.0", "<IsTestProject>true</IsTestProject>", """
            <PackageReference Include="Microsoft.NET.Test.Sdk" Version="18.11.0" />
            <PackageReference Include="xunit" Version="2.9.3" />
            <PackageReference Include="xunit.runner.visualstudio" Version="4.0.1" />
            """).Write("RowReader.cs", Model).Write("Tests.cs", """
            using Unrolled;
            using Xunit;
            using static Unrolled.Equations;

            public class Tests
            {
                [Fact]
                public void Gradients_are_right() => Assert.All(GradientCheck.Run<Forecaster>(), error => Assert.True(error.Error <= 1e-4, error.ToString()));

                [Fact]
                public void Outputs_depend_on_inputs()
                {
                    var model = new Readers.RowReader();
                    float[] y = new float[10];
                    float[] x = new float[28];
                    x[3] = 1;
                    model.Step(x, model.NewState(), y);
                    Assert.Contains(y, value => value != 0);
                }
            }

            [Model(Inputs = 3), Cell<Unit>(5), Dense(2)]
            internal partial class Forecaster;

            internal sealed class Unit : ICellEquations
            {
                public static Vec Step(Vec x, Vec h)
                {
                    var f = Sigmoid(Affine(x, h));
                    return (1 - f) * h + f * Tanh(Affine(x, f * h, name: "n"));
                }
            }
            """);

        string output = project.DotNet("test", "-c", "Release");

        Assert.Matches(new Regex(@"Passed!  - Failed: +0, Passed: +2,"), output);
    }

    /// <summary>The blocks of README.md, installed and run as it says; then published with the weights that they have saved.</summary>
    [Fact]
    public void The_program_of_the_README()
    {
        string readme = Repository.Read("README.md");
        string[] sections = ["Install", "Bring a model", "Declare", "Train", "Save", "Stream", "Publish"];
        Assert.Equal(sections, Regex.Matches(readme, "^## (.*)$", RegexOptions.Multiline).Select(heading => heading.Groups[1].Value).Take(sections.Length));
        var blocks = Blocks(readme, "csharp");
        var declarations = blocks.Where(block => block.Contains("partial class")).ToList();
        var project = PackedProduct.OfThisRun.NewProject().Project("app.csproj", "net10.0", "<OutputType>Exe</OutputType>")
            .Write("Program.cs", string.Join('\n', blocks.Except(declarations)));
        for (int i = 0; i < declarations.Count; i++)
            project.Write($"Declaration{i}.cs", declarations[i]);
        string digits = Repository.Read("samples", "Digits", "digits.csv");
        project.Write("digits.csv", digits);

        project.DotNet("build", "-c", "Release", "-o", "out");

        string output = project.Run("out/app");
        Assert.Contains("It is a 7.", output);
        Assert.Contains("\nloss 0.1", output);
        Assert.Contains("accuracy 0.9", output);

        string published = Assert.Single(Blocks(readme, "xml"), block => !block.Contains("<UnrolledModel"));
        Assert.Contains($"dotnet publish -c Release -r {FreshProject.Platform}\n", readme.Replace("linux-x64", FreshProject.Platform));

        // The samples publish for .NET 10; here .NET 9 is tried.
        var deployed = PackedProduct.OfThisRun.NewProject().Project("app.csproj", "net9.0", "<OutputType>Exe</OutputType>")
            .Write("Declaration.cs", declarations[0]).Write("Directory.Build.props", $"<Project>{published}</Project>").Write("Program.cs", """
            float[] y = new float[RowReader.Outputs];
            var state = RowReader.Default.NewState();
            foreach (string[] row in args[0].Split(',')[..64].Chunk(RowReader.Inputs))
                RowReader.Default.Step(Array.ConvertAll(row, pixel => int.Parse(pixel) / 16f), state, y);
            Console.WriteLine($"{y.AsSpan().IndexOf(y.Max())} {System.Runtime.CompilerServices.RuntimeFeature.IsDynamicCodeSupported}");
            """);
        File.Copy(Path.Combine(project.Folder, "rows.safetensors"), Path.Combine(deployed.Folder, "rows.safetensors"));

        deployed.DotNet("publish", "-c", "Release", "-r", FreshProject.Platform, "-o", "out");

        File.Delete(Path.Combine(deployed.Folder, "rows.safetensors"));
        Assert.Equal("7 False", deployed.Run("out/app", digits.Split('\n')[7]).Trim());
    }

    [Fact]
    public void A_mistake_in_a_declaration_is_an_error_at_its_argument()
    {
        var project = PackedProduct.OfThisRun.NewProject().Project("app.csproj", "net10.0")
            .Write("Wrong.cs", "using Unrolled;\n[Model(Inputs = 3)]\n[Lstm(0)]\npublic partial class Wrong;\n");

        var result = CommandLine.Run(project.Folder, "dotnet", "build", "-c", "Release");

        Assert.NotEqual(0, result.Status);
        Assert.Contains("Wrong.cs(3,7): error UNR0030: [Lstm] has 0 hidden; it needs at least 1", result.Output);
    }

    private static List<string> Blocks(string text, string language)
        => [.. Regex.Matches(text, $"^```{language}\\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline).Select(block => block.Groups[1].Value)];
}
