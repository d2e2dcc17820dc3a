using System.Text;

namespace Unrolled.Generator.Weights;

/// <summary>Names that C has for the functions of a model.</summary>
internal static class NativeNames
{
    private static readonly HashSet<string> s_keywords = new(StringComparer.Ordinal)
    {
        "auto", "bool", "break", "case", "catch", "char", "class", "const", "continue", "default", "delete", "do", "double", "else", "enum", "extern", "float",
            "for", "goto", "if", "inline",
        "int", "long", "namespace", "new", "operator", "private", "protected", "public", "register", "restrict", "return", "short", "signed", "sizeof",
            "static", "struct", "switch",
        "template", "this", "throw", "try", "typedef", "union", "unsigned", "using", "virtual", "void", "volatile", "while",
    };

    /// <summary>Whether functions can be called <paramref name="name"/> and <c>_step</c>: letters of ASCII, digits and _, a letter first. Alone it is the
    /// model's type, so it is no keyword of C or C++.</summary>
    public static bool IsName(string name)
        => name.Length > 0 && IsLetter(name[0]) && name.All(c => IsLetter(c) || c is (>= '0' and <= '9') or '_') && !s_keywords.Contains(name);

    /// <summary>The class's name in the manner of C: <c>row_reader</c>.</summary>
    public static string Suggest(string className)
    {
        var name = new StringBuilder();
        foreach (var c in className.Where(c => IsLetter(c) || c is (>= '0' and <= '9') or '_'))
        {
            if (c is >= 'A' and <= 'Z' && name.Length > 0 && name[name.Length - 1] != '_')
                name.Append('_');
            name.Append(char.ToLowerInvariant(c));
        }

        return IsName(name.ToString()) ? name.ToString() : "model";
    }

    private static bool IsLetter(char c) => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z');
}
