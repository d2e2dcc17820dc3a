using System.Text.Json;

namespace Unrolled.Formats;

/// <summary>The bytes of a file with what messages call it.</summary>
internal sealed class FileContent
{
    private JsonDocument? _json;
    private bool _isNotJson;
    private ZipDirectory? _zip;

    /// <summary>The most bytes that a file may have: what an array holds.</summary>
    private const long Most = 2_000_000_000;

    public FileContent(string path)
    {
        Path = System.IO.Path.GetFullPath(path);
        Name = System.IO.Path.GetFileName(path);
        long length = new FileInfo(Path).Length;
        if (length > Most)
            throw new ModelFileException($"{Name} has {length} bytes; expected at most {Most}.");
        Bytes = File.ReadAllBytes(Path);
    }

    public FileContent(string name, byte[] bytes)
    {
        Name = name;
        Bytes = bytes;
    }

    /// <summary>The file's name without folders, for messages.</summary>
    public string Name { get; }

    /// <summary>The full path, or null where the content came from memory: a format whose files refer to others looks beside it.</summary>
    public string? Path { get; }

    public byte[] Bytes { get; }

    /// <summary>Whether the content begins with these bytes.</summary>
    public bool StartsWith(ReadOnlySpan<byte> start) => Bytes.AsSpan().StartsWith(start);

    /// <summary>The content as JSON, parsed once for all readers that ask; null where it is none.</summary>
    public JsonDocument? Json
    {
        get
        {
            if (_json is null && !_isNotJson)
            {
                var text = new ReadOnlyMemory<byte>(Bytes);
                if (text.Span.StartsWith("\xEF\xBB\xBF"u8))
                    text = text[3..];
                int first = text.Span.IndexOfAnyExcept(" \t\r\n"u8);
                _isNotJson = first < 0 || text.Span[first] != '{';
                if (!_isNotJson)
                    _json = Parse(text);
            }

            return _json;
        }
    }

    /// <summary>The members of a zip archive, read once for all readers that ask; null where the content does not begin as one.</summary>
    public ZipDirectory? Zip => _zip ??= ZipDirectory.TryOpen(this);

    /// <summary>An exception about this file.</summary>
    public ModelFileException Error(string message, Exception? cause = null) => new($"{Name}: {message}", cause);

    private JsonDocument Parse(ReadOnlyMemory<byte> text)
    {
        // a value takes some 48 bytes while the text is parsed: of the numbers of a model, that is about as much as they take as text
        var bytes = text.Span;
        long values = bytes.Count((byte)',') + bytes.Count((byte)':') + 2L * (bytes.Count((byte)'[') + bytes.Count((byte)'{'));
        if (48 * values > 4L * bytes.Length + (48 << 20))
            throw Error($"it has some {values} values in {bytes.Length} bytes of JSON; expected a model, whose numbers have more digits.");
        try
        {
            return JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 64, AllowTrailingCommas = true });
        }
        catch (JsonException exception)
        {
            throw Error($"it begins as JSON does and is none: {exception.Message}", exception);
        }
    }
}
