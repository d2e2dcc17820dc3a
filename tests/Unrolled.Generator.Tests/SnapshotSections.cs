using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Unrolled.Generator.Tests;

/// <summary>
/// The sections of a generated file: <c>header</c>, the comment at its beginning; <c>outline</c>, the names of all its members; and each member with its
/// comment, under its name. A name stands for all members that have it, and <c>Type.Name</c> for those of one type.
/// </summary>
internal sealed class SnapshotSections
{
    private readonly List<(string Type, string Name, string Text)> _members = [];
    private readonly string _header;

    public SnapshotSections(string text)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        _header = string.Join('\n', lines.TakeWhile(line => line.StartsWith("//", StringComparison.Ordinal)));
        foreach (var member in CSharpSyntaxTree.ParseText(string.Join('\n', lines)).GetRoot().DescendantNodes().OfType<MemberDeclarationSyntax>())
        {
            if (member.Parent is TypeDeclarationSyntax type && NameOf(member) is { } name)
                _members.Add((type.Identifier.Text, name, member.ToFullString().Trim('\n')));
        }
    }

    /// <summary>The sections that <see cref="Text"/> takes, in the order of the file.</summary>
    public IEnumerable<string> Names => ((string[])["header", "outline"]).Concat(_members.Select(member => member.Type + "." + member.Name)).Distinct();

    /// <summary>The text of <paramref name="sections"/>, in this order, with an empty line between them.</summary>
    /// <exception cref="ArgumentException">A section does not exist; the message says which do.</exception>
    public string Text(IEnumerable<string> sections) => string.Join("\n\n", sections.SelectMany(Section)) + "\n";

    private IEnumerable<string> Section(string section)
    {
        switch (section)
        {
            case "header":
                return [_header];
            case "outline":
                return [string.Join('\n', _members.Select(member => "// " + member.Type + "." + member.Name))];
            default:
                var found = _members.Where(member => section == member.Name || section == member.Type + "." + member.Name).ToArray();
                return found.Length > 0
                    ? found.Select(member => member.Text)
                    : throw new ArgumentException($"The text has no section '{section}'; it has {string.Join(", ", Names)}.");
        }
    }

    private static string? NameOf(MemberDeclarationSyntax member) => member switch
    {
        MethodDeclarationSyntax method => method.Identifier.Text,
        ConstructorDeclarationSyntax constructor => constructor.Identifier.Text,
        PropertyDeclarationSyntax property => property.Identifier.Text,
        FieldDeclarationSyntax field => field.Declaration.Variables[0].Identifier.Text,
        _ => null,
    };
}
