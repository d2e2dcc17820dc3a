using System.Net;
using System.Text;

namespace Unrolled;

/// <summary>Writes one HTML page that needs nothing else.</summary>
internal sealed class Html
{
    private const string Style = """
        :root { color-scheme: light; }
        * { box-sizing: border-box; }
        body { margin: 0; background: #f4f5f6; color: #1a1a1a; font: 15px/1.45 Helvetica, Arial, "Liberation Sans", "DejaVu Sans", sans-serif; }
        header, main { max-width: 1220px; margin: 0 auto; padding: 0 16px; }
        header { padding-top: 20px; }
        h1 { font-size: 24px; margin: 0; overflow-wrap: anywhere; }
        header p { margin: 4px 0 12px; color: #444; }
        main { display: grid; grid-template-columns: minmax(0, 1fr); gap: 16px; padding-bottom: 32px; }
        section { background: #fff; border: 1px solid #ddd; border-radius: 8px; padding: 14px 16px; min-width: 0; }
        section.pictures { padding: 14px 0 8px; }
        section.pictures h2, section.pictures p { padding: 0 16px; }
        h2 { font-size: 17px; margin: 0 0 6px; }
        p { margin: 0 0 8px; }
        figure { margin: 0 0 10px; }
        figure svg { display: block; margin: 0 auto; }
        table { border-collapse: collapse; width: 100%; }
        th, td { text-align: left; padding: 3px 10px 3px 0; border-bottom: 1px solid #eee; vertical-align: top; overflow-wrap: anywhere; font-weight: normal; }
        th { color: #555; overflow-wrap: normal; }
        th[scope="row"] { width: 40%; }
        td.number, th.number { text-align: right; padding-right: 0; white-space: nowrap; }
        pre { margin: 0 0 8px; white-space: pre-wrap; overflow-wrap: anywhere; font: 13px/1.4 "DejaVu Sans Mono", Consolas, monospace; }
        progress { width: 100%; height: 16px; }
        details summary { cursor: pointer; color: #0a5a94; margin: 4px 0; }
        .wide { display: none; }
        @media (min-width: 780px) { .wide { display: block; } .narrow { display: none; } }
        @media (min-width: 1180px) { main { grid-template-columns: 734px minmax(0, 1fr); align-items: start; } .column { display: grid; gap: 16px; } }
        @media (max-width: 1179px) { .column { display: contents; } }
        """;

    private readonly StringBuilder _text = new();

    /// <param name="title">Of the page.</param>
    /// <param name="reload">Seconds after which the page loads itself anew; null: never.</param>
    public Html(string title, int? reload = null)
    {
        _text.Append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        _text.Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        if (reload is { } seconds)
            _text.Append("<meta http-equiv=\"refresh\" content=\"").Append(seconds).Append("\">\n");
        _text.Append("<title>").Append(Escape(title)).Append("</title>\n<style>\n").Append(Style.ReplaceLineEndings("\n"))
            .Append("\n</style>\n</head>\n<body>\n");
    }

    public static string Escape(string text) => WebUtility.HtmlEncode(text);

    /// <summary>Markup as it is.</summary>
    public Html Raw(string markup)
    {
        _text.Append(markup).Append('\n');
        return this;
    }

    /// <summary>An element with text in it.</summary>
    public Html Element(string name, string text)
    {
        _text.Append('<').Append(name).Append('>').Append(Escape(text)).Append("</").Append(name).Append(">\n");
        return this;
    }

    /// <summary>A picture, once for a page and once for a phone.</summary>
    /// <param name="draw">Draws it for a width.</param>
    public Html Figure(Func<int, Picture> draw)
    {
        _text.Append("<figure>\n<div class=\"wide\">").Append(draw(PictureWidth.Page).Svg).Append("</div>\n<div class=\"narrow\">")
            .Append(draw(PictureWidth.Phone).Svg).Append("</div>\n</figure>\n");
        return this;
    }

    /// <summary>A table of names and what they are; rows whose text is null are left out.</summary>
    public Html Table(params (string Name, string? Text)[] rows)
    {
        _text.Append("<table>\n");
        foreach (var (name, text) in rows.Where(row => row.Text is not null))
            _text.Append("<tr><th scope=\"row\">").Append(Escape(name)).Append("</th><td>").Append(Escape(text!)).Append("</td></tr>\n");
        _text.Append("</table>\n");
        return this;
    }

    /// <summary>A table with headings; all columns but the first hold numbers.</summary>
    public Html Table(IReadOnlyList<string> headings, IEnumerable<IReadOnlyList<string>> rows)
    {
        static string Class(int column) => column > 0 ? " class=\"number\"" : "";
        _text.Append("<table>\n<tr>").AppendJoin("", headings.Select((heading, k) => $"<th scope=\"col\"{Class(k)}>{Escape(heading)}</th>")).Append("</tr>\n");
        foreach (var row in rows)
            _text.Append("<tr>").AppendJoin("", row.Select((cell, k) => $"<td{Class(k)}>{Escape(cell)}</td>")).Append("</tr>\n");
        _text.Append("</table>\n");
        return this;
    }

    /// <summary>Writes the page, whole or not at all.</summary>
    public void Save(string path)
    {
        byte[] bytes = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false).GetBytes(ToString());
        AtomicFile.Write(path, stream => stream.Write(bytes));
    }

    public override string ToString() => _text + "</body>\n</html>\n";
}
