using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Unrolled;

/// <summary>
/// The file of a checkpoint: a safetensors file whose strings hold everything that is no tensor, with a sum over all of it, so that a damaged file is found
/// out. Written whole or not at all.
/// </summary>
internal sealed class CheckpointFile
{
    private const string Format = "unrolled checkpoint", Version = "1", Checksum = "checksum", FormatKey = "format", VersionKey = "version";

    /// <summary>Tensors by name.</summary>
    public Dictionary<string, (Shape Shape, float[] Values)> Tensors { get; } = new(StringComparer.Ordinal);

    /// <summary>Everything else.</summary>
    public Dictionary<string, string> Texts { get; } = new(StringComparer.Ordinal);

    /// <summary>The file's name, for messages.</summary>
    public string Name { get; private init; } = "";

    public void Write(string path)
    {
        Texts[FormatKey] = Format;
        Texts[VersionKey] = Version;
        Texts[Checksum] = Sum();
        SafetensorsEntry[] entries = [.. Tensors.Select(tensor => new SafetensorsEntry(tensor.Key, tensor.Value.Shape, () => tensor.Value.Values))];
        AtomicFile.WriteAgain(path, stream => SafetensorsWriter.Write(stream, entries, Texts));
    }

    /// <exception cref="InvalidDataException">It is no checkpoint, of another version, or damaged.</exception>
    public static CheckpointFile Read(string path)
    {
        using var reader = new SafetensorsReader(path);
        var file = new CheckpointFile { Name = reader.Name };
        foreach (var (key, value) in reader.Metadata)
            file.Texts[key] = value;
        if (file.Texts.GetValueOrDefault(FormatKey) != Format)
            throw new InvalidDataException($"{file.Name} is no checkpoint: expected format '{Format}' in its metadata, found "
                + $"'{file.Texts.GetValueOrDefault(FormatKey, "none")}'. A model's own file is read by its Load.");
        if (file.Texts.GetValueOrDefault(VersionKey) != Version)
            throw new InvalidDataException($"{file.Name}: expected a checkpoint of version {Version}, found "
                + $"{file.Texts.GetValueOrDefault(VersionKey, "none")}: it was written by another version of the library.");
        foreach (var tensor in reader.Tensors)
            file.Tensors[tensor.Name] = (tensor.Shape, reader.ReadSingles(tensor.Name));
        if (file.Texts.GetValueOrDefault(Checksum) != file.Sum())
            throw new InvalidDataException($"{file.Name} is damaged: what it holds does not have the checksum that it was written with.");
        return file;
    }

    public void Set(string key, long value) => Texts[key] = value.ToString(CultureInfo.InvariantCulture);

    /// <summary>Exactly: reading gives the same bits.</summary>
    public void Set(string key, double value) => Texts[key] = Text(value);

    public void Set(string key, IEnumerable<double> values) => Texts[key] = string.Join(' ', values.Select(Text));

    public void Set(string key, IEnumerable<long> values) =>
        Texts[key] = string.Join(' ', values.Select(value => value.ToString(CultureInfo.InvariantCulture)));

    public string Text(string key) => Texts.TryGetValue(key, out string? text) ? text
        : throw new InvalidDataException($"{Name}: the checkpoint holds no '{key}'.");

    public long Integer(string key) =>
        Parsed(key, Text(key), long.TryParse(Text(key), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value), value);

    public double Number(string key) =>
        Parsed(key, Text(key), double.TryParse(Text(key), NumberStyles.Float, CultureInfo.InvariantCulture, out double value), value);

    public double[] Numbers(string key) => [.. Text(key).Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .Select(part => Parsed(key, part, double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out double value), value))];

    public long[] Integers(string key) => [.. Text(key).Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .Select(part => Parsed(key, part, long.TryParse(part, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value), value))];

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private T Parsed<T>(string key, string text, bool isRight, T value) => isRight ? value
        : throw new InvalidDataException($"{Name}: expected a number in '{key}', found '{text}'.");

    private string Sum()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (name, (shape, values)) in Tensors.OrderBy(tensor => tensor.Key, StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{name}\n{shape}\n"));
            hash.AppendData(MemoryMarshal.AsBytes(values.AsSpan()));
        }

        foreach (var (key, text) in Texts.Where(text => text.Key != Checksum).OrderBy(text => text.Key, StringComparer.Ordinal))
            hash.AppendData(Encoding.UTF8.GetBytes($"{key}\n{text}\n"));
        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
