namespace Unrolled.Compiler.Layers;

/// <summary>All kinds of layers, found among the classes of this folder.</summary>
internal static class LayerCatalog
{
    private static readonly Dictionary<string, LayerKind> Known = typeof(LayerKind).Assembly.GetTypes()
        .Where(type => type.IsSubclassOf(typeof(LayerKind)) && !type.IsAbstract)
        .Select(type => (LayerKind)Activator.CreateInstance(type)!)
        .ToDictionary(kind => kind.Name, StringComparer.Ordinal);

    /// <summary>All of them, by name in alphabetical order.</summary>
    public static IReadOnlyList<LayerKind> Kinds { get; } = [.. Known.Values.OrderBy(kind => kind.Name, StringComparer.Ordinal)];

    /// <summary>The kind of that attribute, or null.</summary>
    public static LayerKind? Find(string name) => Known.TryGetValue(name, out var kind) ? kind : null;
}
