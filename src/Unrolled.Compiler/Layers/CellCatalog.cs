namespace Unrolled.Compiler.Layers;

/// <summary>All kinds of layers that have equations, found among the classes of this folder.</summary>
internal static class CellCatalog
{
    private static readonly Dictionary<string, Cell> Known = typeof(Cell).Assembly.GetTypes()
        .Where(type => type.IsSubclassOf(typeof(Cell)) && !type.IsAbstract)
        .Select(type => (Cell)Activator.CreateInstance(type)!)
        .ToDictionary(cell => cell.Kind, StringComparer.Ordinal);

    /// <summary>Their attributes' names without <c>Attribute</c>, in alphabetical order.</summary>
    public static IReadOnlyList<string> Kinds { get; } = [.. Known.Keys.OrderBy(kind => kind, StringComparer.Ordinal)];

    /// <summary>The cell of that attribute, or null.</summary>
    public static Cell? Find(string kind) => Known.TryGetValue(kind, out var cell) ? cell : null;
}
