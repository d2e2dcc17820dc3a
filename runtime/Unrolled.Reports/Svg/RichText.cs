using System.Text;

namespace Unrolled;

/// <summary>Text with subscripts: an underscore begins one, which reaches to the end of the word, or to the closing brace of {…}.</summary>
internal static class RichText
{
    private const double Smaller = 0.72;

    /// <summary>The pieces of a text, each with whether it is a subscript.</summary>
    public static IEnumerable<(string Text, bool IsSubscript)> Pieces(string text)
    {
        var piece = new StringBuilder();
        bool isLow = false;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] != '_' || i == 0 || i + 1 == text.Length)
            {
                piece.Append(text[i]);
                continue;
            }

            if (piece.Length > 0)
                yield return (piece.ToString(), false);
            isLow &= piece.Length == 0;
            piece.Clear();
            bool isBraced = text[i + 1] == '{';
            int start = isBraced ? i + 2 : i + 1, end = start;
            while (end < text.Length && (isBraced ? text[end] != '}' : char.IsLetterOrDigit(text[end]) || IsPartOfWord(text, end)))
                end++;

            // A subscript after another one stands apart from it.
            string apart = isLow ? " " : "";
            isLow = true;
            yield return (apart + text[start..end].Replace('_', ' '), true);
            i = isBraced ? end : end - 1;
        }

        if (piece.Length > 0)
            yield return (piece.ToString(), false);
    }

    private static bool IsPartOfWord(string text, int i) => text[i] == '_' && i + 1 < text.Length && text[i + 1] != '{';

    /// <summary>How wide the text is, at most about.</summary>
    public static double WidthOf(string text, double size) =>
        Pieces(text).Sum(piece => SvgWriter.WidthOf(piece.Text, piece.IsSubscript ? size * Smaller : size));

    /// <summary>Writes the text; <paramref name="y"/> is its base line.</summary>
    public static void Write(
        SvgWriter svg, double x, double y, string text, double size, Anchor anchor, string colour = Palette.Ink, bool isItalic = false, double edge = 0)
    {
        svg.BeginText(x, y, size, anchor, colour, isItalic, edge);
        bool isLow = false;
        foreach (var (piece, isSubscript) in Pieces(text))
        {
            // A shift holds for all that follows.
            double shift = isSubscript == isLow ? 0 : isSubscript ? 0.25 * size : -0.25 * size;
            svg.Span(piece, isSubscript ? size * Smaller : size, shift);
            isLow = isSubscript;
        }

        svg.EndText();
    }
}
