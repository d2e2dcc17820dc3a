using System.Globalization;
using System.Xml.Linq;

namespace Unrolled.Reports.Tests;

/// <summary>Reads pictures back.</summary>
internal static class SvgText
{
    public static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    public static XElement Parse(Picture picture) => XDocument.Parse(picture.Svg).Root!;

    public static IEnumerable<XElement> All(Picture picture, string name) => Parse(picture).Descendants(Svg + name);

    public static double Number(XElement element, string name) => double.Parse(element.Attribute(name)?.Value ?? "0", CultureInfo.InvariantCulture);

    public static string[] Texts(Picture picture) => [.. All(picture, "text").Select(text => text.Value)];

    /// <summary>What the picture lacks: texts over each other, or beyond its edges. Fonts differ: widths are estimates.</summary>
    public static IEnumerable<string> Problems(Picture picture)
    {
        var root = Parse(picture);
        double width = Number(root, "width"), height = Number(root, "height");
        var boxes = root.Descendants(Svg + "text").Select(Box).ToList();
        foreach (var box in boxes.Where(box => box.X1 < -2 || box.X2 > width + 2 || box.Y1 < -2 || box.Y2 > height + 2))
            yield return $"'{box.Text}' reaches out of the picture: {box}";
        for (int i = 0; i < boxes.Count; i++)
        {
            for (int j = 0; j < i; j++)
            {
                if (Math.Min(boxes[i].X2, boxes[j].X2) - Math.Max(boxes[i].X1, boxes[j].X1) > 1
                    && Math.Min(boxes[i].Y2, boxes[j].Y2) - Math.Max(boxes[i].Y1, boxes[j].Y1) > 1)
                    yield return $"'{boxes[i].Text}' lies over '{boxes[j].Text}'";
            }
        }
    }

    /// <summary>The colours of the cells of each heat map, [row][column].</summary>
    public static List<string[][]> HeatMaps(Picture picture)
    {
        var maps = new List<string[][]>();
        foreach (var group in All(picture, "g"))
        {
            var cells = new Dictionary<(int, int), string>();
            foreach (var path in group.Elements(Svg + "path"))
            {
                foreach (string rectangle in path.Attribute("d")!.Value.Split('M', StringSplitOptions.RemoveEmptyEntries))
                {
                    int[] numbers = [.. rectangle.TrimEnd('z').Split([' ', 'h', 'v', 'H']).Select(int.Parse)];
                    for (int k = 0; k < numbers[2]; k++)
                        cells.Add((numbers[1], numbers[0] + k), path.Attribute("fill")!.Value);
                }
            }

            int rows = cells.Count == 0 ? 0 : cells.Keys.Max(cell => cell.Item1) + 1, columns = cells.Count == 0 ? 0 : cells.Keys.Max(cell => cell.Item2) + 1;
            maps.Add([.. Enumerable.Range(0, rows).Select(row =>
                Enumerable.Range(0, columns).Select(column => cells.GetValueOrDefault((row, column), "#ffffff")).ToArray())]);
        }

        return maps;
    }

    private static TextBox Box(XElement text)
    {
        double x = Number(text, "x"), y = Number(text, "y"), size = Number(text, "font-size"), length = 0.9 * SvgWriter.WidthOf(text.Value, size);
        double before = text.Attribute("text-anchor")?.Value switch { "middle" => length / 2, "end" => length, _ => 0 };
        return text.Attribute("transform") is null
            ? new TextBox(text.Value, x - before, x - before + length, y - 0.75 * size, y + 0.2 * size)
            : new TextBox(text.Value, x - 0.75 * size, x + 0.2 * size, y + before - length, y + before);
    }

    private sealed record TextBox(string Text, double X1, double X2, double Y1, double Y2);
}
