using System.Text.RegularExpressions;
using Unrolled.Package.Tests.Support;

namespace Unrolled.Package.Tests;

/// <summary>The templates as users get them: installed from their package, made into projects, built, and tested by themselves.</summary>
public sealed class TemplateTests
{
    private static readonly string[] s_kinds = ["forecast", "classify", "text", "stream"];

    private static PackedProduct Product => PackedProduct.OfThisRun;

    /// <summary>The projects share one restore and one build.</summary>
    [Fact]
    public void Each_becomes_a_project_that_learns_and_the_command_line_writes_the_same()
    {
        var project = Product.NewProject();
        string hive = Path.Combine(project.Folder, "hive");
        project.DotNet("new", "install", Product.Templates, "--debug:custom-hive", hive);
        string untrained = Directory.CreateDirectory(Path.Combine(project.Folder, "untrained")).FullName;
        foreach (string kind in s_kinds)
        {
            project.DotNet("new", "unrolled-" + kind, "-n", Name(kind), "--no-update-check", "--skipRestore", "--debug:custom-hive", hive);
            Assert.Contains($"Version=\"{Product.Version}\"", File.ReadAllText(Path.Combine(project.Folder, Name(kind), Name(kind) + ".csproj")));
            Assert.Contains("dotnet run -- --test", CommandLine.DotNet(untrained, "exec", Tool(), "new", kind, Name(kind)));
            Assert.Equal(Files(Path.Combine(project.Folder, Name(kind))), Files(Path.Combine(untrained, Name(kind))));
            Untrain(Path.Combine(untrained, Name(kind)));
        }

        var files = Directory.GetFiles(project.Folder, "*.csproj", SearchOption.AllDirectories).Select(file => $"<Project Path=\"{file}\" />");
        project.Write("all.slnx", $"<Solution>{string.Concat(files)}</Solution>");
        project.DotNet("build", "all.slnx");

        foreach (string kind in s_kinds)
        {
            // As a user starts it, and without any training: a test that cannot fail tests nothing.
            string folder = Path.Combine(project.Folder, Name(kind));
            CommandLine.Succeed(folder, Path.Combine(folder, "bin", "Debug", "net10.0", Name(kind)), "--test");
            Assert.True(File.Exists(Path.Combine(folder, "model.safetensors")));
            folder = Path.Combine(untrained, Name(kind));
            Assert.Equal(1, CommandLine.Run(folder, Path.Combine(folder, "bin", "Debug", "net10.0", "Untrained." + kind), "--test").Status);
        }

        string stream = Path.Combine(project.Folder, Name("stream"));
        Assert.Matches(
            @"^\d\d\.\d\d, off by \d\.\d\d; next \d\d\.\d\d\s*$",
            CommandLine.Succeed(stream, "sh", "-c", $"tail -n 50 readings.csv | bin/Debug/net10.0/{Name("stream")} | tail -n 1"));
    }

    /// <summary>Makes the project another one: it does not learn, and has the packages of this test.</summary>
    private void Untrain(string folder)
    {
        string program = Path.Combine(folder, "Program.cs"), project = Directory.GetFiles(folder, "*.csproj").Single();
        string text = File.ReadAllText(program), idle = Regex.Replace(Regex.Replace(text, @"(AdamW?)\(0\.\d+f", "$1(1e-9f"), @"Epochs = \d+", "Epochs = 1");
        Assert.NotEqual(text, idle);
        File.WriteAllText(program, idle);
        string kind = Path.GetFileNameWithoutExtension(project)[Name("").Length..];
        File.WriteAllText(
            Path.Combine(folder, $"Untrained.{kind}.csproj"), Regex.Replace(File.ReadAllText(project), "Version=\".*?\"", $"Version=\"{Product.Version}\""));
        File.Delete(project);
    }

    /// <summary>The command line as the solution has built it.</summary>
    private static string Tool()
    {
        string configuration = Path.GetFileName(Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)))!;
        return Repository.PathOf("src", "Unrolled.Tool", "bin", configuration, "net10.0", "Unrolled.Tool.dll");
    }

    private static string Name(string kind) => "Acme.My" + kind;

    /// <summary>Paths and texts below a folder; line ends and versions do not count.</summary>
    private static Dictionary<string, string> Files(string folder) => Directory.GetFiles(folder, "*", SearchOption.AllDirectories)
        .ToDictionary(
            file => Path.GetRelativePath(folder, file),
            file => Regex.Replace(File.ReadAllText(file).ReplaceLineEndings("\n"), "Version=\".*?\"", ""));
}
