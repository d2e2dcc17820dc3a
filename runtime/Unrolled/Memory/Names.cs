namespace Unrolled;

/// <summary>Errors about names that are not there.</summary>
internal static class Names
{
    public static KeyNotFoundException Unknown(string what, string name, IEnumerable<string> known)
    {
        string[] all = [.. known];
        if (all.Length == 0)
            return new KeyNotFoundException($"There is no {what} '{name}': there are none here.");
        string nearest = all.MinBy(candidate => Distance(name, candidate))!;
        return new KeyNotFoundException($"There is no {what} '{name}'. The nearest is '{nearest}'; all: {string.Join(", ", all)}.");
    }

    /// <summary>Levenshtein's distance: insertions, deletions and replacements of one character.</summary>
    private static int Distance(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[b.Length];
    }
}
