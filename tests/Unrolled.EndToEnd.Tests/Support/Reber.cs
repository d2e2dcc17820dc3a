namespace Unrolled.EndToEnd.Tests.Support;

/// <summary>
/// The embedded Reber grammar (S. Hochreiter and J. Schmidhuber 1997): B, then T or P, then a string of the Reber grammar, then the same T or P
/// again, then E. To know the last but one symbol, the second must be remembered.
/// </summary>
internal static class Reber
{
    public const string Symbols = "BTSXPVE";

    /// <summary>By state of the inner grammar: the symbols that can follow, and the states that they lead to.</summary>
    private static readonly (string Next, int[] To)[] Inner =
    [
        ("TP", [1, 2]), ("SX", [1, 3]), ("TV", [2, 4]), ("XS", [2, 5]), ("PV", [3, 5]), ("E", [-1]),
    ];

    /// <summary>A random string: its symbols, and for each but the last the ones that may follow.</summary>
    public static (string Text, string[] Legal) Draw(Random random)
    {
        var outer = random.Next(2) == 0 ? 'T' : 'P';
        var text = "B" + outer + "B";
        var legal = new List<string> { "TP", "B" };
        for (var state = 0; state >= 0;)
        {
            var (next, to) = Inner[state];
            legal.Add(next);
            var choice = random.Next(next.Length);
            text += next[choice];
            state = to[choice];
        }

        legal.Add(outer.ToString());
        legal.Add("E");
        return (text + outer + "E", [.. legal]);
    }

    /// <summary>Different strings, in the order in which they came up.</summary>
    public static List<(string Text, string[] Legal)> DrawDistinct(Random random, int count)
    {
        var strings = new Dictionary<string, (string, string[])>(StringComparer.Ordinal);
        while (strings.Count < count)
        {
            var drawn = Draw(random);
            strings.TryAdd(drawn.Text, drawn);
        }

        return [.. strings.Values];
    }
}
