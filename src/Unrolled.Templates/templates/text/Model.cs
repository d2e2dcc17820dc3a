using Unrolled;

namespace Template._1;

/// <summary>Reads a character a step, and says how likely each character is to come next.</summary>
[Model(Vocabulary = Alphabet.Size)]
[Gru(96)]
[Dropout(0.2)]
[Dense(Alphabet.Size)]
public partial class Template__1Model;

/// <summary>Characters as integers from 0: the line feed, and printable ASCII. All others are read as a space.</summary>
public static class Alphabet
{
    /// <summary>How many there are.</summary>
    public const int Size = '~' - ' ' + 2;

    /// <summary>The tokens of a text.</summary>
    public static int[] Encode(string text) =>
        [.. text.Where(c => c != '\r').Select(c => c == '\n' ? 0 : c is >= ' ' and <= '~' ? c - ' ' + 1 : 1)];

    /// <summary>The character of a token.</summary>
    public static char Decode(int token) => token == 0 ? '\n' : (char)(' ' + token - 1);
}
