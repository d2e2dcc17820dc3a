namespace Unrolled;

/// <summary>A model file that cannot be read or written, or does not fit: what the message says in one line. It is all that reading throws, whatever the file
/// holds, but for what the file system itself refuses.</summary>
public sealed class ModelFileException : Exception
{
    /// <summary>An exception with a message.</summary>
    /// <param name="message">Which file and layer, what was expected, what was found and what to do.</param>
    public ModelFileException(string message)
        : base(OneLine(message))
    {
    }

    /// <summary>An exception with a message and what caused it.</summary>
    /// <param name="message">Which file and layer, what was expected, what was found and what to do.</param>
    /// <param name="cause">What a part of the reader threw.</param>
    public ModelFileException(string message, Exception? cause)
        : base(OneLine(message), cause)
    {
    }

    /// <summary>Names in a file may be anything: what is no plain text becomes a space, and what is very long is cut off.</summary>
    private static string OneLine(string message)
    {
        const int Longest = 2000;
        string text = message.Length <= Longest ? message : message[..Longest] + "…";
        return text.Any(IsNoText) ? string.Concat(text.Select(letter => IsNoText(letter) ? ' ' : letter)) : text;
    }

    private static bool IsNoText(char letter) =>
        char.IsControl(letter) || letter is '\u2028' or '\u2029' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');
}
