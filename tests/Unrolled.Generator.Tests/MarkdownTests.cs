using System.Text.RegularExpressions;

namespace Unrolled.Generator.Tests;

/// <summary>The house rules of Markdown: short lines, a sentence a line, links that lead somewhere.</summary>
public class MarkdownTests
{
    private const int LongestLine = 120;
    private static readonly string[] Skipped = ["bin", "obj", "artifacts", ".git", "TestResults"];

    public static TheoryData<string> Files =>
        [.. FilesBelow(Repository.Root).Select(file => Path.GetRelativePath(Repository.Root, file).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    [Fact]
    public void All_pages_are_looked_at()
    {
        var files = FilesBelow(Repository.Root).Select(file => Path.GetRelativePath(Repository.Root, file).Replace('\\', '/')).ToList();

        Assert.Superset(new HashSet<string> { "README.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs/benchmarks.md", "docs/diagnostics/UNR0001.md",
            "samples/Deploy/README.md" }, files.ToHashSet());
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Lines_are_short(string file) =>
        Assert.Empty(Prose(Read(file)).Where(line => line.Text.Length > LongestLine && !IsLink(line.Text))
            .Select(line => $"{file}:{line.Number} has {line.Text.Length} columns"));

    [Theory]
    [MemberData(nameof(Files))]
    public void A_line_has_one_sentence(string file) =>
        Assert.Empty(Prose(Read(file)).Where(line => HasTwoSentences(line.Text)).Select(line => $"{file}:{line.Number} {line.Text}"));

    [Theory]
    [MemberData(nameof(Files))]
    public void Relative_links_lead_to_files_and_headings(string file)
    {
        var folder = Path.GetDirectoryName(Path.Combine(Repository.Root, file))!;
        foreach (var (target, anchor) in Links(Read(file)))
        {
            var path = target.Length == 0 ? Path.Combine(Repository.Root, file) : Path.Combine(folder, target);
            Assert.True(File.Exists(path) || Directory.Exists(path), $"{file} links to {target}, which does not exist");
            if (anchor.Length > 0)
                Assert.True(Anchors(File.ReadAllText(path).ReplaceLineEndings("\n"))
                    .Contains(anchor), $"{file} links to {target}#{anchor}, and there is no such heading");
        }
    }

    /// <summary>The site's contents are written by hand, in the order in which one reads; a diagnostic is found by its number.</summary>
    [Fact]
    public void The_contents_of_the_site_list_every_page()
    {
        var contents = Regex.Matches(Read("docs/toc.yml"), "href: (.+\\.md)$", RegexOptions.Multiline).Select(link => link.Groups[1].Value).ToList();
        var pages = FilesBelow(Repository.PathOf("docs")).Select(file => Path.GetRelativePath(Repository.Root, file).Replace('\\', '/'))
            .Where(file => !Regex.IsMatch(file, "/UNR[0-9]+\\.md$"));

        Assert.Empty(pages.Except(contents));
        Assert.All(contents, page => Assert.True(File.Exists(Path.Combine(Repository.Root, page)), $"docs/toc.yml lists {page}, which does not exist"));
    }

    [Theory]
    [InlineData("One sentence. Another one.", true)]
    [InlineData("- It ends with `code`. The next begins.", true)]
    [InlineData("It asks (1). [Link](a.md) answers.", true)]
    [InlineData("One sentence, of G.-B. Zhou et al. (2016), in C# 12.", false)]
    [InlineData("1. Its equations, such as `a. B`.", false)]
    [InlineData("**Widths.** The kernels are one text.", false)]
    [InlineData("## 1. Equations", false)]
    public void Two_sentences_are_recognised(string line, bool expected) => Assert.Equal(expected, HasTwoSentences(line));

    [Fact]
    public void Code_and_tables_are_no_prose() =>
        Assert.Equal([(1, "Text"), (6, "End")], Prose("Text\n```sh\nA b. C d.\n```\n| A b. C d. |\nEnd"));

    [Fact]
    public void Links_are_found_outside_of_code()
    {
        Assert.Equal([("a/b.md", "c"), ("", "d"), ("e", "")],
            Links("[x](a/b.md#c), [y](#d) and [z](https://example.com/), `[no](link)`\n```\n[no](link)\n```\n| [w](e) |"));
        Assert.Equal(["1-equations--graph", "a-c-name"], Anchors("## 1. Equations → graph\n\n### A `C` name\n").Order());
    }

    private static bool HasTwoSentences(string line) =>
        !line.StartsWith('#') && Regex.IsMatch(Regex.Replace(Regex.Replace(line, @"^\s*([-*]|\d+\.) ", ""), "`[^`]*`", "`x`"),
            @"(?<=[\p{Ll}\p{Nd})\]`])[.!?]\)? (?=[\p{Lu}`\[*])");

    private static bool IsLink(string line) => Regex.IsMatch(line, @"^\s*(- )?!?\[[^\]]*\]\([^)]*\)[.:]?$");

    /// <summary>The lines outside of code blocks and tables, with their numbers from 1.</summary>
    private static IEnumerable<(int Number, string Text)> Prose(string page) => Outside(page).Where(line => !line.Text.TrimStart().StartsWith('|'));

    private static IEnumerable<(int Number, string Text)> Outside(string page)
    {
        var isCode = false;
        var number = 0;
        foreach (var line in page.Split('\n'))
        {
            number++;
            if (line.TrimStart().StartsWith("```", StringComparison.Ordinal))
                isCode = !isCode;
            else if (!isCode)
                yield return (number, line);
        }
    }

    private static IEnumerable<(string Target, string Anchor)> Links(string page) =>
        Outside(page).SelectMany(line => Regex.Matches(Regex.Replace(line.Text, "`[^`]*`", "`x`"), @"\]\(([^)#\s]*)(?:#([^)\s]*))?\)"))
            .Select(link => (link.Groups[1].Value, link.Groups[2].Value)).Where(link => !Regex.IsMatch(link.Item1, "^[a-z]+:"));

    /// <summary>What a heading is called in a link: lower case, hyphens for spaces, no punctuation.</summary>
    private static HashSet<string> Anchors(string page) =>
        [.. Outside(page).Where(line => Regex.IsMatch(line.Text, "^#+ "))
            .Select(line => Regex.Replace(Regex.Replace(line.Text, "^#+ ", "").ToLowerInvariant(), @"[^\p{L}\p{Nd} _-]", "").Replace(' ', '-'))];

    private static string Read(string file) => Repository.Read(file);

    /// <summary>All pages; the tables of AnalyzerReleases, whose form Roslyn prescribes, are none.</summary>
    private static IEnumerable<string> FilesBelow(string folder) =>
        Directory.GetFiles(folder, "*.md").Where(file => !Path.GetFileName(file).StartsWith("AnalyzerReleases", StringComparison.Ordinal))
            .Concat(Directory.GetDirectories(folder).Where(inner => !Skipped.Contains(Path.GetFileName(inner))).SelectMany(FilesBelow));
}
