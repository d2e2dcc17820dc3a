namespace Unrolled.Generator;

/// <summary>What somebody may have meant who wrote a name that is not there.</summary>
internal static class NearestName
{
    // What is longer is no misspelt name.
    private const int Longest = 200;

    /// <summary>The one of <paramref name="names"/> with the least insertions, deletions and replacements of a character; the first of several. Null where
    /// there are none.</summary>
    public static string? Of(string name, IEnumerable<string> names)
    {
        name = name.Substring(0, Math.Min(name.Length, Longest));
        string? nearest = null;
        var least = int.MaxValue;
        foreach (var candidate in names)
        {
            var distance = Distance(name, candidate);
            if (distance < least)
                (nearest, least) = (candidate, distance);
        }

        return nearest;
    }

    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[b.Length];
    }
}
