using System.Reflection;
using System.Text;

namespace Unrolled.Tool.Projects;

/// <summary>A project to start from: the files of the package Unrolled.Templates, which this assembly carries as resources.</summary>
/// <param name="Kind">Its folder among the templates.</param>
/// <param name="Description">What the project does, in a sentence.</param>
/// <param name="First">The arguments of <c>dotnet run</c> to begin with.</param>
/// <param name="FirstMeans">What they do.</param>
internal sealed record ProjectTemplate(string Kind, string Description, string First = "", string FirstMeans = "trains, measures, saves")
{
    private const string Folder = "templates/";

    /// <summary>All there are.</summary>
    public static IReadOnlyList<ProjectTemplate> All { get; } =
    [
        new("forecast", "Forecasts a series of several numbers a step, and compares with persistence."),
        new("classify", "Says to which class a sequence belongs, with a confusion matrix."),
        new("text", "Learns a text character by character, and writes."),
        new("stream", "Answers each reading of a stream as it arrives; published with NativeAOT.", "-- --train", "trains, saves"),
    ];

    /// <summary>The files of a new project, with paths from its folder.</summary>
    public IEnumerable<(string Path, byte[] Content)> Files(ProjectName name)
    {
        var assembly = typeof(ProjectTemplate).Assembly;
        string version = assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
        foreach (string resource in assembly.GetManifestResourceNames().Where(resource => Kindred(resource)).Order(StringComparer.Ordinal))
        {
            using var stream = assembly.GetManifestResourceStream(resource)!;
            using var reader = new StreamReader(stream, Encoding.UTF8);
            string text = name.Into(reader.ReadToEnd()).Replace("UNROLLED_VERSION", version, StringComparison.Ordinal);
            yield return (name.Into(Path(resource)), Encoding.UTF8.GetBytes(text));
        }
    }

    private bool Kindred(string resource) => resource.Replace('\\', '/').StartsWith(Folder + Kind + "/", StringComparison.Ordinal);

    private string Path(string resource) => resource[(Folder.Length + Kind.Length + 1)..].Replace('\\', '/');
}
