namespace Unrolled.Compiler.Tests.Architecture;

/// <summary>Sizes of files and lengths of lines.</summary>
public sealed class FileTests
{
    private const int MostLines = 400;
    private const int MostColumns = 160;

    /// <summary>Lines that are longer, by folder: a ceiling that goes down and never up.</summary>
    private static readonly Dictionary<string, int> LongLines = new()
    {
        ["src"] = 171,
        ["generator"] = 63,
        ["runtime"] = 161,
        ["tests"] = 458,
        ["samples"] = 2,
    };

    [Fact]
    public void A_file_has_fewer_than_400_lines()
        => Assert.DoesNotContain(SourceTree.All.SelectMany(folder => SourceTree.Files(folder)), file => SourceTree.Lines(file).Length >= MostLines);

    [Fact]
    public void A_line_has_at_most_160_columns()
    {
        foreach (var folder in SourceTree.All)
        {
            var found = SourceTree.Files(folder).SelectMany(SourceTree.Lines).Count(line => line.Length > MostColumns);
            var ceiling = LongLines[folder];
            Assert.True(found <= ceiling, $"{folder} has {found} lines of more than {MostColumns} columns; there were {ceiling}: break the new ones.");
        }
    }
}
