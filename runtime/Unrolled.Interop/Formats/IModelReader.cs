namespace Unrolled.Formats;

/// <summary>Reads one format.</summary>
internal interface IModelReader
{
    /// <summary>The format.</summary>
    FileFormat Format { get; }

    /// <summary>Whether the content is of this format, by what it begins with or holds, never by the file's name.</summary>
    bool Recognises(FileContent content);

    /// <summary>Reads the whole model.</summary>
    /// <exception cref="ModelFileException">The file is damaged, or says what no layers of Unrolled can.</exception>
    ModelFile Read(FileContent content, ReadOptions options);
}

/// <summary>Writes one format.</summary>
internal interface IModelWriter
{
    /// <summary>The format.</summary>
    FileFormat Format { get; }

    /// <summary>The endings of file names that mean it, with the dot; a format that others share an ending with has none.</summary>
    IReadOnlyList<string> Endings { get; }

    /// <summary>Writes the whole model, or nothing.</summary>
    /// <exception cref="ModelFileException">The format has no layer or option that the model needs.</exception>
    void Write(ModelFile model, Stream stream);
}
