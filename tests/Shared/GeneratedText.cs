using System.Text.RegularExpressions;

namespace Unrolled.Tests.Shared;

/// <summary>Generated text without its line breaks, which depend on the lengths of names.</summary>
internal static partial class GeneratedText
{
    /// <summary>The words of a text: comments are one line, and text in quotation marks is whole.</summary>
    public static string Flat(string text) => Break().Replace(Cut().Replace(text, ""), " ").Replace("( ", "(", StringComparison.Ordinal);

    /// <summary>The declaration that a model repeats.</summary>
    public static string Declaration(string text) => Repeated().Match(Flat(text)).Groups[1].Value;

    /// <summary>The words of a text, without the declaration that it repeats.</summary>
    public static string WithoutDeclaration(string text) => Repeated().Replace(Flat(text), "");

    [GeneratedRegex("""
        " \+\s+"
        """)]
    private static partial Regex Cut();

    [GeneratedRegex(@"\s+(?://+ )?")]
    private static partial Regex Break();

    [GeneratedRegex("""
        Declaration = "((?:[^"\\]|\\.)*)"
        """)]
    private static partial Regex Repeated();
}
