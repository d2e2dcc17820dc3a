using System.Text.Json;

namespace Unrolled.Formats;

/// <summary>Lists of lists of numbers in JSON, as Python's <c>tolist()</c> writes an array.</summary>
internal static class NestedLists
{
    private const int MaximumRank = 8;

    /// <summary>The sizes, from the first list of each level; null where a level is no list of lists or numbers.</summary>
    public static Shape? Shape(JsonElement element)
    {
        var sizes = new List<int>();
        for (var level = element; level.ValueKind == JsonValueKind.Array; level = level[0])
        {
            sizes.Add(level.GetArrayLength());
            if (sizes.Count > MaximumRank)
                return null;
            if (sizes[^1] == 0)
                break;
        }

        var shape = new Shape([.. sizes]);
        return Fits(element, shape, 0) ? shape : null;
    }

    /// <summary>The numbers, row-major.</summary>
    public static float[] Values(JsonElement element, Shape shape)
    {
        float[] values = new float[shape.Count];
        int at = 0;
        Fill(element, values, ref at);
        return values;
    }

    /// <summary>Some of the numbers, row-major; of a matrix only the rows with them are read.</summary>
    public static float[] Values(JsonElement element, Shape shape, int first, int count)
    {
        if (shape.Rank != 2 || shape[1] == 0 || first % shape[1] != 0 || count % shape[1] != 0)
            return Values(element, shape).AsSpan(first, count).ToArray();
        float[] values = new float[count];
        int at = 0;
        foreach (var row in element.EnumerateArray().Skip(first / shape[1]).Take(count / shape[1]))
            Fill(row, values, ref at);
        return values;
    }

    /// <summary>Whether every list has the size of its level; as deep as there are levels.</summary>
    private static bool Fits(JsonElement element, Shape shape, int level)
    {
        if (level == shape.Rank)
            return element.ValueKind == JsonValueKind.Number;
        return element.ValueKind == JsonValueKind.Array && element.GetArrayLength() == shape[level]
            && (shape[level] == 0 ? level == shape.Rank - 1 : element.EnumerateArray().All(item => Fits(item, shape, level + 1)));
    }

    private static void Fill(JsonElement element, float[] values, ref int at)
    {
        if (element.ValueKind == JsonValueKind.Number)
        {
            values[at++] = element.GetSingle();
            return;
        }

        foreach (var item in element.EnumerateArray())
            Fill(item, values, ref at);
    }
}
