using System.IO.Compression;

namespace Unrolled.Package.Tests.Support;

/// <summary>The package as users get it, packed once from a copy of the sources, in a folder that projects can install it from.</summary>
internal sealed class PackedProduct
{
    private static readonly Lazy<PackedProduct> s_packed = new(() => new PackedProduct());
    private readonly string _folder = Directory.CreateTempSubdirectory("unrolled-package-").FullName;
    private int _projects;

    /// <summary>Packs. The version is one that no cache of packages has.</summary>
    private PackedProduct()
    {
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Delete();
        Version = "0.1.0-test." + Guid.NewGuid().ToString("N")[..12];
        Feed = Path.Combine(_folder, "feed");
        File = Pack("here", Feed, "runtime/Unrolled", "runtime/Unrolled.Interop", "src/Unrolled.Templates");
        Templates = Path.Combine(Feed, $"Unrolled.Templates.{Version}.nupkg");
        Symbols = Path.ChangeExtension(File, ".snupkg");
    }

    /// <summary>That of all tests, which run side by side. It goes when the process ends.</summary>
    public static PackedProduct OfThisRun => s_packed.Value;

    /// <summary>The version that was packed.</summary>
    public string Version { get; }

    /// <summary>The folder with the package in it.</summary>
    public string Feed { get; }

    /// <summary>The .nupkg.</summary>
    public string File { get; }

    /// <summary>The .nupkg of the templates.</summary>
    public string Templates { get; }

    /// <summary>The .snupkg.</summary>
    public string Symbols { get; }

    /// <summary>Packs the same once more, from a copy of the sources in another folder.</summary>
    public string PackElsewhere() => Pack("elsewhere", Path.Combine(_folder, "feed2"), "runtime/Unrolled");

    /// <summary>A folder for a project that installs the package: outside of the repository and of its settings.</summary>
    public FreshProject NewProject() => new(Path.Combine(_folder, "project" + Interlocked.Increment(ref _projects)), this);

    /// <summary>The files of a package by name.</summary>
    public static Dictionary<string, byte[]> Read(string package)
    {
        using var archive = ZipFile.OpenRead(package);
        return archive.Entries.ToDictionary(entry => entry.FullName, entry =>
        {
            using var stream = entry.Open();
            using var copy = new MemoryStream();
            stream.CopyTo(copy);
            return copy.ToArray();
        });
    }

    private void Delete()
    {
        Directory.Delete(_folder, recursive: true);

        // What the projects have installed; everything else in that folder is of use to others.
        string user = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        string packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(user, ".nuget", "packages");
        foreach (string package in new[] { "unrolled", "unrolled.interop" })
        {
            string installed = Path.Combine(packages, package, Version);
            if (Directory.Exists(installed))
                Directory.Delete(installed, recursive: true);
        }
    }

    private string Pack(string name, string feed, params string[] projects)
    {
        string sources = Path.Combine(_folder, name);
        Sources.Copy(sources);
        foreach (string project in projects)
        {
            CommandLine.DotNet(
                sources, "pack", project, "-c", "Release", "-o", feed,
                $"-p:Version={Version}", "-p:ContinuousIntegrationBuild=true", "-p:RunAnalyzers=false", $"-p:PathMap={sources}=/_/");
        }

        return Path.Combine(feed, $"Unrolled.{Version}.nupkg");
    }
}
