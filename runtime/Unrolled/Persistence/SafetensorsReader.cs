using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Unrolled;

/// <summary>
/// Reads a safetensors file: the header at once, each tensor when it is asked for. The whole header is checked first; a file that is not as the format says
/// is an
/// <see cref="InvalidDataException"/> that says what was expected and what was found, and no more memory is allocated than the file has bytes to justify.
/// </summary>
public sealed class SafetensorsReader : ITensorSource, IDisposable
{
    private readonly Stream _stream;
    private readonly SafetensorsHeader _header;
    private readonly Dictionary<string, SafetensorsTensor> _tensors;

    /// <summary>Reads and checks the header of a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">The file is not a valid safetensors file.</exception>
    public SafetensorsReader(string path)
        : this(File.OpenRead(path), Path.GetFileName(path))
    {
    }

    /// <summary>Reads and checks the header of a stream, which the reader then owns.</summary>
    /// <param name="stream">A stream that can seek; read from its start to its end.</param>
    /// <param name="name">Its name in messages.</param>
    /// <exception cref="InvalidDataException">The stream does not hold a valid safetensors file.</exception>
    public SafetensorsReader(Stream stream, string name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        _stream = stream;
        Name = name;
        try
        {
            _header = SafetensorsHeader.Read(stream, name);
            _tensors = _header.Tensors.ToDictionary(
                tensor => tensor.Name,
                tensor => new SafetensorsTensor(tensor.Name, tensor.Type, new Shape(tensor.Sizes), tensor.Offset, tensor.Bytes),
                StringComparer.Ordinal);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>The file's name, as messages say it.</summary>
    public string Name { get; }

    /// <summary>The strings under <c>__metadata__</c>.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _header.Metadata;

    /// <summary>The tensors, in the order of the header.</summary>
    public IEnumerable<SafetensorsTensor> Tensors => _tensors.Values;

    IEnumerable<TensorInfo> ITensorSource.Tensors => Tensors;

    /// <summary>Gets the header entry of a tensor, if the file has one.</summary>
    /// <param name="name">The tensor's name.</param>
    /// <param name="tensor">Its header entry.</param>
    public bool TryGet(string name, [NotNullWhen(true)] out SafetensorsTensor? tensor) => _tensors.TryGetValue(name, out tensor);

    /// <summary>The values of an F32 tensor, row-major.</summary>
    /// <param name="name">The tensor's name.</param>
    /// <exception cref="KeyNotFoundException">There is no tensor with this name.</exception>
    /// <exception cref="InvalidDataException">It has another type, or cannot be read.</exception>
    public float[] ReadSingles(string name) => Read<float>(name, "F32");

    /// <summary>The values of an F64 tensor, row-major.</summary>
    /// <param name="name">The tensor's name.</param>
    /// <exception cref="KeyNotFoundException">There is no tensor with this name.</exception>
    /// <exception cref="InvalidDataException">It has another type, or cannot be read.</exception>
    public double[] ReadDoubles(string name) => Read<double>(name, "F64");

    /// <summary>The values of an I64 tensor, row-major.</summary>
    /// <param name="name">The tensor's name.</param>
    /// <exception cref="KeyNotFoundException">There is no tensor with this name.</exception>
    /// <exception cref="InvalidDataException">It has another type, or cannot be read.</exception>
    public long[] ReadIntegers(string name) => Read<long>(name, "I64");

    /// <summary>Closes the file.</summary>
    public void Dispose() => _stream.Dispose();

    private T[] Read<T>(string name, string type)
        where T : unmanaged
    {
        if (!TryGet(name, out var tensor))
            throw Names.Unknown($"tensor in {Name}", name, _tensors.Keys);
        if (tensor.Type != type)
            throw new InvalidDataException($"{Name}: {name}: expected {type}, found {tensor.Type}.");
        long count = tensor.Shape.Count;
        if (count > Array.MaxLength)
            throw new InvalidDataException($"{Name}: {name}: expected at most {Array.MaxLength} elements, found {count}.");

        var values = new T[count];
        _stream.Position = _header.DataStart + tensor.Offset;
        const int Chunk = 1 << 24;
        for (int start = 0; start < values.Length; start += Chunk)
        {
            var bytes = MemoryMarshal.AsBytes(values.AsSpan(start, Math.Min(Chunk, values.Length - start)));
            ReadExactly(bytes);
            if (!BitConverter.IsLittleEndian)
                LittleEndian.Swap(bytes, SafetensorsHeader.ElementSize(type));
        }

        return values;
    }

    private void ReadExactly(Span<byte> bytes)
    {
        try
        {
            _stream.ReadExactly(bytes);
        }
        catch (EndOfStreamException exception)
        {
            throw SafetensorsHeader.NotValid(Name, "it ended while it was read", exception);
        }
    }
}
