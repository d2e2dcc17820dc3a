namespace Unrolled.Formats.StateDicts;

/// <summary>Names in the order of the numbers in them: <c>layers.2</c> before <c>layers.10</c>.</summary>
internal sealed class NaturalOrder : IComparer<string>
{
    public static NaturalOrder Instance { get; } = new();

    /// <summary>Whether two names differ in a number alone: <c>fc1</c> and <c>fc2</c>.</summary>
    public static bool SameStem(string x, string y) => x != y && Stem(x).SequenceEqual(Stem(y));

    public int Compare(string? x, string? y)
    {
        var (left, right) = (Parts(x ?? ""), Parts(y ?? ""));
        for (int index = 0; index < Math.Min(left.Count, right.Count); index++)
        {
            int sign = index % 2 == 0 ? string.CompareOrdinal(left[index], right[index]) : CompareDigits(left[index], right[index]);
            if (sign != 0)
                return sign;
        }

        return left.Count.CompareTo(right.Count);
    }

    private static IEnumerable<string> Stem(string name) => Parts(name).Where((_, index) => index % 2 == 0);

    private static int CompareDigits(string x, string y)
    {
        (x, y) = (x.TrimStart('0'), y.TrimStart('0'));
        return x.Length != y.Length ? x.Length.CompareTo(y.Length) : string.CompareOrdinal(x, y);
    }

    /// <summary>Text and digits in turn, text first.</summary>
    private static List<string> Parts(string name)
    {
        var parts = new List<string>();
        for (int at = 0; at < name.Length || parts.Count == 0;)
        {
            int start = at;
            while (at < name.Length && char.IsAsciiDigit(name[at]) == (parts.Count % 2 == 1))
                at++;
            parts.Add(name[start..at]);
        }

        return parts;
    }
}
