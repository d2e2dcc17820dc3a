using System.Globalization;
using System.Text;

namespace Unrolled;

/// <summary>
/// The JSON at the start of a safetensors file, read and checked: everything that is not as the format says is an <see cref="InvalidDataException"/>.
/// Compiled into the runtime and into the build
/// tasks, so that both accept the same files.
/// </summary>
internal sealed class SafetensorsHeader
{
    private const int LengthBytes = 8;
    private const string MetadataName = "__metadata__";
    private const int MaximumRank = 16;

    /// <summary>The format's own limit.</summary>
    private const int MaximumBytes = 100_000_000;

    private readonly string _file;
    private readonly long _dataBytes;
    private readonly Dictionary<string, HeaderTensor> _tensors = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _metadata = new(StringComparer.Ordinal);
    private bool _hasMetadata;

    private SafetensorsHeader(string file, long dataStart, long dataBytes)
    {
        _file = file;
        DataStart = dataStart;
        _dataBytes = dataBytes;
    }

    /// <summary>Where the data start, in bytes from the start of the file.</summary>
    public long DataStart { get; }

    /// <summary>The tensors, in the order of the header.</summary>
    public IEnumerable<HeaderTensor> Tensors => _tensors.Values;

    /// <summary>The strings under <c>__metadata__</c>.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _metadata;

