using System.Globalization;

namespace Unrolled.Tool.Data;

/// <summary>A line a step, values separated by commas.</summary>
internal static class CsvFile
{
    public static Sequence Read(string path)
    {
        var values = new List<float>();
        int width = 0, number = 0;
        foreach (string line in File.ReadLines(path))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line))
                continue;
            string[] cells = line.Split(',');
            if (width == 0)
                width = cells.Length;
            if (cells.Length != width)
                throw new ToolException($"{Path.GetFileName(path)}: line {number} has {cells.Length} values, line 1 has {width}.");
            foreach (string cell in cells)
            {
                if (!float.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out float value))
                    throw new ToolException($"{Path.GetFileName(path)}: line {number} has '{cell.Trim()}'; expected numbers separated by commas.");
                values.Add(value);
            }
        }

        return new Sequence([.. values], Math.Max(1, width), null);
    }

    public static void Write(string path, Sequence sequence) => AtomicFile.Write(path, stream =>
    {
        using var writer = new StreamWriter(stream, leaveOpen: true);
        for (int start = 0; start < sequence.Values.Length; start += sequence.Width)
        {
            var row = sequence.Values.AsSpan(start, sequence.Width).ToArray();
            writer.Write(string.Join(',', row.Select(value => value.ToString("R", CultureInfo.InvariantCulture))) + "\n");
        }
    });
}
