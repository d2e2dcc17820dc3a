using System.Text;

namespace CharRnn;

/// <summary>Where the text to learn comes from.</summary>
internal static class TextSource
{
    /// <summary>The characters of a file, or of this repository's own C# source when no file is named.</summary>
    /// <exception cref="FormatException">There is no such file, or no repository around the program.</exception>
    public static string Read(string? path)
    {
        if (path is null)
            return OwnSource();
        return File.Exists(path) ? File.ReadAllText(path) : throw new FormatException($"There is no file '{path}'.");
    }

    private static string OwnSource()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "Generated.sln")))
            root = root.Parent;
        if (root is null)
            throw new FormatException("The program does not lie in its repository, so there is no source to learn: name a text file.");

        var text = new StringBuilder();
        foreach (string folder in new[] { "src", "generator", "runtime" })
        {
            // In a fixed order, so that every machine learns the same text; without what builds leave behind.
            foreach (string file in Directory.EnumerateFiles(Path.Combine(root.FullName, folder), "*.cs", SearchOption.AllDirectories)
                         .Select(file => Path.GetRelativePath(root.FullName, file).Replace('\\', '/'))
                         .Where(file => !file.Contains("/bin/") && !file.Contains("/obj/"))
                         .Order(StringComparer.Ordinal))
                text.Append(File.ReadAllText(Path.Combine(root.FullName, file))).Append('\n');
        }

        return text.ToString();
    }
}
