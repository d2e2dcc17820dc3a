using System.Text;
using Microsoft.CodeAnalysis.Text;

namespace Unrolled.Generator.Tests;

/// <summary>Source text in which <c>{|ID:text|}</c> marks where a diagnostic is expected.</summary>
internal static class Markup
{
    /// <summary>The text without the marks, and the marks.</summary>
    public static (string Text, IReadOnlyList<(string Id, TextSpan Span)> Marks) Read(string markup)
    {
        var text = new StringBuilder();
        var marks = new List<(string Id, TextSpan Span)>();
        var open = new Stack<(string Id, int Start)>();
        for (var i = 0; i < markup.Length; i++)
        {
            if (string.CompareOrdinal(markup, i, "{|", 0, 2) == 0)
            {
                var colon = markup.IndexOf(':', i);
                open.Push((markup[(i + 2)..colon], text.Length));
                i = colon;
            }
            else if (string.CompareOrdinal(markup, i, "|}", 0, 2) == 0)
            {
                var (id, start) = open.Pop();
                marks.Add((id, TextSpan.FromBounds(start, text.Length)));
                i++;
            }
            else
            {
                text.Append(markup[i]);
            }
        }

        if (open.Count > 0)
            throw new FormatException("a mark is not closed");
        return (text.ToString(), [.. marks.OrderBy(m => m.Span.Start).ThenBy(m => m.Id, StringComparer.Ordinal)]);
    }
}
