using Unrolled;

namespace OwnCell;

/// <summary>
/// The embedded Reber grammar (S. Hochreiter and J. Schmidhuber 1997): B, then T or P, then a string of the inner grammar, then the same T or P again, then
/// E. Whoever says what comes last but one
/// must have remembered the second symbol all the way.
/// </summary>
internal static class Reber
{
    /// <summary>The symbols; a symbol's number is its place.</summary>
    public const string Symbols = "BTSXPVE";

    /// <summary>By state of the inner grammar: the symbols that can follow, and the states that they lead to.</summary>
    private static readonly (string Next, int[] To)[] Inner =
    [
        ("TP", [1, 2]), ("SX", [1, 3]), ("TV", [2, 4]), ("XS", [2, 5]), ("PV", [3, 5]), ("E", [-1]),
    ];

    /// <summary>
    /// Random strings as a data set: of each, every symbol but the last is an input, and those that may follow it are the targets, equally likely.
    /// </summary>
    /// <param name="count">How many.</param>
    /// <param name="seed">Of the strings.</param>
    /// <param name="leaveOut">Steps at the end of each string that are left out.</param>
    public static SequenceDataset Strings(int count, int seed, int leaveOut = 0)
    {
        var random = new Random(seed);
        (string Text, string[] Legal)[] drawn = [.. Enumerable.Range(0, count).Select(_ => Draw(random))];
        return SequenceDataset.Generated(count, index => drawn[index].Legal.Length - leaveOut, (index, column) =>
        {
            var (text, legal) = drawn[index];
            for (int step = 0; step < column.Length; step++)
            {
                column.Inputs(step)[Symbols.IndexOf(text[step])] = 1;
                foreach (char symbol in legal[step])
                    column.Targets(step)[Symbols.IndexOf(symbol)] = 1f / legal[step].Length;
            }
        });
    }

    /// <summary>A random string, and for each symbol but the last those that may follow it.</summary>
    public static (string Text, string[] Legal) Draw(Random random)
    {
        char outer = random.Next(2) == 0 ? 'T' : 'P';
        string text = "B" + outer + "B";
        var legal = new List<string> { "TP", "B" };
        for (int state = 0; state >= 0;)
        {
            var (next, to) = Inner[state];
            int choice = random.Next(next.Length);
            legal.Add(next);
            text += next[choice];
            state = to[choice];
        }

        legal.AddRange([outer.ToString(), "E"]);
        return (text + outer + "E", [.. legal]);
    }
}
