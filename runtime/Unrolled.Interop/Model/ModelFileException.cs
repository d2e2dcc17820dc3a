namespace Unrolled;

/// <summary>A model file that cannot be read or written, or does not fit: what the message says in one line. It is all that reading throws, whatever the file
/// holds, but for what the file system itself refuses.</summary>
public sealed class ModelFileException : Exception
{
    /// <summary>An exception with a message.</summary>
    /// <param name="message">Which file and layer, what was expected, what was found and what to do.</param>
    public ModelFileException(string message)
        : base(message)
    {
    }

    /// <summary>An exception with a message and what caused it.</summary>
    /// <param name="message">Which file and layer, what was expected, what was found and what to do.</param>
    /// <param name="cause">What a part of the reader threw.</param>
    public ModelFileException(string message, Exception? cause)
        : base(message, cause)
    {
    }
}
