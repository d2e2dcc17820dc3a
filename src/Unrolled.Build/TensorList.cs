namespace Unrolled.Build;

/// <summary>The tensors of a file of weights, as the generator reads them.</summary>
internal static class TensorList
{
    /// <summary>A line a tensor, as in <c>F32 [64, 28] lstm0.W_i</c>, sorted by name.</summary>
    /// <param name="file">The file.</param>
    /// <param name="name">The file's name, for messages.</param>
    /// <exception cref="InvalidDataException">It is no safetensors file, or a tensor's name does not fit into a line.</exception>
    public static IReadOnlyList<string> Lines(Stream file, string name)
    {
        var tensors = SafetensorsHeader.Read(file, name).Tensors.OrderBy(tensor => tensor.Name, StringComparer.Ordinal).ToList();
        if (tensors.Find(tensor => tensor.Name.Any(char.IsControl)) is { } strange)
        {
            var shown = string.Concat(strange.Name.Select(c => char.IsControl(c) ? '?' : c));
            throw new InvalidDataException($"{name}: tensor '{shown}': a control character in its name.");
        }

        return [.. tensors.Select(tensor => $"{tensor} {tensor.Name}")];
    }
}
