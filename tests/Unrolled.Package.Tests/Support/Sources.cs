namespace Unrolled.Package.Tests.Support;

/// <summary>The sources that the package is made of.</summary>
internal static class Sources
{
    /// <summary>Copies what the package is made of, without what was built: projects, their settings, and the files that are packed.</summary>
    public static void Copy(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (string file in Directory.EnumerateFiles(Repository.Root)
            .Where(file => Path.GetExtension(file) is ".props" or ".targets" or ".json" or ".md" || Path.GetFileName(file) is ".editorconfig" or "LICENSE"))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        foreach (string part in new[] { "src", "generator", "runtime", "docs" })
            CopyFolder(Path.Combine(Repository.Root, part), Path.Combine(folder, part));
    }

    private static void CopyFolder(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (string file in Directory.EnumerateFiles(from))
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        foreach (string folder in Directory.EnumerateDirectories(from).Where(folder => Path.GetFileName(folder) is not ("bin" or "obj")))
            CopyFolder(folder, Path.Combine(to, Path.GetFileName(folder)));
    }
}
