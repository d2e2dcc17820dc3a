namespace Unrolled.Package.Tests.Support;

/// <summary>The folder that these tests were built in.</summary>
internal static class Repository
{
    /// <summary>The folder of Generated.sln.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>A file of the repository.</summary>
    public static string File(params string[] path) => Path.Combine([Root, .. path]);

    /// <summary>Copies what the package is made of, without what was built: projects, their settings, and the files that are packed.</summary>
    public static void CopySources(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (string file in Directory.EnumerateFiles(Root).Where(file => Path.GetExtension(file) is ".props" or ".targets" or ".json" or ".md" || Path.GetFileName(file) is ".editorconfig" or "LICENSE"))
            System.IO.File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        foreach (string part in new[] { "src", "generator", "runtime", "docs" })
            CopyFolder(Path.Combine(Root, part), Path.Combine(folder, part));
    }

    private static void CopyFolder(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (string file in Directory.EnumerateFiles(from))
            System.IO.File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        foreach (string folder in Directory.EnumerateDirectories(from).Where(folder => Path.GetFileName(folder) is not ("bin" or "obj")))
            CopyFolder(folder, Path.Combine(to, Path.GetFileName(folder)));
    }

    private static string FindRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (!System.IO.File.Exists(Path.Combine(folder, "Generated.sln")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("Generated.sln is in no folder above " + AppContext.BaseDirectory);
        return folder;
    }
}
