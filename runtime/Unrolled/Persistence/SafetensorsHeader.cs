using System.Text.Json;
using System.Text.Unicode;

namespace Unrolled;

/// <summary>Reads the JSON at the start of a safetensors file; everything that is not as the format says is an <see cref="InvalidDataException"/>.</summary>
internal sealed class SafetensorsHeader
{
    private const string MetadataName = "__metadata__";
    private const int MaximumRank = 16;
    private const int MaximumDepth = 8;

    private readonly string _file;
    private readonly long _dataBytes;
    private readonly Dictionary<string, SafetensorsTensor> _tensors = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _metadata = new(StringComparer.Ordinal);
    private bool _hasMetadata;

    private SafetensorsHeader(string file, long dataBytes)
    {
        _file = file;
        _dataBytes = dataBytes;
    }

    public IReadOnlyDictionary<string, SafetensorsTensor> Tensors => _tensors;

    public IReadOnlyDictionary<string, string> Metadata => _metadata;

    /// <summary>Parses and checks a header.</summary>
    /// <param name="file">The file's name, for messages.</param>
    /// <param name="json">The header.</param>
    /// <param name="dataBytes">Bytes of the file after the header.</param>
    public static SafetensorsHeader Parse(string file, ReadOnlyMemory<byte> json, long dataBytes)
    {
        var header = new SafetensorsHeader(file, dataBytes);
        if (json.Length == 0 || json.Span[0] != (byte)'{')
            throw header.Malformed("expected a header that starts with '{'" + (json.Length == 0 ? ", found an empty one" : $", found byte 0x{json.Span[0]:X2}"));
        if (!Utf8.IsValid(json.Span))
            throw header.Malformed("expected a header in UTF-8, found bytes that are not");
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = MaximumDepth });
            foreach (var property in document.RootElement.EnumerateObject())
                header.Add(property);
        }
        catch (JsonException exception)
        {
            throw header.Malformed($"the header is not valid JSON: {exception.Message}", exception);
        }

        header.RequireTiling();
        return header;
    }

    /// <summary>Bytes of one element, or 0 for a type that the format does not know.</summary>
    public static int ElementSize(string type) => type switch
    {
        "BOOL" or "U8" or "I8" or "F8_E4M3" or "F8_E5M2" => 1,
        "U16" or "I16" or "F16" or "BF16" => 2,
        "U32" or "I32" or "F32" => 4,
        "U64" or "I64" or "F64" => 8,
        _ => 0,
    };

    private void Add(JsonProperty property)
    {
        string name = Text(() => property.Name, "a name");
        if (name == MetadataName)
        {
            if (_hasMetadata)
                throw Malformed($"{MetadataName} is there twice");
            _hasMetadata = true;
            AddMetadata(property.Value);
            return;
        }

        if (!_tensors.TryAdd(name, ReadTensor(name, property.Value)))
            throw Malformed($"tensor {Quote(name)} is there twice");
    }

    private void AddMetadata(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object)
            throw Malformed($"expected {MetadataName} to be an object of strings, found {value.ValueKind}");
        foreach (var entry in value.EnumerateObject())
        {
            string key = Text(() => entry.Name, "a key of the metadata");
            if (entry.Value.ValueKind != JsonValueKind.String)
                throw Malformed($"metadata {Quote(key)}: expected a string, found {entry.Value.ValueKind}");
            if (!_metadata.TryAdd(key, Text(() => entry.Value.GetString()!, "a value of the metadata")))
                throw Malformed($"metadata {Quote(key)} is there twice");
        }
    }

    private SafetensorsTensor ReadTensor(string name, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object)
            throw Malformed(name, $"expected an object, found {value.ValueKind}");
        JsonElement? type = null, shape = null, offsets = null;
        foreach (var property in value.EnumerateObject())
        {
            string key = Text(() => property.Name, "a name");
            ref var slot = ref type;
            switch (key)
            {
                case "dtype":
                    break;
                case "shape":
                    slot = ref shape;
                    break;
                case "data_offsets":
                    slot = ref offsets;
                    break;
                default:
                    throw Malformed(name, $"expected dtype, shape and data_offsets, found {Quote(key)}");
            }

            if (slot is not null)
                throw Malformed(name, $"{key} is there twice");
            slot = property.Value;
        }

        if (type is null || shape is null || offsets is null)
            throw Malformed(name, $"expected dtype, shape and data_offsets, found no {(type is null ? "dtype" : shape is null ? "shape" : "data_offsets")}");
        return Check(name, ReadType(name, type.Value), ReadShape(name, shape.Value), offsets.Value);
    }

    private SafetensorsTensor Check(string name, string type, Shape shape, JsonElement offsets)
    {
        long[] range = ReadIntegers(name, "data_offsets", offsets, maximumCount: 2);
        if (range.Length != 2)
            throw Malformed(name, $"expected two data_offsets, found {range.Length}");
        (long begin, long end) = (range[0], range[1]);
        if (begin < 0 || end < begin || end > _dataBytes)
            throw Malformed(name, $"expected data_offsets within the file's {_dataBytes} bytes of data, found [{begin}, {end}]");

        int size = ElementSize(type);
        Int128 bytes = size;
        foreach (int length in shape.Sizes)
            bytes = bytes > _dataBytes ? bytes : bytes * length;
        if (shape.Sizes.Contains(0))
            bytes = 0;
        if (bytes != end - begin)
            throw Malformed(name, $"{type} {shape} does not have the {end - begin} bytes of data_offsets [{begin}, {end}]");
        if (begin % size != 0)
            throw Malformed(name, $"expected data at a multiple of {size} bytes for {type}, found offset {begin}");
        return new SafetensorsTensor(name, type, shape, begin, end - begin);
    }

    private string ReadType(string name, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String)
            throw Malformed(name, $"expected dtype to be a string, found {value.ValueKind}");
        string type = Text(() => value.GetString()!, "a dtype");
        return ElementSize(type) != 0 ? type : throw Malformed(name, $"expected a dtype of the format such as F32, found {Quote(type)}");
    }

    private Shape ReadShape(string name, JsonElement value)
    {
        long[] sizes = ReadIntegers(name, "shape", value, MaximumRank);
        foreach (long size in sizes)
        {
            if (size is < 0 or > int.MaxValue)
                throw Malformed(name, $"expected sizes from 0 to {int.MaxValue} in shape, found {size}");
        }

        return new Shape([.. sizes.Select(size => (int)size)]);
    }

    private long[] ReadIntegers(string name, string key, JsonElement value, int maximumCount)
    {
        if (value.ValueKind != JsonValueKind.Array)
            throw Malformed(name, $"expected {key} to be an array, found {value.ValueKind}");
        if (value.GetArrayLength() > maximumCount)
            throw Malformed(name, $"expected at most {maximumCount} numbers in {key}, found {value.GetArrayLength()}");
        var integers = new List<long>();
        foreach (var element in value.EnumerateArray())
        {
            if (element.ValueKind != JsonValueKind.Number || !element.TryGetInt64(out long integer))
                throw Malformed(name, $"expected whole numbers in {key}, found {Quote(element.GetRawText())}");
            integers.Add(integer);
        }

        return [.. integers];
    }

    /// <summary>The tensors must cover the data exactly: no overlap, no hole, nothing after the last.</summary>
    private void RequireTiling()
    {
        long end = 0;
        string before = "the start of the data";
        foreach (var tensor in _tensors.Values.OrderBy(tensor => tensor.Offset).ThenBy(tensor => tensor.Bytes))
        {
            if (tensor.Offset != end)
                throw Malformed(tensor.Name, $"expected data at offset {end}, right after {before}, found {tensor.Offset}: tensors {(tensor.Offset < end ? "overlap" : "leave a hole")}");
            end += tensor.Bytes;
            before = Quote(tensor.Name);
        }

        if (end != _dataBytes)
            throw Malformed($"expected {end} bytes of data, found {_dataBytes}");
    }

    /// <summary>A string of the JSON; escapes that are no character (half a surrogate pair) are the file's mistake.</summary>
    private string Text(Func<string> read, string what)
    {
        try
        {
            return read();
        }
        catch (InvalidOperationException exception)
        {
            throw Malformed($"{what} in the header is not valid text", exception);
        }
    }

    private InvalidDataException Malformed(string tensor, string problem) => Malformed($"tensor {Quote(tensor)}: {problem}");

    private InvalidDataException Malformed(string problem, Exception? inner = null) => new($"{_file} is not a valid safetensors file: {problem}.", inner);

    private static string Quote(string text) => text.Length <= 100 ? $"'{text}'" : $"'{text[..100]}…'";
}