    /// <summary>Reads and checks the header of a stream.</summary>
    /// <param name="stream">A stream that can seek; read from its start.</param>
    /// <param name="file">The file's name, for messages.</param>
    /// <exception cref="InvalidDataException">It is no valid safetensors file; the message says what was expected and what was found.</exception>
    public static SafetensorsHeader Read(Stream stream, string file)
    {
        if (stream.Length < LengthBytes)
            throw NotValid(file, $"expected at least the {LengthBytes} bytes of the header's length, found {stream.Length}");
        stream.Position = 0;
        byte[] length = Read(stream, LengthBytes, file);
        ulong bytes = 0;
        for (int i = LengthBytes - 1; i >= 0; i--)
            bytes = (bytes << 8) | length[i];
        long rest = stream.Length - LengthBytes;
        if (bytes > (ulong)rest)
            throw NotValid(file, $"its first {LengthBytes} bytes say that a header of {bytes} bytes follows, and {rest} bytes do");
        if (bytes > MaximumBytes)
            throw NotValid(file, $"expected a header of at most {MaximumBytes} bytes, found {bytes}");

        byte[] json = Read(stream, (int)bytes, file);
        var header = new SafetensorsHeader(file, LengthBytes + json.Length, rest - json.Length);
        header.Parse(json);
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

    /// <summary>What is said of a file that is not as the format says.</summary>
    public static InvalidDataException NotValid(string file, string problem, Exception? inner = null) =>
        new($"{file} is not a valid safetensors file: {problem}.", inner);

    private static byte[] Read(Stream stream, int count, string file)
    {
        byte[] bytes = new byte[count];
        for (int read = 0; read < count;)
        {
            int more = stream.Read(bytes, read, count - read);
            read += more > 0 ? more : throw NotValid(file, "it ended while it was read");
        }

        return bytes;
    }

    private void Parse(byte[] json)
    {
        if (json.Length == 0 || json[0] != (byte)'{')
            throw Malformed("expected a header that starts with '{'" + (json.Length == 0 ? ", found an empty one" : $", found byte 0x{json[0]:X2}"));
        try
        {
            var reader = new HeaderJson(new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(json));
            foreach (string name in reader.Members())
                Add(name, reader);
            reader.End();
        }
        catch (DecoderFallbackException exception)
        {
            throw Malformed("expected a header in UTF-8, found bytes that are not", exception);
        }
        catch (FormatException exception)
        {
            throw Malformed($"the header is not valid JSON: {exception.Message}", exception);
        }
    }

    private void Add(string name, HeaderJson reader)
    {
        if (name == MetadataName)
        {
            if (_hasMetadata)
                throw Malformed($"{MetadataName} is there twice");
            _hasMetadata = true;
            ReadMetadata(reader);
            return;
        }

        if (_tensors.ContainsKey(name))
            throw Malformed($"tensor {Quote(name)} is there twice");
        _tensors.Add(name, ReadTensor(name, reader));
    }

    private void ReadMetadata(HeaderJson reader)
    {
        if (reader.Kind() is var kind and not "an object")
            throw Malformed($"expected {MetadataName} to be an object of strings, found {kind}");
        foreach (string key in reader.Members())
        {
            if (reader.Kind() is var found and not "a string")
                throw Malformed($"metadata {Quote(key)}: expected a string, found {found}");
            if (_metadata.ContainsKey(key))
                throw Malformed($"metadata {Quote(key)} is there twice");
            _metadata.Add(key, reader.String());
        }
    }

    private HeaderTensor ReadTensor(string name, HeaderJson reader)
    {
        if (reader.Kind() is var kind and not "an object")
            throw Malformed(name, $"expected an object, found {kind}");
        string? type = null;
        List<long>? shape = null, offsets = null;
        foreach (string key in reader.Members())
        {
            if ((key, type, shape, offsets) is ("dtype", not null, _, _) or ("shape", _, not null, _) or ("data_offsets", _, _, not null))
                throw Malformed(name, $"{key} is there twice");
            switch (key)
            {
                case "dtype": type = ReadType(name, reader); break;
                case "shape": shape = ReadIntegers(name, key, MaximumRank, reader); break;
                case "data_offsets": offsets = ReadIntegers(name, key, 2, reader); break;
                default: throw Malformed(name, $"expected dtype, shape and data_offsets, found {Quote(key)}");
            }
        }

        if (type is null || shape is null || offsets is null)
            throw Malformed(name, $"expected dtype, shape and data_offsets, found no {(type is null ? "dtype" : shape is null ? "shape" : "data_offsets")}");
        return Check(name, type, shape, offsets);
    }

    private HeaderTensor Check(string name, string type, List<long> shape, List<long> offsets)
    {
        foreach (long size in shape)
        {
            if (size is < 0 or > int.MaxValue)
                throw Malformed(name, $"expected sizes from 0 to {int.MaxValue} in shape, found {size}");
        }

        if (offsets.Count != 2)
            throw Malformed(name, $"expected two data_offsets, found {offsets.Count}");
        (long begin, long end) = (offsets[0], offsets[1]);
        if (begin < 0 || end < begin || end > _dataBytes)
            throw Malformed(name, $"expected data_offsets within the file's {_dataBytes} bytes of data, found [{begin}, {end}]");

        int elementSize = ElementSize(type);
        var tensor = new HeaderTensor(name, type, [.. shape.Select(size => (int)size)], begin, end - begin);
        if (Bytes(shape, elementSize) != tensor.Bytes)
            throw Malformed(name, $"{tensor} does not have the {tensor.Bytes} bytes of data_offsets [{begin}, {end}]");
        if (begin % elementSize != 0)
            throw Malformed(name, $"expected data at a multiple of {elementSize} bytes for {type}, found offset {begin}");
        return tensor;
    }

    /// <summary>The size of a tensor, where it is less than 2⁶³ bytes; otherwise 2⁶³ − 1, which no file has.</summary>
    private static long Bytes(List<long> shape, int elementSize)
    {
        if (shape.Contains(0))
            return 0;
        long bytes = elementSize;
        foreach (long size in shape)
            bytes = bytes > long.MaxValue / size ? long.MaxValue : bytes * size;
        return bytes;
    }

    private string ReadType(string name, HeaderJson reader)
    {
        if (reader.Kind() is var kind and not "a string")
            throw Malformed(name, $"expected dtype to be a string, found {kind}");
        string type = reader.String();
        return ElementSize(type) != 0 ? type : throw Malformed(name, $"expected a dtype of the format such as F32, found {Quote(type)}");
    }

    private List<long> ReadIntegers(string name, string key, int maximumCount, HeaderJson reader)
    {
        if (reader.Kind() is var kind and not "an array")
            throw Malformed(name, $"expected {key} to be an array, found {kind}");
        var integers = new List<long>();
        foreach (string element in reader.Elements())
        {
            if (integers.Count == maximumCount)
                throw Malformed(name, $"expected at most {maximumCount} numbers in {key}, found more");
            if (element != "a number")
                throw Malformed(name, $"expected whole numbers in {key}, found {element}");
            string number = reader.Number();
            if (!long.TryParse(number, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long integer))
                throw Malformed(name, $"expected whole numbers in {key}, found {Quote(number)}");
            integers.Add(integer);
        }

        return integers;
    }

    /// <summary>The tensors must cover the data exactly: no overlap, no hole, nothing after the last.</summary>
    private void RequireTiling()
    {
        long end = 0;
        string before = "the start of the data";
        foreach (var tensor in _tensors.Values.OrderBy(tensor => tensor.Offset).ThenBy(tensor => tensor.Bytes))
        {
            if (tensor.Offset != end)
                throw Malformed(tensor.Name, $"expected data at offset {end}, right after {before}, found {tensor.Offset}: tensors "
                    + $"{(tensor.Offset < end ? "overlap" : "leave a hole")}");
            end += tensor.Bytes;
            before = Quote(tensor.Name);
        }

        if (end != _dataBytes)
            throw Malformed($"expected {end} bytes of data, found {_dataBytes}");
    }

    private InvalidDataException Malformed(string tensor, string problem) => Malformed($"tensor {Quote(tensor)}: {problem}");

    private InvalidDataException Malformed(string problem, Exception? inner = null) => NotValid(_file, problem, inner);

    private static string Quote(string text) => text.Length <= 100 ? $"'{text}'" : $"'{text.Substring(0, 100)}…'";
}
