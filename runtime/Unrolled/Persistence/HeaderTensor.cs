namespace Unrolled;

/// <summary>What the header of a safetensors file says of one tensor.</summary>
internal sealed class HeaderTensor(string name, string type, int[] sizes, long offset, long bytes)
{
    public string Name { get; } = name;

    /// <summary>The element type as the file spells it: <c>F32</c>, <c>I64</c>, …</summary>
    public string Type { get; } = type;

    public int[] Sizes { get; } = sizes;

    /// <summary>Where its first byte lies, from the end of the header.</summary>
    public long Offset { get; } = offset;

    public long Bytes { get; } = bytes;

    /// <summary>Type and shape, as in <c>F32 [64, 28]</c>.</summary>
    public override string ToString() => $"{Type} [{string.Join(", ", Sizes)}]";
}
