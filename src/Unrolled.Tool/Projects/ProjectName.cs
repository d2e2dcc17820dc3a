using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp;

namespace Unrolled.Tool.Projects;

/// <summary>The name of a new project, in the forms in which it occurs in its files.</summary>
internal sealed partial class ProjectName
{
    /// <summary>What the templates are called in their own files: the name, as a namespace, as a part of the name of a class.</summary>
    private static readonly (string Name, string Namespace, string Class) s_template = ("Template.1", "Template._1", "Template__1");

    /// <summary>A class of each namespace, with its assembly, that the projects take classes from by their simple names.</summary>
    private static readonly Type[] s_used =
    [
        typeof(Activation), typeof(Math), typeof(File), typeof(Console), typeof(Enumerable), typeof(List<>), typeof(CultureInfo),
    ];

    /// <exception cref="ToolException">It cannot be a namespace, or would hide classes that the project uses.</exception>
    public ProjectName(string name)
    {
        string first = name.Split('.')[0];
        if (name.Length > 100 || !Identifiers().IsMatch(name))
        {
            throw new ToolException($"'{name}' cannot be the name of a project: expected letters, digits and underscores, with a letter first, and dots "
                + "between such names, as in Pumps or Acme.Pumps.");
        }

        if (name.Split('.').FirstOrDefault(IsReserved) is { } reserved)
            throw new ToolException($"'{name}' cannot be the name of a project: {reserved} is a word of C#.");
        if (first is "Unrolled" or "System" or "Microsoft" || s_used.Any(from => from.Assembly.GetType($"{from.Namespace}.{first}") is { IsPublic: true }))
            throw new ToolException($"'{name}' cannot be the name of a project: as a namespace it would hide {first}, which the project uses.");

        Name = name;
    }

    /// <summary>As it was given.</summary>
    public string Name { get; }

    /// <summary>A text of a template with this name in it.</summary>
    public string Into(string text) => text.Replace(s_template.Name, Name, StringComparison.Ordinal)
        .Replace(s_template.Namespace, Name, StringComparison.Ordinal)
        .Replace(s_template.Class, Name.Replace('.', '_'), StringComparison.Ordinal);

    private static bool IsReserved(string word) => SyntaxFacts.GetKeywordKind(word) != SyntaxKind.None;

    [GeneratedRegex(@"\A[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*\z")]
    private static partial Regex Identifiers();
}
