namespace Unrolled.Compiler.Emission;

/// <summary>
/// Breaks lines that are wider than a page: comments between words, code after a comma or before an operator, where the fewest brackets are open.
/// </summary>
internal static class LineBreaks
{
    /// <summary>Columns of a page.</summary>
    public const int Columns = 140;

    private const int Opening = 100, InText = 1000;

    /// <summary>What stands at the end of a line where text is cut, for its last space.</summary>
    private const string CutText = " \" +";

    /// <summary>What a type parameter has to be stands on a line of its own, if not beside the whole signature.</summary>
    private const string Constraint = "where ";

    private static readonly string[] Operators = ["? ", ": ", "+ ", "|| ", "&& ", "=> "];

    /// <summary>The lines of a line. All but the first stand one step further to the right, in comments beside the first.</summary>
    /// <param name="line">The line, without its indentation.</param>
    /// <param name="indentation">The columns before it.</param>
    public static IEnumerable<string> Of(string line, int indentation)
    {
        var width = Columns - indentation;
        if (line.Length <= width || line[0] == '#')
            return [line];
        if (line.StartsWith("//", StringComparison.Ordinal))
            return Words(line, width);
        var comment = line.LastIndexOf("; // ", StringComparison.Ordinal);
        return comment < 0 ? Code(line, width) : [.. Of(line.Substring(comment + 2), indentation), .. Of(line.Substring(0, comment + 1), indentation)];
    }

    /// <summary>A comment. What is further to the right in it, as an equation is, stays so.</summary>
    private static IEnumerable<string> Words(string line, int width)
    {
        var text = 0;
        while (text < line.Length && line[text] is '/' or ' ')
            text++;
        var start = line.Substring(0, text) + (text > "/// ".Length ? "    " : "");
        while (line.Length > width && width > start.Length)
        {
            var end = line.LastIndexOf(' ', width, width - start.Length + 1);
            if (end <= start.Length)
                end = line.IndexOf(' ', start.Length + 1);
            if (end < 0)
                break;
            yield return line.Substring(0, end);
            line = start + line.Substring(end + 1);
        }

        yield return line;
    }

    private static IEnumerable<string> Code(string line, int width)
    {
        var step = "";
        while (step.Length + line.Length > width)
        {
            var (end, isText) = Break(line, width - step.Length);
            if (end == 0)
                break;
            yield return step + line.Substring(0, end).TrimEnd() + (isText ? CutText : "");
            step = "    ";
            line = (isText ? "\"" : "") + line.Substring(end);
        }

        yield return step + line;
    }

    /// <summary>Where the next line begins: as late as possible among the places with the fewest open brackets, but not before a third of the width. A call
    /// is opened, and text in quotation marks cut, only where there is no other place.</summary>
    private static (int Start, bool IsText) Break(string line, int width)
    {
        var (best, cost, depth, isText, isEscaped) = (0, int.MaxValue, 0, false, false);
        for (var i = 1; i < line.Length && (i <= width || best == 0); i++)
        {
            var before = line[i - 1];
            if (before == '"' && !isEscaped)
                isText = !isText;
            isEscaped = isText && before == '\\' && !isEscaped;
            if (!isText)
                depth += Opens(line, i - 1) ? 1 : Closes(line, i - 1) ? -1 : 0;
            if (i < width / 3 || i < 2 || line[i] == ' ' || Cost(line, i, depth, isText, width) is not { } here || here > cost)
                continue;
            (best, cost) = (i, here);
        }

        return (best, cost == InText);
    }

    /// <summary>How little one wants the next line to begin at <paramref name="i"/>; null where it cannot.</summary>
    private static int? Cost(string line, int i, int depth, bool isText, int width) => (line[i - 1], line[i - 2]) switch
    {
        (' ', _) when isText => i + CutText.Length < width ? InText : null,
        (' ', _) when string.CompareOrdinal(line, i, Constraint, 0, Constraint.Length) == 0 => -1,
        (' ', ',') => 2 * depth,
        (' ', _) when Operators.Any(symbol => string.CompareOrdinal(line, i, symbol, 0, symbol.Length) == 0) => (2 * depth) + 1,
        ('(', _) when !isText => Opening + depth,
        _ => null,
    };

    private static bool Opens(string line, int i) =>
        line[i] is '(' or '[' or '{' || (line[i] == '<' && i > 0 && (char.IsLetterOrDigit(line[i - 1]) || line[i - 1] == '_'));

    private static bool Closes(string line, int i) => line[i] is ')' or ']' or '}' || (line[i] == '>' && i > 0 && line[i - 1] is not (' ' or '=' or '-'));
}
