namespace CharRnn;

/// <summary>
/// The characters as integers from 0 to <see cref="Size"/> − 1: printable ASCII, the line feed, and one integer for everything else. It is the same for any
/// text, so
/// that a saved model can read any text.
/// </summary>
internal static class Alphabet
{
    public const int Size = Other + 1;

    private const char First = ' ';
    private const char Last = '~';
    private const int LineFeed = Last - First + 1;
    private const int Other = LineFeed + 1;

    public static int Encode(char character) => character switch
    {
        >= First and <= Last => character - First,
        '\n' => LineFeed,
        _ => Other,
    };

    public static char Decode(int token) => token switch
    {
        LineFeed => '\n',
        Other => '\uFFFD',
        _ => (char)(First + token),
    };

    /// <summary>A text's characters, one integer each. Carriage returns are dropped and tabs become spaces, so that line ends and indents look alike
    /// everywhere.</summary>
    public static int[] Encode(string text) => [.. text.Where(character => character != '\r').Select(character => Encode(character == '\t' ? ' ' : character))];
}
