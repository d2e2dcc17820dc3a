namespace Unrolled;

/// <summary>A learned vector per token: y = row <c>token</c> of W. Allowed only as the first layer of a model with a
/// <see cref="ModelAttribute.Vocabulary"/>.</summary>
/// <remarks>Parameter <c>W</c> [vocabulary, size]; no state.</remarks>
/// <param name="size">Length of a token's vector, at least 1.</param>
public sealed class EmbeddingAttribute(int size) : LayerAttribute
{
    /// <summary>Length of a token's vector.</summary>
    public int Size { get; } = size;
}
