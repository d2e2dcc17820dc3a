using System.Diagnostics;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace Unrolled.Build;

/// <summary>
/// Writes the class and the weights of each <c>&lt;UnrolledModel Include="amp.nam" Class="Amp" Namespace="MyApp" /&gt;</c>. A process of its own reads the
/// file: whatever it holds, the build goes on. What is newer than its file is left as it is.
/// </summary>
public sealed class ImportModels : Microsoft.Build.Utilities.Task
{
    private const string Help = "docs/diagnostics/";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>The items.</summary>
    [Required]
    public ITaskItem[] Models { get; set; } = [];

    /// <summary>Where the files go.</summary>
    [Required]
    public string Folder { get; set; } = "";

    /// <summary>The project, for messages.</summary>
    [Required]
    public string Project { get; set; } = "";

    /// <summary>The program that reads a file.</summary>
    [Required]
    public string Importer { get; set; } = "";

    /// <summary>The <c>dotnet</c> that runs it.</summary>
    public string Host { get; set; } = "dotnet";

    /// <summary>The classes.</summary>
    [Output]
    public ITaskItem[] Sources { get; set; } = [];

    /// <summary>The weights, each with the metadata <c>Model</c>.</summary>
    [Output]
    public ITaskItem[] Weights { get; set; } = [];

    /// <inheritdoc/>
    public override bool Execute()
    {
        var (sources, weights, classes) = (new List<ITaskItem>(), new List<ITaskItem>(), new HashSet<string>(StringComparer.Ordinal));
        foreach (var item in Models)
        {
            var (className, nameSpace) = (item.GetMetadata("Class"), item.GetMetadata("Namespace"));
            var name = nameSpace.Length == 0 ? className : nameSpace + "." + className;
            if (className.Length == 0)
            {
                Error("UNR0089", Project, $"<UnrolledModel Include=\"{item.ItemSpec}\" /> has no Class: add Class=\"…\" with the name that the class "
                    + "is to have");
            }
            else if (!classes.Add(name))
            {
                Error("UNR0089", Project, $"Two items <UnrolledModel> have the class '{name}': give each its own Class");
            }
            else if (Import(item, className, nameSpace, Path.Combine(Folder, name)) is { } files)
            {
                sources.Add(new TaskItem(files.Source));
                weights.Add(new TaskItem(files.Weights, new Dictionary<string, string> { ["Model"] = name }));
            }
        }

        (Sources, Weights) = ([.. sources], [.. weights]);
        return !Log.HasLoggedErrors;
    }

    private (string Source, string Weights)? Import(ITaskItem item, string className, string nameSpace, string target)
    {
        var file = item.GetMetadata("FullPath");
        var (source, weights) = (target + ".unrolled.cs", target + ".unrolled.safetensors");
        if (!File.Exists(file))
        {
            Error("UNR0088", Project, $"The model file of '{className}' does not exist: {file}");
            return null;
        }

        string[] inputs = [file, Importer, Project];
        if (File.Exists(source) && File.Exists(weights)
            && inputs.Max(File.GetLastWriteTimeUtc) < new[] { source, weights }.Min(File.GetLastWriteTimeUtc))
            return (source, weights);
        Directory.CreateDirectory(Folder);
        string[] arguments =
        [
            "exec", Importer, file, className, nameSpace, source, weights,
            item.GetMetadata("Activation"), item.GetMetadata("SampleRate"), item.GetMetadata("Key"),
        ];
        var start = new ProcessStartInfo(Host, string.Join(" ", arguments.Select(Quoted)))
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
            CreateNoWindow = true,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit((int)Patience.TotalMilliseconds))
        {
            process.Kill();
            Error("UNR0088", file, $"The model file of '{className}' was not read within {Patience.TotalMinutes} minutes");
            return null;
        }

        if (process.ExitCode == 0)
            return (source, weights);
        var message = errors.Result.Trim().Length > 0 ? errors.Result.Trim() : output.Result.Trim();
        Error("UNR0088", file, $"The model file of '{className}' cannot be imported: {message}");
        return null;
    }

    /// <summary>As the programs of C split a command line.</summary>
    private static string Quoted(string argument)
    {
        var text = new System.Text.StringBuilder("\"");
        var slashes = 0;
        foreach (var letter in argument)
        {
            if (letter == '"')
                text.Append('\\', slashes + 1);
            slashes = letter == '\\' ? slashes + 1 : 0;
            text.Append(letter);
        }

        return text.Append('\\', slashes).Append('"').ToString();
    }

    private void Error(string code, string file, string message) => Log.LogError(null, code, null, Help + code + ".md", file, 0, 0, 0, 0, message, []);
}
