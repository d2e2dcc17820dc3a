namespace Unrolled.Generator.Tests.Fuzz;

/// <summary>Damages text as typing does, and worse.</summary>
internal static class FuzzMutation
{
    private static readonly string[] Pieces =
    [
        "[", "]", "(", ")", "{", "}", "<", ">", ",", ";", "=", "\"", "'", "/*", "//", "*/", "\n", " ", ".", ":", "=>", "?", "!", "@", "#", "$", "0", "1", "-1",
            "1e400", "int.MaxValue", "null", "default", "double.NaN",
        "[Model", "[Model(", "[Model(Inputs", "[Model(Inputs =", "[Model(Inputs = 1)]", "[Lstm(", "[Lstm(4, Peep", "[Cell<", "[Cell<>(3)]", "[Dense]",
            "[Dropout(", "[Gru(2), ", "[Embedding(3)]", "[Residual]",
        "partial ", "class ", "record ", "static ", "abstract ", "file ", "required ", "unsafe ", "ref ", "struct ", "namespace X;",
            "using static System.Math;", "#if X\n", "#endif\n", "#pragma warning disable\n", "#nullable disable\n", "extern alias A;",
        "await ", "return h;", "for (;;) { }", "throw null!;", "x[1..^1]", "Affine(x, h)", "Affine(", "Sigmoid(", "name: \"\"", "initial: Initial.", "(h, c)",
            "var (a, b) = ", "h + ", "* 0.5f", "/ 0", "Vec ", "out _", "\u200b", "\ufeff", "\ud800", "模型", "é",
    ];

    public static string Damage(string text, Random random)
    {
        for (var times = random.Next(1, 5); times > 0; times--)
            text = Once(text, random);
        return text;
    }

    private static string Once(string text, Random random)
    {
        if (text.Length < 2)
            return text + Pieces[random.Next(Pieces.Length)];
        var at = random.Next(text.Length);
        var length = Math.Min(random.Next(1, 24), text.Length - at);
        return random.Next(8) switch
        {
            0 => text.Remove(at, length),
            1 => text.Insert(at, Pieces[random.Next(Pieces.Length)]),
            2 => text.Remove(at, length).Insert(random.Next(text.Length - length), text.Substring(at, length)),
            3 => text.Insert(at, text.Substring(at, length)),
            4 => text[..at],
            5 => text.Remove(at, 1).Insert(at, Pieces[random.Next(Pieces.Length)]),
            6 => Swap(text, at, random.Next(text.Length)),
            _ => Word(text, random),
        };
    }

    private static string Swap(string text, int a, int b)
    {
        var letters = text.ToCharArray();
        (letters[a], letters[b]) = (letters[b], letters[a]);
        return new string(letters);
    }

    // A word in the place of another word of the same file.
    private static string Word(string text, Random random)
    {
        var words = text.Split([' ', '(', ')', ',', '[', ']', ';', '\n', '='], StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < 2)
            return text;
        var old = words[random.Next(words.Length)];
        var at = text.IndexOf(old, StringComparison.Ordinal);
        return text.Remove(at, old.Length).Insert(at, words[random.Next(words.Length)]);
    }
}
