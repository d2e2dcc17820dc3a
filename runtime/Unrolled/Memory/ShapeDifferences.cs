namespace Unrolled;

/// <summary>What tells the tensors that a model expects from those that were found.</summary>
internal static class ShapeDifferences
{
    /// <summary>A text for each tensor that is missing, has another shape, or is not expected.</summary>
    /// <param name="expected">The tensors that have to be there.</param>
    /// <param name="found">Those that are.</param>
    public static IEnumerable<string> Of(IEnumerable<(string Name, Shape Shape)> expected, IEnumerable<(string Name, Shape Shape)> found)
    {
        var rest = found.ToDictionary(tensor => tensor.Name, tensor => tensor.Shape, StringComparer.Ordinal);
        foreach (var (name, shape) in expected)
        {
            if (!rest.Remove(name, out var other))
                yield return $"{name}: expected {shape}, found none";
            else if (other != shape)
                yield return $"{name}: expected {shape}, found {other}";
        }

        foreach (var (name, shape) in rest)
            yield return $"{name}: expected none, found {shape}";
    }
}
