using Unrolled.Compiler.Specs;

namespace Unrolled.Compiler.Layers;

/// <summary>Where a layer stands in its model.</summary>
/// <param name="Model">The model.</param>
/// <param name="Index">The layer's index among all layers.</param>
/// <param name="Inputs">Width of what it reads, or the number of tokens.</param>
internal sealed record LayerPlace(ModelSpec Model, int Index, int Inputs)
{
    public bool IsFirst => Index == 0;

    public bool IsLast => Index == Model.Layers.Count - 1;

    /// <summary>Whether the model reads tokens.</summary>
    public bool IsInTokenModel => Model.Vocabulary > 0;

    /// <summary>Whether what it reads is a token.</summary>
    public bool IsToken => IsFirst && IsInTokenModel;

    /// <summary>The kinds of the layers after it; null for one that is not known.</summary>
    public IEnumerable<LayerKind?> After => Model.Layers.Skip(Index + 1).Select(layer => LayerCatalog.Find(layer.Kind));
}
