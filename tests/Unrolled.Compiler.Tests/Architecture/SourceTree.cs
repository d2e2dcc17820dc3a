namespace Unrolled.Compiler.Tests.Architecture;

/// <summary>The C# files of the repository that people write.</summary>
internal static class SourceTree
{
    /// <summary>The folders of the product.</summary>
    public static readonly string[] Product = ["src", "generator", "runtime"];

    /// <summary>The folders with code in them.</summary>
    public static readonly string[] All = [.. Product, "tests", "samples"];

    /// <summary>The C# files in and below a folder, without what was built and without verified texts; paths from the root, with slashes.</summary>
    public static IEnumerable<string> Files(params string[] folder)
        => Directory.EnumerateFiles(Repository.PathOf(folder), "*.cs", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Repository.Root, file).Replace(Path.DirectorySeparatorChar, '/'))
            .Where(file => !file.Contains("/bin/") && !file.Contains("/obj/"))
            .Where(file => !file.EndsWith(".verified.cs", StringComparison.Ordinal) && !file.EndsWith(".received.cs", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);

    /// <summary>The lines of a file.</summary>
    public static string[] Lines(string file) => File.ReadAllLines(Path.Combine(Repository.Root, file));
}
