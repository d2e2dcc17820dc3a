using Unrolled.Formats.Onnx.Messages;

namespace Unrolled.Formats.Onnx;

/// <summary>
/// The bytes of tensors that stand in files beside the model. A file may name only what lies in its own folder or below: no absolute path, no '..', and no link
/// that leads out.
/// </summary>
internal sealed class ExternalData(FileContent content, ConstantBudget budget)
{
    private readonly Dictionary<string, string> _paths = new(StringComparer.Ordinal);

    /// <summary>The bytes of a tensor.</summary>
    /// <param name="tensor">It has its data elsewhere.</param>
    /// <param name="length">How many bytes its sizes need.</param>
    /// <exception cref="ModelFileException">The file is not there, lies elsewhere or is too short.</exception>
    public byte[] Read(TensorProto tensor, long length)
    {
        string? location = Entry(tensor, "location");
        if (string.IsNullOrEmpty(location))
            throw content.Error($"the tensor {tensor.Name} is in another file, and its location is missing.");
        if (!_paths.TryGetValue(location, out string? path))
        {
            _paths.Add(location, path = Confine(location, tensor.Name));
            budget.AddFile(new FileInfo(path).Length);
        }

        long offset = Number(tensor, "offset", 0);
        if (Number(tensor, "length", length) != length)
            throw content.Error($"the tensor {tensor.Name} has {Number(tensor, "length", length)} bytes in '{location}', and its sizes need {length}.");
        long there = new FileInfo(path).Length;
        if (offset > there || length > there - offset)
            throw content.Error($"the tensor {tensor.Name} has bytes {offset} to {offset + length} of '{location}', which has {there}.");
        byte[] bytes = new byte[length];
        using var handle = File.OpenHandle(path);
        for (int at = 0; at < bytes.Length;)
        {
            int read = RandomAccess.Read(handle, bytes.AsSpan(at), offset + at);
            if (read == 0)
                throw content.Error($"the file '{location}' became shorter while it was read.");
            at += read;
        }

        return bytes;
    }

    private static string? Entry(TensorProto tensor, string key) => tensor.ExternalData.FirstOrDefault(entry => entry.Key == key)?.Value;

    private long Number(TensorProto tensor, string key, long absent)
    {
        string? text = Entry(tensor, key);
        if (text is null)
            return absent;
        return long.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out long value)
            ? value
            : throw content.Error($"the tensor {tensor.Name} has '{text}' as the {key} of its data; expected a number of bytes.");
    }

    private string Confine(string location, string tensor)
    {
        if (content.Path is null)
            throw content.Error($"the tensor {tensor} is in the file '{location}' beside the model: read the model from its path, not from its bytes.");
        string[] parts = location.Split('/');
        if (location.Contains('\\') || location.Contains(':') || location.Contains('\0') || Path.IsPathRooted(location)
            || parts.Any(part => part.Length == 0 || part == ".." || part != part.Trim()))
            throw content.Error($"the tensor {tensor} has its data in '{location}'; expected a file in the model's folder or below.");
        string folder = Path.GetDirectoryName(content.Path)!;
        string path = folder;
        for (int at = 0; at < parts.Length; at++)
        {
            path = Path.Combine(path, parts[at]);
            FileSystemInfo entry = at == parts.Length - 1 ? new FileInfo(path) : new DirectoryInfo(path);
            if (!entry.Exists)
                throw content.Error($"the file '{location}' with the data of the tensor {tensor} is not there. Put it beside the model.");
            if (entry.LinkTarget is null)
                continue;
            path = entry.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? path;
            if (!path.StartsWith(Path.TrimEndingDirectorySeparator(folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal))
                throw content.Error($"'{location}' with the data of the tensor {tensor} is a link that leads out of the model's folder.");
        }

        return path;
    }
}
