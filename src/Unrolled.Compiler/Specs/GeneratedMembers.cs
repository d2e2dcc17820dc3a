using System.Globalization;

namespace Unrolled.Compiler.Specs;

/// <summary>The names of the members that a generated part adds to a model's class; the class can have no other member of these names.</summary>
public static class GeneratedMembers
{
    private static readonly string[] Always =
    [
        "Inputs", "Vocabulary", "Outputs", "Parameters", "Gradients", "NewState", "NewTape",
        "Step", "Run", "Forward", "Backward", "Save", "Load", "__core",
    ];

    /// <summary>The names for <paramref name="spec"/>: the members of every model, and a name for each layer (<c>Lstm0</c>, <c>Dense1</c>).</summary>
    public static IEnumerable<string> Of(ModelSpec spec)
        => Always.Concat(spec.Layers.Select((layer, index) => layer.Kind + index.ToString(CultureInfo.InvariantCulture)));
}
