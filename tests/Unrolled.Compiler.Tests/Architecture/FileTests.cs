namespace Unrolled.Compiler.Tests.Architecture;

/// <summary>Sizes of files and lengths of lines.</summary>
public sealed class FileTests
{
    private const int MostLines = 400;
    private const int MostColumns = 160;

    [Fact]
    public void A_file_has_fewer_than_400_lines()
        => Assert.DoesNotContain(SourceTree.All.SelectMany(folder => SourceTree.Files(folder)), file => SourceTree.Lines(file).Length >= MostLines);

    [Fact]
    public void A_line_has_at_most_160_columns()
        => Assert.Empty(from folder in SourceTree.All
                        from file in SourceTree.Files(folder)
                        from line in SourceTree.Lines(file).Select((text, index) => (Text: text, Number: index + 1))
                        where line.Text.Length > MostColumns
                        select $"{file}:{line.Number} has {line.Text.Length} columns");
}
