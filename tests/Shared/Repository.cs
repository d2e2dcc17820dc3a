// Compiled into each test project that needs it.
namespace Unrolled.Tests.Shared;

/// <summary>The folder that these tests were built in.</summary>
internal static class Repository
{
    /// <summary>The folder of Generated.sln.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The path of a file of the repository.</summary>
    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    /// <summary>The text of a file of the repository, with line feeds alone.</summary>
    public static string Read(params string[] parts) => File.ReadAllText(PathOf(parts)).ReplaceLineEndings("\n");

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Generated.sln")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("Generated.sln is in no folder above " + AppContext.BaseDirectory);
        return folder;
    }
}
